"""Every address of the CMS, asked about what someone may not see: pages, files, collections, accounts and groups."""

from collections import defaultdict
from itertools import product

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.existing.bulk import OwnObjectsBulkAction
from core.chosen_files import chosen_in
from equipes.accounts.cms import WithinAuthorityBulkAction
from equipes.enums import Role
from equipes.roles import MODERATION, create_central_roles, create_entity_roles, entity_collection, entity_group
from home.demonstration.drawings import cover
from home.demonstration.source_files import add_image
from object_permissions.bulk_actions import GuardedBulkAction
from vitrines.models import RubriquePage

from ..factories import add_vitrine
from .test_gate import WAGTAIL_S_OWN_FAULT, addresses_below

pytestmark = pytest.mark.django_db
WORDS = {
    "closed": {"ENTITEFERMEE"},
    "below": {"PAGEDESSOUS"},
    "draft": {"PAGEBROUILLON"},
    "renamed": {"TITREAVENIR"},
    "image": {"IMAGESECRETE", "fichierimage", "ETIQUETTEIMAGE"},
    "document": {"DOCUMENTSECRET", "fichierdocument", "ETIQUETTEDOCUMENT"},
    "collection": {"COLLECTIONSECRETE"},
    "account": {"COMPTESECRET", "NOMSECRET"},
    "group": {"GROUPESECRET"},
}
"""What gives each hidden object away."""
OTHERWISE = {"wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_error_test", WAGTAIL_S_OWN_FAULT}
"""Addresses that end the session, draw the icons, or fail whatever they are asked."""


def rubrique(parent: Page, title: str, kind: str, **fields) -> RubriquePage:
    return parent.add_child(instance=RubriquePage(title=title, slug=kind, kind=kind, **fields))


@pytest.fixture
def hidden_objects(entities, workflow, admin_user, django_user_model) -> dict:
    """By kind: an entity that is not open with a page below, a neighbour's draft, live page with another title to come,
    files of a collection of their own, an account, a group."""
    closed = add_vitrine(entities["ministère"].get_parent(), "ENTITEFERMEE", live=False)
    pages = {
        "closed": closed,
        "below": rubrique(closed, "PAGEDESSOUS", "missions"),
        "draft": rubrique(entities["voisine"], "PAGEBROUILLON", "missions", live=False),
        "renamed": rubrique(entities["voisine"], "Page connue", "valeurs"),
    }
    for page in pages.values():
        page.save_revision(user=admin_user, log_action=True)
    pages["renamed"].title = "TITREAVENIR"
    for page in pages.values():
        page.save_revision(user=admin_user, log_action=True)
    pages["renamed"].refresh_from_db()
    workflow.start(pages["draft"], admin_user)
    collection = Collection.get_first_root_node().add_child(name="COLLECTIONSECRETE")
    image = add_image("IMAGESECRETE", "fichierimage.jpg", cover("x"), collection)
    image.tags.add("ETIQUETTEIMAGE")
    document = get_document_model()(title="DOCUMENTSECRET", collection=collection, uploaded_by_user=admin_user)
    document.file.save("fichierdocument.csv", ContentFile(b"a;b"))
    document.tags.add("ETIQUETTEDOCUMENT")
    account = django_user_model.objects.create_user(
        "COMPTESECRET", "secret@exemple.invalid", "x", last_name="NOMSECRET"
    )
    group = Group.objects.create(name="GROUPESECRET")
    return pages | {
        "image": image,
        "document": document,
        "collection": collection,
        "account": account,
        "group": group,
    }


@pytest.fixture
def people(home, entities, talents, admin_user, django_user_model) -> dict:
    """An account of each role; those of the entity have its files as well."""
    create_central_roles(home)
    create_entity_roles(entities["direction"])
    groups = {role: entity_group(entities["direction"], role.value) for role in Role}
    groups["modération"] = Group.objects.get(name=MODERATION)
    made = {"mission Talents": talents, "administration": admin_user}
    for number, (role, group) in enumerate(groups.items()):
        made[role] = django_user_model.objects.create_user(f"agent{number}", f"agent{number}@exemple.invalid", "x")
        made[role].groups.add(group)
    return made


