"""Entities, members of them and neighbours' offers that nobody else may see."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from emplois.models import Offre
from vitrines.models import InstitutionsPage, VitrinePage

from ..factories import OffreFactory, add_home, add_institutions, add_vitrine

HIDDEN = "Poste confidentiel de l’entité voisine"
PREFIX = "/admin/snippets/emplois/offre/"
EMAIL = "talents@dgnum.exemple.invalid"
ROLES = {"recruteur": ("add", "change"), "responsable": ("add", "change", "publish", "lock", "unlock")}


ENTITIES = {
    "ministère": "Notre ministère",
    "direction": "Notre direction",
    "bureau": "Notre bureau",
    "voisine": "Entité voisine",
}


@pytest.fixture(scope="module", autouse=True)
def _entities_of_module(module_transaction):
    """Makes the entities once for all tests of a module."""
    with module_transaction.unblock():
        make_entities(add_institutions(add_home()))


def make_entities(institutions: InstitutionsPage) -> None:
    """Two ministries; the first has a direction with a bureau."""
    direction = add_vitrine(add_vitrine(institutions, ENTITIES["ministère"]), ENTITIES["direction"])
    add_vitrine(direction, ENTITIES["bureau"])
    add_vitrine(institutions, ENTITIES["voisine"])


@pytest.fixture
def entities(institutions) -> dict[str, VitrinePage]:
    made = VitrinePage.objects.filter(title__in=ENTITIES.values())
    if not made:
        make_entities(institutions)
    by_title = {vitrine.title: vitrine for vitrine in made.all()}
    return {name: by_title[title] for name, title in ENTITIES.items()}


@pytest.fixture
def member(entities, django_user_model):
    """A user with a role in each of the named entities."""

    def make(username: str, **roles: str):
        user = django_user_model.objects.create_user(username, f"{username}@exemple.invalid", "x")
        group = Group.objects.create(name=username)
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        for entity, role in roles.items():
            for action in ROLES[role]:
                permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
                GroupPagePermission.objects.create(group=group, page=entities[entity], permission=permission)
        user.groups.add(group)
        return user

    return make


@pytest.fixture
def hidden(entities, workflow, admin_user) -> dict[str, Offre]:
    """The neighbours' offers: live, draft and in moderation, each with two revisions."""
    offers = {
        "live": OffreFactory(vitrine=entities["voisine"], title=f"{HIDDEN} (en ligne)"),
        "draft": OffreFactory(vitrine=entities["voisine"], title=f"{HIDDEN} (brouillon)", live=False),
        "moderation": OffreFactory(vitrine=entities["voisine"], title=f"{HIDDEN} (relecture)", live=False),
    }
    for offre in offers.values():
        offre.save_revision(user=admin_user, log_action=True)
        offre.save_revision(user=admin_user, log_action=True)
    workflow.start(offers["moderation"], admin_user)
    return offers


@pytest.fixture
def client_of():
    """A browser of its own for a user, beside `client`."""

    def make(user) -> Client:
        theirs = Client()
        theirs.force_login(user)
        return theirs

    return make


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done inside is committed: mail leaves."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def link_in(mail, start: str) -> str:
    return start + mail.body.split(f"http://localhost:8000{start}", 1)[1].split()[0]
