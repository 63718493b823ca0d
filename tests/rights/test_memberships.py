"""A team is its memberships; the groups that carry their rights follow, and memberships follow Wagtail's screens."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Collection, Page

from equipes.enums import Role
from equipes.models import EntityCollection, EntityGroup, Membership
from equipes.onboarding.team import managed, members
from equipes.roles import create_entity_roles, entity_collection, entity_group, hidden_collections, who_recruits

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles(entities):
    call_command("create_roles")
    return entities


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create_user("agent", "agent@exemple.invalid", "x")


def teams_of(user) -> set[tuple[str, str]]:
    return set(Membership.objects.filter(person=user).values_list("vitrine__title", "role"))


def groups_of(user) -> set[tuple[str, str]]:
    carried = EntityGroup.objects.filter(group__user=user)
    return set(carried.values_list("vitrine__title", "role"))


def test_a_membership_gives_its_group_and_takes_it_back(roles, person):
    membership = Membership.objects.create(person=person, vitrine=roles["direction"], role=Role.RECRUTEURS)
    assert groups_of(person) == {("Notre direction", Role.RECRUTEURS)}
    assert roles["direction"].permissions_for_user(person).can_edit()
    membership.role = Role.RESPONSABLES
    membership.save()
    assert groups_of(person) == {("Notre direction", Role.RESPONSABLES)}
    membership.delete()
    assert groups_of(person) == set()


def test_deleting_many_memberships_leaves_other_groups(roles, person):
    person.groups.add(other := Group.objects.create(name="Responsables - autre chose (n° 1)"))
    for name in ("direction", "voisine"):
        Membership.objects.create(person=person, vitrine=roles[name], role=Role.RESPONSABLES)
    Membership.objects.filter(vitrine=roles["direction"]).delete()
    assert groups_of(person) == {("Entité voisine", Role.RESPONSABLES)}
    Membership.objects.all().delete()
    assert list(person.groups.all()) == [other]


@pytest.mark.parametrize("by_group", [False, True])
def test_memberships_follow_groups(roles, person, by_group):
    group = entity_group(roles["direction"], Role.RECRUTEURS)

    def change(verb: str) -> None:
        if by_group:
            getattr(group.user_set, verb)(*([] if verb == "clear" else [person]))
        else:
            getattr(person.groups, verb)(*([] if verb == "clear" else [group]))

    for ending in ("remove", "clear"):
        change("add")
        assert teams_of(person) == {("Notre direction", Role.RECRUTEURS)}
        change(ending)
        assert teams_of(person) == set()


def test_a_group_that_loses_someone_leaves_their_other_memberships(roles, person, django_user_model):
    colleague = django_user_model.objects.create_user("collègue", "c@exemple.invalid", "x")
    for user in (person, colleague):
        for name in ("direction", "voisine"):
            Membership.objects.create(person=user, vitrine=roles[name], role=Role.RECRUTEURS)
    person.groups.remove(entity_group(roles["direction"], Role.RECRUTEURS))
    assert teams_of(person) == {("Entité voisine", Role.RECRUTEURS)}
    assert len(teams_of(colleague)) == 2
    entity_group(roles["voisine"], Role.RECRUTEURS).user_set.clear()
    assert teams_of(person) == set()
    assert teams_of(colleague) == groups_of(colleague) == {("Notre direction", Role.RECRUTEURS)}


def test_account_form_of_wagtail_changes_memberships(client, roles, person, admin_user):
    client.force_login(admin_user)
    recruiters = entity_group(roles["direction"], Role.RECRUTEURS)
    sent = {"username": "agent", "email": person.email, "first_name": "A", "last_name": "B", "is_active": "on"}
    sent |= {"password1": "", "password2": ""}
    url = reverse("wagtailusers_users:edit", args=[person.pk])
    client.post(url, sent | {"groups": [recruiters.pk]})
    assert members(roles["direction"]) == [(person, Role.RECRUTEURS)]
    client.post(url, sent)
    assert members(roles["direction"]) == []


def test_deleting_a_group_ends_the_memberships_that_it_carries(roles, person):
    for name in ("direction", "voisine"):
        Membership.objects.create(person=person, vitrine=roles[name], role=Role.RESPONSABLES)
    entity_group(roles["direction"], Role.RESPONSABLES).delete()
    assert teams_of(person) == groups_of(person) == {("Entité voisine", Role.RESPONSABLES)}


def test_deleting_an_entity_ends_its_memberships_and_leaves_the_account(roles, person):
    Membership.objects.create(person=person, vitrine=roles["bureau"], role=Role.RECRUTEURS)
    Membership.objects.create(person=person, vitrine=roles["voisine"], role=Role.RECRUTEURS)
    Page.objects.get(pk=roles["bureau"].pk).specific.delete()
    person.refresh_from_db()
    assert teams_of(person) == groups_of(person) == {("Entité voisine", Role.RECRUTEURS)}


def test_deleting_an_account_deletes_its_memberships(roles, person):
    Membership.objects.create(person=person, vitrine=roles["bureau"], role=Role.RECRUTEURS)
    person.delete()
    assert not Membership.objects.exists()


def test_a_member_with_two_roles_is_listed_once_with_the_higher(roles, person, django_user_model):
    colleague = django_user_model.objects.create_user("b", "b@exemple.invalid", "x", last_name="Aa")
    person.last_name = "Zz"
    person.save()
    for role in Role:
        Membership.objects.create(person=person, vitrine=roles["direction"], role=role)
    Membership.objects.create(person=colleague, vitrine=roles["direction"], role=Role.RECRUTEURS)
    assert members(roles["direction"]) == [(person, Role.RESPONSABLES), (colleague, Role.RECRUTEURS)]
    assert set(managed(person)) == {roles["direction"], roles["bureau"]}
    assert not managed(colleague).exists()


def test_recruiters_with_an_address_are_written_to_before_responsables(roles, person, django_user_model):
    responsable = django_user_model.objects.create_user("r", "r@exemple.invalid", "x")
    Membership.objects.create(person=responsable, vitrine=roles["direction"], role=Role.RESPONSABLES)
    Membership.objects.create(person=person, vitrine=roles["direction"], role=Role.RECRUTEURS)
    assert who_recruits(roles["direction"]) == [person]
    person.is_active = False
    person.save()
    assert who_recruits(roles["direction"]) == [responsable]
    assert who_recruits(roles["voisine"]) == []


def test_groups_and_collections_are_the_entity_s_under_any_name(roles):
    entity = roles["direction"]
    group, collection = entity_group(entity, Role.RECRUTEURS), entity_collection(entity)
    Group.objects.filter(pk=group.pk).update(name="Renommé")
    Collection.objects.filter(pk=collection.pk).update(name="Renommée")
    create_entity_roles(entity)
    assert entity_group(entity, Role.RECRUTEURS) == group
    assert entity_collection(entity) == collection
    Group.objects.create(name=f"Recruteurs - faux (n° {roles['voisine'].pk})")
    assert (
        entity_group(roles["voisine"], Role.RECRUTEURS).name
        == f"Recruteurs - Entité voisine (n° {roles['voisine'].pk})"
    )


def test_files_of_entities_off_line_or_deleted_are_hidden(roles):
    assert hidden_collections() == []
    draft, gone = entity_collection(roles["voisine"]).pk, entity_collection(roles["bureau"]).pk
    roles["voisine"].unpublish()
    Page.objects.get(pk=roles["bureau"].pk).specific.delete()
    assert set(hidden_collections()) == {draft, gone}
    assert EntityCollection.objects.get(collection=gone).vitrine is None