def parameters_for(found, own: Page) -> list[defaultdict]:
    """What the parameters of an address may be for `found`: its key everywhere, or beside that of one's own page."""
    content_type = ContentType.objects.get_for_model(type(found))
    known = {
        "content_type_id": content_type.pk,
        "app_label": content_type.app_label,
        "content_type_app_name": content_type.app_label,
        "model_name": content_type.model,
        "content_type_model_name": content_type.model,
        "filter_spec": "max-10x10",
        "action_name": "approve",
        "action": "delete",
        "session_id": 1,
    }
    if isinstance(found, Page):
        revisions = list(found.revisions.order_by("pk"))
        known |= {"revision_id": revisions[0].pk, "revision_id_a": revisions[0].pk, "revision_id_b": revisions[-1].pk}
        if state := TaskState.objects.for_instance(found).first():
            known |= {"task_state_id": state.pk, "task_id": state.task_id}
            known |= {"workflow_state_id": state.workflow_state_id}
    beside = [
        {"page_to_move_id": own.pk},
        {"page_id": own.pk, "pk": own.pk, "image_id": own.pk, "document_id": own.pk},
    ]
    return [defaultdict(lambda: found.pk, known | other) for other in ({}, *beside)]


def asked_about(found, own: Page, *, with_lists: bool) -> list[tuple[str, str]]:
    """Every address of the CMS with `found` in it, to get, and to post to with a query that names it.

    `with_lists`: those that take no parameter too, to get with that query as well.
    """
    urls, lists = [], []
    alone, *beside = parameters_for(found, own)
    for name, parameters in addresses_below("admin/", with_none=with_lists):
        if name in OTHERWISE:
            continue
        for values in [alone, *(beside if len(parameters) > 1 else [])]:
            try:
                (urls if parameters else lists).append(
                    reverse(name, kwargs={parameter: values[parameter] for parameter in parameters})
                )
            except NoReverseMatch:  # An address that takes something else than a key.
                continue
    asked = [("id", found.pk), ("multiple", 1), ("parent_page_id", found.pk), ("target_pages[]", found.pk)]
    asked += [("childOf", found.pk), ("page_type", "vitrines.rubriquepage"), ("term", "ETIQ"), ("chooser", found.pk)]
    query = f"?{urlencode(asked)}"
    all_urls = [*dict.fromkeys(urls), *lists]
    return [
        *(("get", url) for url in all_urls),
        *(("get", url + query) for url in lists),
        *(("post", url + query) for url in all_urls),
    ]


def content_of(response) -> str:
    content = response.getvalue() if response.streaming else response.content
    return content.decode(errors="replace") + str(response.headers)


def snapshot(entities) -> list:
    """All that is not in the entity of who asks."""
    others = Page.objects.exclude(path__startswith=entities["ministère"].path).filter(depth__gt=3)
    files = get_image_model().objects, get_document_model().objects, Collection.objects
    return [list(rows.order_by("pk").values()) for rows in (others, *files, Group.objects.filter(name="GROUPESECRET"))]


@pytest.mark.slow
@pytest.mark.parametrize("kind", WORDS)
def test_no_address_names_shows_or_changes_what_does_not_exist_for_a_member(
    client, people, hidden_objects, entities, kind
):
    client.force_login(people[Role.RESPONSABLES])
    client.raise_request_exception = False
    words = set().union(*WORDS.values())
    before, found, asked = snapshot(entities), hidden_objects[kind], 0
    for method, url in asked_about(found, entities["direction"], with_lists=kind == "closed"):
        response = getattr(client, method)(url)
        content = content_of(response)
        assert not [word for word in words if word in content], f"{method} {url}"
        assert not response.headers.get("Content-Type", "").startswith("image/"), url
        asked += 1
    assert asked > 300
    assert snapshot(entities) == before


