"""The gate before offers: no address, list, report, chooser or bulk action shows or changes another entity’s offer."""

from collections import defaultdict

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import TaskState

from emplois.models import Offre
from object_permissions.viewsets import GuardedView

from ..factories import OffreFactory
from .conftest import HIDDEN, PREFIX, ROLES

pytestmark = pytest.mark.django_db
WAGTAIL_S_OWN_FAULT = "wagtailadmin_pages:set_page_position"
"""Fails where it is asked to move the root of the tree."""


def addresses_below(path: str, *, with_none: bool = False) -> list[tuple[str, list[str]]]:
    """Name and parameters of every address of the site below `path` that takes any, or of all of them."""

    def walk(patterns, names, before):
        for pattern in patterns:
            here = before + str(pattern.pattern).removeprefix("^")
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, [*names, pattern.namespace] if pattern.namespace else names, here)
            elif isinstance(pattern, URLPattern) and pattern.name and here.startswith(path):
                parameters = list(dict.fromkeys([*pattern.pattern.converters, *pattern.pattern.regex.groupindex]))
                if parameters or with_none:
                    yield ":".join([*names, pattern.name]), parameters

    return list(walk(get_resolver().url_patterns, [], ""))


def admin_addresses() -> list[tuple[str, list[str]]]:
    """Those of the CMS that lead to a view of offers."""
    namespaces = {
        Offre.snippet_viewset.get_admin_url_namespace(),
        Offre.snippet_viewset.get_chooser_admin_url_namespace(),
    }
    return [found for found in addresses_below("admin/") if found[0].rpartition(":")[0] in namespaces]


def fill(name: str, parameters: list[str], offre: Offre) -> str:
    """The address with `offre` and what hangs on it wherever a parameter could mean them; else with its key."""
    revisions = list(offre.revisions.order_by("pk"))
    states = TaskState.objects.for_instance(offre)
    content_type = ContentType.objects.get_for_model(Offre)
    known = defaultdict(lambda: offre.pk) | {
        "pk": offre.pk,
        "revision_id": revisions[0].pk,
        "revision_id_a": revisions[0].pk,
        "revision_id_b": revisions[-1].pk,
        "task_id": states.first().task_id if states else 1,
        "task_state_id": states.first().pk if states else 1,
        "workflow_state_id": states.first().workflow_state_id if states else 1,
        "action_name": "approve",
        "action_type": "delete",
        "content_type_id": content_type.pk,
        "app_label": "emplois",
        "content_type_app_name": "emplois",
        "model_name": "offre",
        "content_type_model_name": "offre",
        "filter_spec": "max-10x10",
        "session_id": 1,
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


def test_no_address_of_the_whole_cms_names_or_changes_it_whatever_its_parameters_mean(client, hidden, member):
    client.force_login(member("curieuse", direction="responsable"))
    client.raise_request_exception = False
    before, asked = snapshot(), 0
    for name, parameters in addresses_below("admin/"):
        try:
            url = fill(name, parameters, hidden["moderation"])
        except NoReverseMatch:  # An address that takes something else than a key.
            continue
        for ask in (client.get, client.post):
            response = ask(url, {"id": hidden["moderation"].pk})
            content = response.getvalue() if response.streaming else response.content
            assert HIDDEN.encode() not in content, url
            assert response.status_code < 500 or name == WAGTAIL_S_OWN_FAULT, url
            asked += 1
    assert asked > 300
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
        "/admin/snippets/", "/admin/api/main/pages/?search=confidentiel", "/admin/api/main/pages/",
        "/admin/pages/search/?q=confidentiel", "/admin/snippets/choose/emplois/offre/",
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


def test_addresses_with_a_forged_id_are_not_found(client, member, hidden):
    client.force_login(member("curieuse", direction="recruteur"))
    edit = Offre.snippet_viewset.get_url_name("edit")
    for forged in ("0", "-1", "999999999999", "abc", "1%27"):
        try:
            url = reverse(edit, args=[forged])
        except NoReverseMatch:
            continue
        assert client.get(url).status_code == 404, url


def test_second_editor_is_announced_to_the_first_and_strangers_learn_nothing(
    client, client_of, hidden, entities, member
):
    own = OffreFactory(vitrine=entities["direction"], title="À deux")
    own.save_revision()
    first, second = (member(name, direction="recruteur") for name in ("première", "seconde"))
    ping = "wagtailadmin_editing_sessions:ping"
    sessions = {}
    for user in (first, second):
        session = EditingSession.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(Offre),
            object_id=own.pk,
            last_seen_at=timezone.now(),
        )
        sessions[user] = reverse(ping, args=["emplois", "offre", own.pk, session.pk])
    told = client_of(first).post(sessions[first], {"is_editing": "1"}).json()
    assert [other["user"] for other in told["other_sessions"]] == ["seconde"]
    client.force_login(first)
    stranger = client.post(reverse(ping, args=["emplois", "offre", hidden["draft"].pk, 999]))
    assert stranger.status_code in (403, 404)
