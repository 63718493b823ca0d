"""Entities, members of them and neighbours' offers that nobody else may see."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission

from emplois.models import Offre

from ..factories import OffreFactory, add_vitrine

HIDDEN = "Poste confidentiel de l’entité voisine"
PREFIX = "/admin/snippets/emplois/offre/"
EMAIL = "talents@dgnum.exemple.invalid"
ROLES = {"recruteur": ("add", "change"), "responsable": ("add", "change", "publish", "lock", "unlock")}


@pytest.fixture
def entities(institutions):
    """Two ministries; the first has a direction with a bureau."""
    ours = add_vitrine(institutions, "Notre ministère")
    direction = add_vitrine(ours, "Notre direction")
    return {
        "ministère": ours,
        "direction": direction,
        "bureau": add_vitrine(direction, "Notre bureau"),
        "voisine": add_vitrine(institutions, "Entité voisine"),
    }


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
