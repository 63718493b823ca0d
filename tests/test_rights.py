"""Rule 5: rights on offers are the rights on their vitrine's page, on every path of the CMS."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import GroupPagePermission, TaskState, Workflow, WorkflowContentType, WorkflowPage, WorkflowTask
from wagtail.permissions import policy_registry

from emplois.models import Offre
from vitrines.guarded_views import GuardedView
from vitrines.models import EntityApprovalTask

from .factories import OffreFactory, add_vitrine
from .test_cms import ADD, form

pytestmark = pytest.mark.django_db
HIDDEN = "Poste confidentiel de l’entité voisine"
PREFIX = "/admin/snippets/emplois/offre/"
ROLES = {"recruteur": ("add", "change"), "responsable": ("add", "change", "publish", "lock", "unlock")}
DRAFT_BUTTON, PUBLISH_BUTTON = {}, {"action-publish": "1"}


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
def workflow(home):
    workflow = Workflow.objects.create(name="Publication")
    task = EntityApprovalTask.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=home, workflow=workflow)
    content_type = Offre.snippet_viewset.model._meta.apps.get_model("contenttypes", "ContentType")
    WorkflowContentType.objects.create(content_type=content_type.objects.get_for_model(Offre), workflow=workflow)
    return workflow


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


def admin_addresses() -> list[tuple[str, list[str]]]:
    """Name and parameters of every address of the CMS that leads to a view of offers and takes an id."""

    def walk(patterns, names):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, [*names, pattern.namespace] if pattern.namespace else names)
            elif isinstance(pattern, URLPattern) and pattern.name:
                parameters = [*pattern.pattern.converters, *pattern.pattern.regex.groupindex]
                yield ":".join([*names, pattern.name]), list(dict.fromkeys(parameters))

    namespaces = {
        Offre.snippet_viewset.get_admin_url_namespace(),
        Offre.snippet_viewset.get_chooser_admin_url_namespace(),
    }
    return [
        (name, parameters)
        for name, parameters in walk(get_resolver().url_patterns, [])
        if name.rpartition(":")[0] in namespaces and parameters
    ]


def fill(name: str, parameters: list[str], offre: Offre) -> str:
    revisions = list(offre.revisions.order_by("pk"))
    states = TaskState.objects.for_instance(offre)
    known = {
        "pk": offre.pk,
        "revision_id": revisions[0].pk,
        "revision_id_a": revisions[0].pk,
        "revision_id_b": revisions[-1].pk,
        "task_id": states.first().task_id if states else 1,
        "task_state_id": states.first().pk if states else 1,
        "workflow_state_id": states.first().workflow_state_id if states else 1,
        "action_name": "approve",
    }
    return reverse(name, kwargs={parameter: known[parameter] for parameter in parameters})


def snapshot() -> list:
    return [
        list(Offre.objects.order_by("pk").values()),
        list(TaskState.objects.order_by("pk").values("pk", "status")),
        list(Offre.objects.order_by("pk").values_list("pk", "locked", "locked_by")),
    ]


def test_walk_finds_the_addresses_that_are_known_to_exist():
    names = {name.rpartition(":")[2] for name, _parameters in admin_addresses()}
    assert names >= {"edit", "delete", "copy", "history", "usage", "revisions_view", "revisions_revert"}
    assert names >= {"revisions_compare", "revisions_unschedule", "unpublish", "lock", "unlock", "preview_on_edit"}
    assert names >= {"workflow_action", "collect_workflow_action_data", "confirm_workflow_cancellation"}
    assert names >= {"workflow_preview", "workflow_history", "workflow_history_detail", "chosen"}


@pytest.mark.parametrize("state", ["live", "draft", "moderation"])
@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_the_cms_shows_or_changes_an_offer_of_another_entity(client, hidden, member, role, state):
    client.force_login(member("curieuse", direction=role))
    before = snapshot()
    for name, parameters in admin_addresses():
        url = fill(name, parameters, hidden[state])
        for ask in (client.get, client.post):
            response = ask(url)
            refused = (403, 404, 405) if ask == client.post else (403, 404)
            assert response.status_code in refused, f"{ask.__name__} {url}: {response.status_code}"
            assert HIDDEN not in response.content.decode(), url
    assert snapshot() == before


def test_every_view_of_offers_stands_behind_the_gate():
    for pattern in Offre.snippet_viewset.get_urlpatterns():
        view = getattr(pattern.callback, "view_class", None)
        assert view is not None, pattern
        assert issubclass(view, GuardedView), pattern


def test_lists_reports_searches_and_dashboards_do_not_name_another_entity_s_offers(client, hidden, member):
    client.force_login(member("curieuse", direction="responsable"))
    paths = [
        "/admin/", PREFIX, f"{PREFIX}results/", f"{PREFIX}?q=confidentiel", f"{PREFIX}?export=csv",
        f"{PREFIX}?export=xlsx", "/admin/reports/workflow/", "/admin/reports/workflow_tasks/",
        "/admin/reports/site-history/",
        "/admin/reports/site-history/?export=csv", "/admin/reports/workflow/?export=csv",
        "/admin/reports/workflow_tasks/?export=csv", "/admin/reports/locked/", "/admin/reports/aging-pages/",
        "/admin/snippets/", "/admin/pages/search/?q=confidentiel", "/admin/snippets/choose/emplois/offre/",
        "/admin/snippets/choose/emplois/offre/results/?q=confidentiel",
    ]  # fmt: skip
    seen = 0
    for path in paths:
        response = client.get(path)
        content = response.getvalue() if response.streaming else response.content
        assert HIDDEN.encode() not in content, path
        seen += response.status_code == 200
    assert seen >= 8


@pytest.mark.parametrize("ids", ["one", "all", "several"])
def test_bulk_delete_neither_names_nor_deletes_what_the_user_may_not(client, hidden, member, entities, ids):
    client.force_login(member("curieuse", direction="responsable"))
    url = reverse("wagtail_bulk_action", args=["emplois", "offre", "delete"])
    keys = {"all": ["all"], "one": [hidden["draft"].pk], "several": [offre.pk for offre in hidden.values()]}[ids]
    for ask in (client.get, client.post):
        response = ask(f"{url}?{'&'.join(f'id={key}' for key in keys)}")
        assert HIDDEN not in response.content.decode()
    assert Offre.objects.count() == 3
    own = OffreFactory(vitrine=entities["direction"])
    mixed = client.get(f"{url}?id={own.pk}&id={hidden['draft'].pk}").content.decode()
    assert own.title in mixed
    assert HIDDEN not in mixed
    client.post(f"{url}?id=all")
    assert not Offre.objects.filter(pk=own.pk).exists()
    assert Offre.objects.count() == 3


def test_chooser_shows_own_offers_only(client, hidden, member, entities):
    own = OffreFactory(vitrine=entities["bureau"], title="La nôtre")
    client.force_login(member("curieuse", direction="recruteur"))
    viewset = Offre.snippet_viewset.chooser_viewset
    results = client.get(reverse(viewset.get_url_name("choose_results"))).content.decode()
    assert "La nôtre" in results
    assert HIDDEN not in results
    multiple = reverse(viewset.get_url_name("chosen_multiple"))
    told = client.get(multiple, {"id": [own.pk, hidden["live"].pk], "multiple": 1}).json()
    assert [chosen["string"] for chosen in told["result"]] == ["La nôtre"]


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


def test_task_state_of_another_entity_s_offer_is_not_approved_through_one_s_own(
    client, hidden, entities, member, workflow
):
    user = member("responsable", direction="responsable")
    own = OffreFactory(vitrine=entities["direction"], live=False, first_published_at=None)
    own.save_revision(user=user)
    workflow.start(own, user)
    theirs = TaskState.objects.for_instance(hidden["moderation"]).get()
    client.force_login(user)
    for view in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(Offre.snippet_viewset.get_url_name(view), args=[own.pk, "approve", theirs.pk])
        assert client.post(url).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == TaskState.STATUS_IN_PROGRESS


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
    client.post(approve)
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


def test_addresses_with_a_forged_id_are_not_found(client, member, hidden):
    client.force_login(member("curieuse", direction="recruteur"))
    edit = Offre.snippet_viewset.get_url_name("edit")
    for forged in ("0", "-1", "999999999999", "abc", "1%27"):
        try:
            url = reverse(edit, args=[forged])
        except NoReverseMatch:
            continue
        assert client.get(url).status_code == 404, url
