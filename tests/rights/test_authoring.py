"""The rights of the page tree at work: who writes, submits, approves, publishes, closes and deletes which offers."""

import re

import pytest
from django.urls import reverse
from wagtail.models import TaskState
from wagtail.permissions import policy_registry

from emplois.models import Offre

from ..factories import OffreFactory
from ..offre_form import ADD, DRAFT_BUTTON, PUBLISH_BUTTON, form
from .conftest import PREFIX, ROLES

pytestmark = pytest.mark.django_db


RIGHTS = [
    # role, in, action, on an offer of, allowed
    ("recruteur", "direction", "change", "direction", True),
    ("recruteur", "direction", "change", "bureau", True),
    ("recruteur", "direction", "change", "ministère", False),
    ("recruteur", "bureau", "change", "direction", False),
    ("recruteur", "ministère", "change", "bureau", True),
    ("recruteur", "direction", "change", "voisine", False),
    ("recruteur", "direction", "publish", "direction", False),
    ("recruteur", "direction", "delete", "direction", False),
    ("responsable", "direction", "publish", "bureau", True),
    ("responsable", "direction", "delete", "direction", True),
    ("responsable", "direction", "publish", "ministère", False),
    ("responsable", "direction", "lock", "direction", True),
    ("responsable", "direction", "unknown", "direction", False),
]


@pytest.mark.parametrize(("role", "where", "action", "on", "allowed"), RIGHTS)
def test_rights_of_each_role(entities, member, role, where, action, on, allowed):
    user, offre = member("agent", **{where: role}), OffreFactory(vitrine=entities[on])
    policy = policy_registry.get_by_type(Offre)
    assert policy.user_has_permission_for_instance(user, action, offre) == allowed
    if action not in ("delete", "unknown"):
        assert policy.instances_user_has_permission_for(user, action).filter(pk=offre.pk).exists() == allowed
        assert policy.users_with_permission_for_instance(action, offre).filter(pk=user.pk).exists() == allowed


def test_nobody_needs_django_s_rights_on_offers():
    assert not Offre.snippet_viewset.get_permissions_to_register().exists()


@pytest.mark.parametrize(
    ("entity", "button", "created", "live"),
    [
        ("direction", DRAFT_BUTTON, True, False),
        ("bureau", PUBLISH_BUTTON, True, True),
        ("voisine", DRAFT_BUTTON, False, False),
        ("voisine", PUBLISH_BUTTON, False, False),
        ("ministère", DRAFT_BUTTON, False, False),
    ],
)
def test_offer_is_created_where_its_author_may(client, entities, member, workflow, entity, button, created, live):
    client.force_login(member("autrice", direction="responsable"))
    client.post(ADD, form(entities[entity]) | button)
    assert Offre.objects.filter(vitrine=entities[entity]).exists() == created
    assert Offre.objects.filter(live=True).exists() == live


def test_who_publishes_here_and_writes_there_does_not_publish_there(client, entities, member, workflow):
    client.force_login(member("autrice", direction="responsable", voisine="recruteur"))
    client.post(ADD, form(entities["voisine"]) | PUBLISH_BUTTON)
    offre = Offre.objects.get()
    assert offre.vitrine_id == entities["voisine"].pk
    assert not offre.live
    own = OffreFactory(vitrine=entities["direction"], title="À nous")
    own.save_revision()
    copy = reverse(Offre.snippet_viewset.get_url_name("copy"), args=[own.pk])
    client.post(copy, form(entities["voisine"], title="Copie") | PUBLISH_BUTTON)
    assert not Offre.objects.filter(vitrine=entities["voisine"], live=True).exists()


def test_offer_moves_only_to_where_its_author_may_publish(client, entities, member, workflow):
    client.force_login(member("autrice", direction="responsable", voisine="recruteur"))
    own = OffreFactory(vitrine=entities["direction"], title="À nous")
    own.save_revision()
    edit = reverse(Offre.snippet_viewset.get_url_name("edit"), args=[own.pk])
    for button in (DRAFT_BUTTON, PUBLISH_BUTTON):
        client.post(edit, form(entities["voisine"], title="Déplacée") | button)
        own.refresh_from_db()
        assert own.vitrine_id == entities["direction"].pk
        assert own.get_latest_revision_as_object().vitrine_id == entities["direction"].pk
    client.post(edit, form(entities["bureau"], title="Déplacée") | PUBLISH_BUTTON)
    own.refresh_from_db()
    assert own.vitrine_id == entities["bureau"].pk


def test_version_that_moves_an_offer_away_is_published_only_by_who_may_in_both_places(entities, member):
    user = member("autrice", direction="responsable")
    offre = OffreFactory(vitrine=entities["direction"])
    policy = policy_registry.get_by_type(Offre)
    assert policy.user_has_permission_for_instance(user, "publish", offre)
    offre.vitrine = entities["voisine"]
    assert not policy.user_has_permission_for_instance(user, "publish", offre)
    theirs = OffreFactory(vitrine=entities["voisine"])
    theirs.vitrine = entities["direction"]
    assert not policy.user_has_permission_for_instance(user, "publish", theirs)


