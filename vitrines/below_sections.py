"""Sections of a vitrine about its child pages: latest projects and testimonials, entities."""

from .models import ProjetPage, TemoignagePage, VitrinePage
from .sections import SectionContent

PROJETS, TEMOIGNAGES = 3, 2
"""Maximum number of each in a section; the list pages have all of them."""


def projets_section(vitrine: VitrinePage) -> SectionContent:
    """The latest live projects of the entity and of those below it."""
    live = ProjetPage.objects.live().filter(path__startswith=vitrine.path)
    projets = list(live.order_by("-first_published_at", "-pk")[:PROJETS])
    return SectionContent({"projets": projets}, projets)


def temoignages_section(vitrine: VitrinePage) -> SectionContent:
    """The latest live testimonials of the entity and of those below it."""
    live = TemoignagePage.objects.live().filter(path__startswith=vitrine.path).select_related("metier")
    temoignages = list(live.order_by("-first_published_at", "-pk")[:TEMOIGNAGES])
    return SectionContent({"temoignages": temoignages}, temoignages)


def entites_section(_vitrine: VitrinePage) -> SectionContent:
    """No context: the template lists `vitrine.sub_entities`."""
    return SectionContent({})
