"""The completeness checklist of a vitrine."""

from typing import NamedTuple

from django.urls import reverse
from wagtail.models import Page

from .enums import Rubrique
from .models import VitrinePage


class Part(NamedTuple):
    """An item of the checklist: whether it is done, why it matters, and the URL to do it."""

    label: str
    why: str
    done: bool
    url: str


FIELDS = (
    ("accroche", "Une accroche", "C’est la phrase que l’on lit dans l’annuaire."),
    ("logo", "Un logo", "On vous reconnaît d’un coup d’œil dans la liste des entités."),
    ("banner", "Une bannière", "La première image de la vitrine."),
    ("place", "Une implantation", "On cherche d’abord près de chez soi."),
    ("contact", "Une adresse de contact", "Pour poser une question avant de candidater."),
    ("agents_count", "Le nombre d’agents", "Il situe l’entité, avec sa source et sa date."),
    ("body", "Une présentation", "Ce que l’on lit en arrivant."),
)
RUBRIQUES = {
    Rubrique.RAISON_DETRE: "Le sens du travail est la première raison de choisir l’État.",
    Rubrique.MISSIONS: "Ce que l’on fera chaque jour.",
    Rubrique.METIERS: "Les candidates et candidats cherchent par métier.",
    Rubrique.ATOUTS: "Ce qui vous distingue d’un autre employeur.",
    Rubrique.RECRUTEMENT: "Savoir à quoi s’attendre donne envie de candidater.",
}
LISTS = {
    "projets": ("Un projet", "Un projet concret dit plus qu’une liste de technologies."),
    "temoignages": ("Un témoignage", "On croit les personnes qui font le métier."),
}


def completeness(vitrine: VitrinePage) -> list[Part]:
    """The checklist of the vitrine: the fields of its latest revision, and its live child pages."""
    latest = vitrine.get_latest_revision_as_object()
    edit = reverse("wagtailadmin_pages:edit", args=[vitrine.pk])
    parts = [Part("La vitrine en ligne", "Tant qu’elle est en brouillon, personne ne la voit.", vitrine.live, edit)]
    parts += [Part(label, why, bool(getattr(latest, name)), f"{edit}#id_{name}") for name, label, why in FIELDS]
    pages = {page.slug: page for page in vitrine.get_children().exclude(pk__in=VitrinePage.objects.all())}
    for rubrique, why in RUBRIQUES.items():
        page = pages.get(rubrique.value)
        url = _edit(page) if page else reverse("wagtailadmin_pages:add", args=["vitrines", "rubriquepage", vitrine.pk])
        parts.append(Part(f"La rubrique « {rubrique.label} »", why, bool(page and page.live), url))
    for slug, (label, why) in LISTS.items():
        listing = pages.get(slug)
        done = listing is not None and listing.get_children().live().exists()
        url = reverse("wagtailadmin_pages:add_subpage", args=[(listing or vitrine).pk])
        parts.append(Part(label, why, done, url))
    return parts


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