def test_offer_is_submitted_by_its_recruiter_and_approved_by_whoever_may_publish(client, entities, member, workflow):
    recruiter, reviewer = member("recruteuse", direction="recruteur"), member("responsable", ministère="responsable")
    client.force_login(recruiter)
    page = client.get(ADD).content.decode()
    assert "action-submit" in page
    assert "action-publish" not in page
    client.post(ADD, form(entities["direction"]) | {"action-submit": "1"})
    client.get("/admin/")  # Reads the message that names the new offer.
    offre = Offre.objects.get()
    assert offre.workflow_in_progress
    assert not offre.live
    state = TaskState.objects.get()
    edit = reverse(Offre.snippet_viewset.get_url_name("edit"), args=[offre.pk])
    assert "Approuver" not in client.get(edit).content.decode()
    approve = reverse(Offre.snippet_viewset.get_url_name("workflow_action"), args=[offre.pk, "approve", state.pk])
    for action in ("approve", "reject"):
        client.post(reverse(Offre.snippet_viewset.get_url_name("workflow_action"), args=[offre.pk, action, state.pk]))
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS
    client.get("/admin/")
    offre.refresh_from_db()
    assert not offre.live  # Who wrote it may not approve it.
    client.force_login(member("étrangère", voisine="responsable"))
    assert "Développeuse Django" not in client.get("/admin/").content.decode()
    client.force_login(reviewer)
    assert "Développeuse Django" in client.get("/admin/").content.decode()
    assert "Approuver" in client.get(edit).content.decode()
    client.post(approve)
    offre.refresh_from_db()
    assert offre.live


@pytest.mark.parametrize("role", ROLES)
def test_publish_button_is_shown_to_those_who_may(client, entities, member, workflow, role):
    offre = OffreFactory(vitrine=entities["direction"])
    offre.save_revision()
    client.force_login(member("agent", direction=role))
    for page in (ADD, reverse(Offre.snippet_viewset.get_url_name("edit"), args=[offre.pk])):
        assert ('name="action-publish"' in client.get(page).content.decode()) == (role == "responsable"), page


@pytest.mark.parametrize("role", ROLES)
def test_unpublish_is_offered_to_those_who_may(client, entities, member, workflow, role):
    offre = OffreFactory(vitrine=entities["direction"])
    offre.save_revision()
    client.force_login(member("agent", direction=role))
    edit, unpublish = (reverse(Offre.snippet_viewset.get_url_name(n), args=[offre.pk]) for n in ("edit", "unpublish"))
    assert (unpublish in client.get(edit).content.decode()) == (role == "responsable")
    client.post(unpublish)
    offre.refresh_from_db()
    assert offre.live == (role == "recruteur")


def test_reviewer_s_own_correction_is_published_with_the_approval(client, entities, member, workflow):
    recruiter, reviewer = member("recruteuse", direction="recruteur"), member("responsable", direction="responsable")
    client.force_login(recruiter)
    client.post(ADD, form(entities["direction"], title="Une faut") | {"action-submit": "1"})
    offre = Offre.objects.get()
    edit = reverse(Offre.snippet_viewset.get_url_name("edit"), args=[offre.pk])
    before = offre.revisions.count()
    client.post(edit, form(entities["direction"], title="Glissée pendant la relecture"))
    assert offre.revisions.count() == before  # Under review it is locked for its author.
    client.force_login(reviewer)
    approved = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    client.post(edit, form(entities["direction"], title="Une faute") | approved)
    offre.refresh_from_db()
    assert offre.live
    assert offre.title == "Une faute"


@pytest.mark.parametrize("role", ROLES)
def test_offer_is_marked_filled_by_its_author_and_reopened_by_who_may_publish(client, entities, member, role):
    offre = OffreFactory(vitrine=entities["bureau"])
    client.force_login(member("agent", direction=role))
    filled, reopen = (reverse(Offre.snippet_viewset.get_url_name(n), args=[offre.pk]) for n in ("filled", "reopen"))
    assert filled in client.get(PREFIX).content.decode()
    assert "propose des offres similaires" in client.get(filled).content.decode()
    before = Offre.objects.values().get()
    client.post(filled)
    offre.refresh_from_db()
    assert offre.etat == "POURVUE"
    assert Offre.objects.values().get() == before | {"filled_on": offre.filled_on}
    assert "Marquée pourvue" in client.get(
        reverse(Offre.snippet_viewset.get_url_name("history"), args=[offre.pk])
    ).content.decode()  # fmt: skip
    client.post(filled)  # A second click changes nothing.
    client.post(reopen)
    offre.refresh_from_db()
    assert (offre.etat == "OUVERTE") == (role == "responsable")


@pytest.mark.parametrize("role", ROLES)
def test_list_offers_to_delete_a_live_offer_to_those_who_may(client, entities, member, role):
    offre = OffreFactory(vitrine=entities["direction"])
    client.force_login(member("agent", direction=role))
    delete = reverse(Offre.snippet_viewset.get_url_name("delete"), args=[offre.pk])
    assert (delete in client.get(PREFIX).content.decode()) == (role == "responsable")
    client.post(delete)
    assert Offre.objects.exists() == (role == "recruteur")


def test_draft_cannot_be_marked_filled(client, entities, member):
    offre = OffreFactory(vitrine=entities["bureau"], live=False, first_published_at=None)
    client.force_login(member("agent", direction="responsable"))
    client.post(reverse(Offre.snippet_viewset.get_url_name("filled"), args=[offre.pk]))
    offre.refresh_from_db()
    assert offre.filled_on is None


def test_form_offers_only_the_author_s_entities(client, entities, member):
    client.force_login(member("recruteuse", direction="recruteur"))
    page = client.get(ADD).content.decode()
    options = re.search(r'<select name="vitrine".*?</select>', page, re.S)[0]
    assert "Notre direction" in options
    assert "Notre bureau" in options
    assert "Entité voisine" not in options
    assert "Notre ministère" not in options
