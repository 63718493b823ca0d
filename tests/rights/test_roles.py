"""The groups of the portal, what they may, and who is written to when something waits."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, TaskState
from wagtail.permissions import policy_registry

from emplois.models import Offre
from equipes.enums import Role
from equipes.roles import MISSION_TALENTS, MODERATION, entity_collection, entity_group
from home.demonstration.drawings import cover
from home.demonstration.source_files import add_image

from ..factories import OffreFactory
from ..offre_form import ADD, form

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(entities):
    call_command("create_roles")
    return entities


@pytest.fixture
def join(roles, django_user_model):
    def make(username: str, group: Group):
        user = django_user_model.objects.create_user(username, f"{username}@exemple.invalid", "x")
        user.groups.add(group)
        return user

    return make


def counts() -> list[int]:
    models = Group, Collection, GroupPagePermission, GroupCollectionPermission, Group.permissions.through
    return [model.objects.count() for model in models]


def test_roles_are_created_once(roles, capsys):
    before = counts()
    roles["direction"].title = "Renommée"
    roles["direction"].save()
    call_command("create_roles")
    assert counts() == before
    assert "8 pour 4 entités" in capsys.readouterr().out


def test_entity_chooses_its_own_images_and_the_shared_ones(roles, join):
    own = entity_collection(roles["direction"])
    other = entity_collection(roles["voisine"])
    shared = Collection.objects.get(name="Images et documents partagés")
    made = {c.pk: add_image("Image", f"i{c.pk}.jpg", cover(str(c.pk)), c) for c in (own, other, shared)}
    recruiter = join("recruteuse", entity_group(roles["direction"], Role.RECRUTEURS))
    images = policy_registry.get_by_type(get_image_model())
    choosable = images.instances_user_has_permission_for(recruiter, "choose")
    assert set(choosable) == {made[own.pk], made[shared.pk]}
    assert images.user_has_permission_for_instance(recruiter, "change", made[own.pk])
    assert not images.user_has_permission_for_instance(recruiter, "change", made[shared.pk])
    assert get_image_model().objects.count() == 3


@pytest.mark.parametrize(
    ("group", "publishes", "accounts"),
    [
        (MISSION_TALENTS, True, True),
        (MODERATION, True, False),
        (Role.RECRUTEURS.value, False, False),
        (Role.RESPONSABLES.value, True, False),
    ],
)
def test_what_each_role_may(client, roles, join, group, publishes, accounts):
    named = Group.objects.filter(name=group).first() or entity_group(roles["direction"], group)
    client.force_login(join("agent", named))
    offre = OffreFactory(vitrine=roles["direction"], live=False, first_published_at=None)
    offre.save_revision()
    client.post(
        reverse(Offre.snippet_viewset.get_url_name("edit"), args=[offre.pk]),
        form(roles["direction"]) | {"action-publish": "1"},
    )
    offre.refresh_from_db()
    assert offre.live == publishes
    for steered in ("/admin/users/", "/admin/synonymes/"):
        assert (client.get(steered).status_code == 200) == accounts
    assert client.get("/admin/").status_code == 200


def test_reviewers_of_the_entity_and_then_the_author_are_written_to(
    client, roles, join, workflow, mailoutbox, django_capture_on_commit_callbacks
):  # fmt: skip
    recruiter = join("recruteuse", entity_group(roles["direction"], Role.RECRUTEURS))
    reviewer = join("responsable", entity_group(roles["ministère"], Role.RESPONSABLES))
    join("voisine", entity_group(roles["voisine"], Role.RESPONSABLES))
    join("moderation", Group.objects.get(name=MODERATION))
    client.force_login(recruiter)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADD, form(roles["direction"]) | {"action-submit": "1"})
    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {"responsable@exemple.invalid", "moderation@exemple.invalid"}
    assert mailoutbox[0].subject.strip().endswith("À relire : « Développeuse Django »")
    assert f"http://localhost:8000{reverse('review', args=[TaskState.objects.get().pk])}" in mailoutbox[0].body
    mailoutbox.clear()
    client.force_login(reviewer)
    state, offre = TaskState.objects.get(), Offre.objects.get()
    reject = reverse(Offre.snippet_viewset.get_url_name("workflow_action"), args=[offre.pk, "reject", state.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reject, {"comment": "Ajoutez la rémunération."})
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_REJECTED
    assert [mail.to for mail in mailoutbox] == [["recruteuse@exemple.invalid"]]
    assert "Ajoutez la rémunération." in mailoutbox[0].body
    assert "rejeté" in mailoutbox[0].subject