def bulk_actions() -> dict[tuple[str, str, str], type]:
    bulk_action_registry._scan_for_bulk_actions()
    return {
        (app, model, name): action
        for app, models in bulk_action_registry.actions.items()
        for model, actions in models.items()
        for name, action in actions.items()
    }


def test_every_bulk_action_stands_behind_a_gate():
    assert len(bulk_actions()) > 12
    for action in bulk_actions().values():
        assert issubclass(action, (OwnObjectsBulkAction, WithinAuthorityBulkAction, GuardedBulkAction)), action


def test_bulk_actions_neither_name_nor_touch_what_does_not_exist(client, people, hidden_objects, entities):
    client.force_login(people[Role.RESPONSABLES])
    words = set().union(*WORDS.values())
    keys = {found.pk for found in hidden_objects.values()}
    queries = ["id=all", "id=all&q=e", "id=1%27&id=99999999999999999999", "&".join(f"id={key}" for key in keys)]
    above = [f"id=all&childOf={hidden_objects[kind].get_parent().pk}" for kind in ("closed", "below", "draft")]
    before = snapshot(entities)
    for (app, model, name), query in product(bulk_actions(), queries + above):
        if (app, model) == ("emplois", "offre") or (model != "page" and query in above):
            continue
        url = f"{reverse('wagtail_bulk_action', args=[app, model, name])}?{query}"
        content = content_of(client.get(url))
        assert not [word for word in words if word in content], url
        if model != "page":  # One's own pages are among all of them.
            content = content_of(client.post(url, {"tags": "essai", "collection": hidden_objects["collection"].pk}))
            assert not [word for word in words if word in content], url
    assert snapshot(entities) == before


MEMBERS, CENTRAL, TOP = (
    [*Role],
    ["modération", "mission Talents", "administration"],
    ["mission Talents", "administration"],
)
SEEN_BY = {"closed": CENTRAL, "below": CENTRAL, "draft": CENTRAL, "renamed": CENTRAL, "image": CENTRAL,
           "document": CENTRAL, "collection": CENTRAL, "account": TOP, "group": TOP}  # fmt: skip


@pytest.mark.parametrize("role", [*MEMBERS, *CENTRAL])
def test_each_role_finds_in_the_lists_what_exists_for_it(client, people, hidden_objects, entities, role):
    client.force_login(people[role])
    paths = [
        "/admin/choose-page/search/?q=PAGEDESSOUS", "/admin/choose-page/search/?q=PAGEBROUILLON",
        f"/admin/choose-page/{entities['voisine'].pk}/", f"/admin/choose-page/{entities['voisine'].get_parent().pk}/",
        f"/admin/choose-page/{hidden_objects['closed'].pk}/", "/admin/images/chooser/", "/admin/documents/chooser/",
        "/admin/api/main/images/", "/admin/api/main/documents/", "/admin/tag-autocomplete/?term=ETIQ",
        "/admin/users/", "/admin/groups/", "/admin/images/", "/admin/documents/",
    ]  # fmt: skip
    answers = {path: client.get(path) for path in paths}
    said = "".join(content_of(answer).replace("q=PAGE", "") for answer in answers.values() if answer.status_code == 200)
    for kind, words in WORDS.items():
        for word in words:
            assert (word in said) == (role in SEEN_BY[kind]), word
    assert "Page connue" in said or role in CENTRAL  # What is public can be linked to by all.


