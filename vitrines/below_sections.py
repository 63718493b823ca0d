"""Sections of a vitrine about what stands below it: latest projects and testimonials, entities."""

from .models import ProjetPage, TemoignagePage, VitrinePage
from .sections import Content

PROJETS, TEMOIGNAGES = 3, 2
"""At most so many; their lists have the others."""


def projets_section(vitrine: VitrinePage) -> Content:
    live = ProjetPage.objects.live().filter(path__startswith=vitrine.path)
    projets = list(live.order_by("-first_published_at", "-pk")[:PROJETS])
    return Content({"projets": projets}, projets)


def temoignages_section(vitrine: VitrinePage) -> Content:
    live = TemoignagePage.objects.live().filter(path__startswith=vitrine.path).select_related("metier")
    temoignages = list(live.order_by("-first_published_at", "-pk")[:TEMOIGNAGES])
    return Content({"temoignages": temoignages}, temoignages)


def entites_section(_vitrine: VitrinePage) -> Content:
    return Content({})
