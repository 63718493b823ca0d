"""The opening of a vitrine: its pages as drafts, its collection, its groups, the invitation of its first Responsable.

All of it or nothing. Done again, it finds what is there and changes nothing.
"""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from wagtail.models import Page

from core.text import to_slug
from equipes.enums import Role
from equipes.models import Invitation
from equipes.roles import create_entity_roles
from vitrines.enums import RESERVED_SLUGS, Rubrique
from vitrines.models import InstitutionsPage, ProjetsPage, RubriquePage, TemoignagesPage, VitrinePage

from .team import invite, is_member


class CannotOpen(Exception):
    """Why the vitrine cannot be opened, in French, for whoever asked."""


class Opened(NamedTuple):
    vitrine: VitrinePage
    created: bool
    invitation: Invitation | None


@transaction.atomic
def open_vitrine(
    *,
    name: str,
    email: str,
    sigle: str = "",
    parent: VitrinePage | None = None,
    trusted: bool = False,
    user: User | None = None,
) -> Opened:
    """Open the vitrine of the entity `name`, below `parent` or directly in the directory, and invite `email` to it.

    `trusted`: whether its Responsables may publish without review. Raises CannotOpen.
    """
    above = _above(parent)
    slug = _slug(name, sigle)
    there = above.get_children().filter(slug=slug).first()
    if there and there.specific_class is not VitrinePage:
        raise CannotOpen(f"L’adresse « {slug} » est prise par une autre page. Donnez un autre sigle.")
    if there and there.title != name:
        raise CannotOpen(f"L’adresse « {slug} » est celle de « {there.title} ». Donnez un autre sigle.")
    vitrine = there.specific if there else _draft(above, VitrinePage(title=name, slug=slug, sigle=sigle), user)
    _add_missing_pages(vitrine, user)
    create_entity_roles(vitrine, trusted=None if there else trusted)
    known = is_member(vitrine, email) or any(i.is_usable for i in vitrine.invitations.filter(email__iexact=email))
    invitation = None if known else invite(vitrine, email=email, role=Role.RESPONSABLES, sender=user)
    return Opened(VitrinePage.objects.get(pk=vitrine.pk), there is None, invitation)


def _above(parent: VitrinePage | None) -> Page:
    above = parent or InstitutionsPage.objects.first()
    if above is None:
        raise CannotOpen("L’annuaire des entités n’existe pas encore : créez d’abord sa page.")
    return Page.objects.get(pk=above.pk)


def _slug(name: str, sigle: str) -> str:
    slug = to_slug(sigle or name)[:200]
    if not slug:
        raise CannotOpen("Le nom de l’entité ne contient ni lettre ni chiffre.")
    if slug in RESERVED_SLUGS:
        raise CannotOpen(f"« {slug} » est réservé aux rubriques d’une vitrine. Donnez un autre sigle.")
    return slug


def _draft(above: Page, page: Page, user: User | None) -> Page:
    page.live, page.owner = False, user
    above.add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    return page


def _add_missing_pages(vitrine: VitrinePage, user: User | None) -> None:
    there = set(vitrine.get_children().values_list("slug", flat=True))
    wanted = [RubriquePage(title=rubrique.label, slug=rubrique.value, kind=rubrique.value) for rubrique in Rubrique]
    wanted += [ProjetsPage(title="Projets", slug="projets"), TemoignagesPage(title="Témoignages", slug="temoignages")]
    for page in wanted:
        if page.slug not in there:
            _draft(Page.objects.get(pk=vitrine.pk), page, user)
