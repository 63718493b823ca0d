"""Loads the demonstration in one transaction. Deterministic, except dates, which are relative to today."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import transaction
from wagtail.models import Page, Workflow

from candidatures.figures import measure
from core.tasks import make_renditions
from equipes.enums import Role
from equipes.models import Membership
from equipes.roles import MISSION_TALENTS, MODERATION, create_central_roles, create_entity_roles
from home.founding.pages import make_lists, make_pages
from relecture.workflow import create_publication_workflow
from search.documents import rebuild
from vitrines.models import ProjetPage, VitrinePage

from .applications import load_applications
from .entities import load_entities
from .offers import load_offers
from .site_pages import DETAILS, fill_home, load_home

WITH_RESPONSABLE = {"dinum", "anssi"}
"""Slugs of the entities that also have an account for their Responsable."""


def load(*, password: str) -> None:
    """Create the site, its entities, métiers, offers, applications and accounts, all with `password`."""
    with transaction.atomic():
        home = load_home()
        make_lists(home)
        vitrines = load_entities()
        make_pages(home, DETAILS)
        workflow = _accounts(home, list(vitrines.values()), password)
        load_offers(vitrines, workflow)
        load_applications(vitrines.values())
        fill_home(home)
    rebuild(missing=True)
    measure()
    most_seen_first = [ProjetPage.objects.order_by("-first_published_at"), VitrinePage.objects.order_by("path")]
    for page_id in [home.pk, *(page.pk for pages in most_seen_first for page in pages.live())]:
        make_renditions.enqueue(page_id=page_id)


def _accounts(home: Page, vitrines: list[Page], password: str) -> Workflow:
    """Create the accounts `admin`, `moderation`, `talents`, `recruteur-<slug>` and some `responsable-<slug>`.

    Returns the publication workflow.
    """
    hashed = make_password(password)  # Once for all accounts: hashing is slow by design.
    User.objects.create(
        username="admin", email="admin@exemple.invalid", password=hashed, is_staff=True, is_superuser=True
    )
    create_central_roles(home)
    _account("moderation", hashed).groups.add(Group.objects.get(name=MODERATION))
    _account("talents", hashed).groups.add(Group.objects.get(name=MISSION_TALENTS))
    for vitrine in vitrines:
        create_entity_roles(vitrine, collection=vitrine.logo.collection)
        recruiter = _account(f"recruteur-{vitrine.slug}", hashed)
        Membership.objects.create(person=recruiter, vitrine=vitrine, role=Role.RECRUTEURS)
        if vitrine.slug in WITH_RESPONSABLE:
            responsable = _account(f"responsable-{vitrine.slug}", hashed)
            Membership.objects.create(person=responsable, vitrine=vitrine, role=Role.RESPONSABLES)
    return create_publication_workflow(home)


def _account(username: str, hashed: str) -> User:
    email = f"{username}@exemple.invalid"
    return User.objects.create(username=username, email=email, password=hashed)
