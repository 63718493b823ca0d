"""What a member of an entity, and of nothing else, meets in the CMS: their vitrines, and how complete each is."""

from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from .enums import Rubrique
from .models import VitrinePage

CARRIED = "_own_vitrines"


def own_vitrines(user: AbstractBaseUser) -> list[VitrinePage]:
    """The entities whose groups `user` is in, the topmost of each line; none for who has rights elsewhere too."""
    if CARRIED not in user.__dict__:
        user.__dict__[CARRIED] = _own_vitrines(user)
    return user.__dict__[CARRIED]


def _own_vitrines(user: AbstractBaseUser) -> list[VitrinePage]:
    if user.is_superuser or not user.is_authenticated:
        return []
    given = set(GroupPagePermission.objects.filter(group__user=user).values_list("page_id", flat=True))
    vitrines = list(VitrinePage.objects.filter(pk__in=given).defer("figures", "social_links").order_by("path"))
    if len(vitrines) < len(given):
        return []
    tops: list[VitrinePage] = []
    for vitrine in vitrines:
        if not any(vitrine.is_descendant_of(top) for top in tops):
            tops.append(vitrine)
    return tops


class Part(NamedTuple):
    """One thing a vitrine is better with: whether it is there, why it matters, where to do it."""

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
    """What the vitrine has and lacks: its fields as last written, and which of its pages are on line."""
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
        done = bool(listing) and listing.get_children().live().exists()
        url = reverse("wagtailadmin_pages:add_subpage", args=[(listing or vitrine).pk])
        parts.append(Part(label, why, done, url))
    return parts


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
