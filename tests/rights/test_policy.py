"""The policy of what belongs to a vitrine, question by question."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page
from wagtail.permissions import policy_registry

from emplois.models import Offre
from object_permissions.gate import BoundPolicy

from ..factories import OffreFactory

pytestmark = pytest.mark.django_db
ACTIONS = ("add", "view", "change", "delete", "publish", "lock", "unlock")


@pytest.fixture
def policy():
    return policy_registry.get_by_type(Offre)


def only(django_user_model, page: Page, *actions: str):
    """A user with these page permissions alone."""
    user = django_user_model.objects.create_user("seul", "seul@exemple.invalid", "x")
    group = Group.objects.create(name="seul")
    user.groups.add(group)
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    return user


@pytest.mark.parametrize(
    ("given", "draft", "live"),
    [
        ("add", {"add", "view"}, {"add", "view"}),
        ("change", {"view", "change", "delete"}, {"view", "change"}),
        ("publish", {"view", "publish"}, {"view", "publish", "delete"}),
        ("lock", {"lock"}, {"lock"}),
        ("unlock", {"unlock"}, {"unlock"}),
    ],
)
def test_each_right_on_the_vitrine_gives_these_on_its_offers(policy, entities, django_user_model, given, draft, live):
    user = only(django_user_model, entities["direction"], given)
    for is_live, allowed in ((False, draft), (True, live)):
        offre = OffreFactory(vitrine=entities["bureau"], live=is_live)
        assert {a for a in ACTIONS if policy.user_has_permission_for_instance(user, a, offre)} == allowed
    elsewhere = OffreFactory(vitrine=entities["voisine"], live=False)
    assert not policy.user_has_any_permission_for_instance(user, ACTIONS, elsewhere)
    assert {a for a in ACTIONS if policy.user_has_permission(user, a)} == draft
    assert {a for a in ACTIONS if policy.instances_user_has_permission_for(user, a).exists()} == draft
    owned = {"change", "delete"} if given == "add" else set()  # Wagtail: whoever adds pages changes their own.
    assert {a for a in ACTIONS if user in policy.users_with_any_permission({a})} == draft | owned
    assert {a for a in ACTIONS if user in policy.users_with_any_permission_for_instance({a}, offre)} == draft
    assert user not in policy.users_with_any_permission_for_instance(ACTIONS, elsewhere)


@pytest.mark.parametrize("given", ["add", "change", "publish", "lock", "unlock"])
def test_who_may_do_anything_with_an_offer_sees_it_and_no_neighbour_s(policy, entities, django_user_model, given):
    user = only(django_user_model, entities["direction"], given)
    own = OffreFactory(vitrine=entities["bureau"])
    OffreFactory(vitrine=entities["voisine"])
    assert list(policy.visible_to(user)) == [own]
    assert set(policy.vitrines(user, {given})) == {entities["direction"], entities["bureau"]}


def test_answers_of_two_actions_are_not_mixed(policy, entities, member):
    user = member("agent", direction="recruteur")
    assert [policy.user_has_permission(user, action) for action in ("change", "publish", "change")] == [
        True,
        False,
        True,
    ]
    assert policy.user_has_any_permission(user, {"publish", "change"})


def test_right_on_a_page_that_is_no_vitrine_is_none_on_offers(policy, home, entities, django_user_model):
    page = home.add_child(instance=Page(title="Mentions légales", slug="mentions"))
    user = only(django_user_model, page, "add", "change", "publish")
    assert not policy.user_has_any_permission(user, ACTIONS)


def test_unknown_action_is_refused_to_everyone(policy, entities, admin_user, member):
    offre = OffreFactory(vitrine=entities["direction"])
    for user in (admin_user, member("agent", direction="responsable")):
        assert not policy.user_has_permission(user, "unknown")
        assert not policy.user_has_permission_for_instance(user, "unknown", offre)


def test_right_is_asked_of_the_stored_entity_and_of_the_one_it_moves_to(policy, entities, member):
    user = member("agent", direction="recruteur")
    offre = OffreFactory(vitrine=entities["direction"])
    for entity, allowed in (("bureau", True), ("voisine", False), ("ministère", False)):
        offre.vitrine = entities[entity]
        assert policy.user_has_permission_for_instance(user, "change", offre) is allowed
    offre.vitrine_id = None
    assert policy.user_has_permission_for_instance(user, "change", offre) is True, "the form has not named it yet"


@pytest.mark.parametrize("vitrine_id", [None, 0])
def test_offer_of_no_entity_is_nobody_s(policy, admin_user, entities, vitrine_id):
    assert policy.user_has_permission_for_instance(admin_user, "change", Offre(vitrine_id=vitrine_id)) is False


def test_offer_that_moves_to_an_entity_that_does_not_exist_is_nobody_s(policy, admin_user, entities):
    offre = OffreFactory(vitrine=entities["direction"])
    offre.vitrine_id = 0
    assert policy.user_has_permission_for_instance(admin_user, "change", offre) is False


def test_bound_policy_answers_for_its_object(policy, entities, member):
    user = member("agent", direction="recruteur", voisine="responsable")
    offre = OffreFactory(vitrine=entities["direction"])
    bound = BoundPolicy(policy, offre)
    assert policy.user_has_permission(user, "publish")
    assert not bound.user_has_permission(user, "publish")
    assert not bound.user_has_any_permission(user, {"publish", "lock"})
    assert bound.user_has_permission(user, "change")
    assert bound.user_has_any_permission(user, {"change", "publish"})
    assert bound.model is Offre