@pytest.mark.parametrize("role", MEMBERS)
def test_what_is_one_s_own_stays_within_reach(client, people, entities, role):
    own = rubrique(entities["direction"], "Notre brouillon", "missions", live=False)
    image = add_image("Notre image", "notre.jpg", cover("x"), entity_collection(entities["direction"]))
    image.tags.add("notre-marque")
    client.force_login(people[role])
    for path, word in [
        ("/admin/choose-page/search/?q=brouillon", "Notre brouillon"),
        (f"/admin/choose-page/{entities['direction'].pk}/", "Notre brouillon"),
        ("/admin/choose-page/?page_type=vitrines.rubriquepage", "Notre brouillon"),
        (f"/admin/choose-page/chosen-multiple/?id={own.pk}", "Notre brouillon"),
        ("/admin/reports/page-types-usage/", "Notre brouillon"),
        ("/admin/api/main/images/", "Notre image"),
        ("/admin/images/chooser/", "Notre image"),
        ("/admin/images/chooser/", "notre-marque"),
        ("/admin/images/", "notre-marque"),
        ("/admin/tag-autocomplete/?term=notre", "notre-marque"),
        (f"/admin/bulk/wagtailimages/image/delete/?id={image.pk}", "Notre image"),
        (f"/admin/bulk/wagtailcore/page/move/?id={own.pk}", "Notre brouillon"),
    ]:
        assert word in content_of(client.get(path)), path
    assert client.get(f"/admin/images/{image.pk}/").status_code == 200


def test_forged_keys_of_chosen_pages_are_not_found(client, people):
    client.force_login(people[Role.RESPONSABLES])
    for key in ("all", "-1", "9" * 30, "1"):
        answer = client.get("/admin/choose-page/chosen-multiple/", {"id": key})
        assert answer.status_code == 404 or answer.json()["result"] == [], key


@pytest.mark.parametrize("place", ["field", "block", "rich text"])
@pytest.mark.parametrize("address", ["edit", "preview_on_edit", "advice"])
def test_file_of_another_collection_is_not_shown_by_a_form_that_names_its_key(
    client, people, hidden_objects, entities, place, address
):
    page = rubrique(entities["direction"], "Missions", "missions")
    page.save_revision()
    image, document = hidden_objects["image"], hidden_objects["document"]
    blocks = {
        "field": [],
        "block": [("image", {"image": {"image": image.pk, "alt_text": "x"}, "caption": "", "credit": ""})],
        "rich text": [("text", rich_text(f'<p><a linktype="document" id="{document.pk}">Lire</a></p>'))],
    }[place]
    sent = {"title": "", "slug": "missions", "kind": "missions", "introduction": "", "body": streamfield(blocks)}
    sent = nested_form_data(sent) | {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    sent |= {"share_image": image.pk} if place == "field" else {}
    url = {
        "edit": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "preview_on_edit": reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        "advice": reverse("advice_on_page", args=[page.pk]),
    }[address]
    client.force_login(people[Role.RESPONSABLES])
    for title in ("", "Missions"):  # Refused for something else, or well.
        answers = [client.post(url, sent | {"title": title}, follow=True), client.get(url, follow=True)]
        for content in map(content_of, answers):
            for word in WORDS["image"] | WORDS["document"]:
                assert word not in content
    revision = page.revisions.order_by("-pk").first().as_object()
    assert chosen_in(revision) == set()


def test_own_files_and_those_that_a_page_has_already_are_chosen(client, people, hidden_objects, entities):
    page = rubrique(entities["direction"], "Missions", "missions", share_image=hidden_objects["image"])
    page.save_revision()
    own = add_image("Notre image", "notre.jpg", cover("x"), entity_collection(entities["direction"]))
    sent = {"title": "Missions", "slug": "missions", "kind": "missions", "introduction": "", "body": streamfield([])}
    sent = nested_form_data(sent) | {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    client.force_login(people[Role.RECRUTEURS])
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for image in (
        hidden_objects["image"],
        own,
        hidden_objects["image"],
    ):  # Laid by someone else; the last, taken up again.
        assert client.post(url, sent | {"share_image": image.pk})["Location"] == url
        assert page.revisions.order_by("-pk").first().as_object().share_image_id == image.pk
