"""Opens a vitrine: draft pages, collection, groups, and the invitation of its first Responsable.

Atomic and idempotent: a second run adds only what is missing.
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
    """The vitrine cannot be opened. The message, in French, is for the user."""


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
    """Open the vitrine of the entity `name`, below `parent` or the directory, and invite `email` to it.

    `trusted`: whether its Responsables may publish without review. Raises CannotOpen.
    """
    above = _above(parent)
    slug = _slug(name, sigle)
    existing = above.get_children().filter(slug=slug).first()
    if existing and existing.specific_class is not VitrinePage:
        raise CannotOpen(f"L’adresse « {slug} » est prise par une autre page. Donnez un autre sigle.")
    if existing and existing.title != name:
        raise CannotOpen(f"L’adresse « {slug} » est celle de « {existing.title} ». Donnez un autre sigle.")
    vitrine = existing.specific if existing else _draft(above, VitrinePage(title=name, slug=slug, sigle=sigle), user)
    _add_missing_pages(vitrine, user)
    create_entity_roles(vitrine, trusted=None if existing else trusted)
    known = is_member(vitrine, email) or any(i.is_usable for i in vitrine.invitations.filter(email__iexact=email))
    invitation = None if known else invite(vitrine, email=email, role=Role.RESPONSABLES, sender=user)
    return Opened(VitrinePage.objects.get(pk=vitrine.pk), existing is None, invitation)


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
    slugs = set(vitrine.get_children().values_list("slug", flat=True))
    wanted = [RubriquePage(title=rubrique.label, slug=rubrique.value, kind=rubrique.value) for rubrique in Rubrique]
    wanted += [ProjetsPage(title="Projets", slug="projets"), TemoignagesPage(title="Témoignages", slug="temoignages")]
    for page in wanted:
        if page.slug not in slugs:
            _draft(Page.objects.get(pk=vitrine.pk), page, user)
