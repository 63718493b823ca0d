"""Nobody grants what they lack nor edits who is above them: every view of accounts and groups, asked by its form."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from equipes.enums import Role
from equipes.roles import MISSION_TALENTS, MODERATION, entity_group

pytestmark = pytest.mark.django_db
NEW = "nouveau-secret-bien-long"
NO_ROWS = {
    f"{panel}-{name}": value
    for panel in ("page_permissions", "collection_permissions", "image_permissions", "document_permissions")
    for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}.items()
}


@pytest.fixture
def people(entities, talents, django_user_model) -> dict:
    """One of each rank: the administrator, Mission Talents (which acts), moderation, a Responsable of an entity."""
    call_command("create_roles")
    made = {"talents": talents, "admin": django_user_model.objects.create_superuser("admin", "a@exemple.invalid", "x")}
    groups = {"moderation": Group.objects.get(name=MODERATION)}
    groups["responsable"] = entity_group(entities["direction"], Role.RESPONSABLES.value)
    groups["technique"] = Group.objects.create(name="Équipe technique")
    groups["technique"].permissions.add(Permission.objects.get(codename="change_site"))
    groups["collegue"] = Group.objects.get(name=MISSION_TALENTS)
    for name, group in groups.items():
        made[name] = django_user_model.objects.create_user(name, f"{name}@exemple.invalid", "x", is_active=True)
        made[name].groups.add(group)
    return made


@pytest.fixture
def actor(client, people):
    client.force_login(people["talents"])
    return client


def account(user=None, **fields) -> dict:
    known = {"username": user.username, "email": user.email, "is_active": "on"} if user else {}
    if user:
        known["groups"] = list(user.groups.values_list("pk", flat=True))
    return {"first_name": "Camille", "last_name": "Essai", "password1": "", "password2": ""} | known | fields


def state(user) -> tuple:
    user.refresh_from_db()
    return user.is_superuser, user.is_active, user.password, user.email, set(user.groups.values_list("name", flat=True))


ABOVE, BELOW = ("admin", "technique"), ("moderation", "responsable", "collegue")


@pytest.mark.parametrize("name", ABOVE)
@pytest.mark.parametrize("closed", [False, True])
def test_account_above_is_neither_edited_nor_deleted_nor_seen_in_detail(actor, people, name, closed):
    user = people[name]
    user.is_active = not closed
    user.save()
    before = state(user)
    for view in ("edit", "delete"):
        url = reverse(f"wagtailusers_users:{view}", args=[user.pk])
        sent = account(user, password1=NEW, password2=NEW, email="moi@exemple.invalid")
        for response in (actor.get(url), actor.post(url, sent)):
            assert response.status_code == 302
            assert response["Location"] == "/admin/"
    assert actor.get(reverse("wagtailusers_users:history", args=[user.pk])).status_code == 302
    assert state(user) == before


@pytest.mark.parametrize("name", BELOW)
def test_account_below_or_equal_is_edited(actor, people, name):
    user = people[name]
    response = actor.post(reverse("wagtailusers_users:edit", args=[user.pk]), account(user, first_name="Dominique"))
    assert response["Location"] == reverse("wagtailusers_users:index")
    user.refresh_from_db()
    assert user.first_name == "Dominique"


@pytest.mark.parametrize("who", ["talents", *BELOW])
def test_nobody_is_made_administrator_by_who_is_none(actor, people, who):
    user = people[who]
    actor.post(reverse("wagtailusers_users:edit", args=[user.pk]), account(user, is_superuser="on"))
    user.refresh_from_db()
    assert user.first_name == "Camille"  # All the rest is saved.
    assert not user.is_superuser


def test_account_is_not_created_as_administrator_nor_in_a_group_above(actor, people, django_user_model):
    url = reverse("wagtailusers_users:add")
    sent = account(username="neuve", email="neuve@exemple.invalid", password1=NEW, password2=NEW, is_superuser="on")
    above = Group.objects.get(name="Équipe technique").pk
    refused = actor.post(url, sent | {"groups": [above]})
    assert "groups" in refused.context["form"].errors
    assert not django_user_model.objects.filter(username="neuve").exists()
    given = Group.objects.get(name=MODERATION).pk
    assert actor.post(url, sent | {"groups": [given]}).status_code == 302
    made = django_user_model.objects.get(username="neuve")
    assert (made.is_superuser, set(made.groups.values_list("pk", flat=True))) == (False, {given})


@pytest.mark.parametrize("who", ["talents", "moderation"])
def test_account_does_not_join_a_group_above(actor, people, who):
    user, above = people[who], Group.objects.get(name="Équipe technique")
    response = actor.post(reverse("wagtailusers_users:edit", args=[user.pk]), account(user, groups=[above.pk]))
    assert "groups" in response.context["form"].errors
    assert above not in user.groups.all()


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("assign_role", {"role": MODERATION}),
        ("set_active_state", {"mark_as_active": "False"}),
        ("delete", {}),
    ],
)
def test_bulk_actions_leave_accounts_above_alone(actor, people, action, sent, django_user_model):
    if "role" in sent:
        sent = {"role": Group.objects.get(name=sent["role"]).pk}
    url = reverse("wagtail_bulk_action", args=["auth", "user", action])
    before = {name: state(people[name]) for name in ABOVE}
    touched = state(people["responsable"])
    keys = "&".join(f"id={people[name].pk}" for name in (*ABOVE, "responsable"))
    assert actor.post(f"{url}?{keys}", sent).status_code == 302
    assert {name: state(people[name]) for name in ABOVE} == before
    responsable = django_user_model.objects.filter(pk=people["responsable"].pk).first()
    assert responsable is None or state(responsable) != touched
    actor.post(f"{url}?id=all", sent)
    assert {name: state(people[name]) for name in ABOVE} == before


def test_role_above_is_not_assigned_in_bulk(actor, people):
    above = Group.objects.get(name="Équipe technique")
    url = reverse("wagtail_bulk_action", args=["auth", "user", "assign_role"])
    actor.post(f"{url}?id={people['talents'].pk}&id={people['moderation'].pk}", {"role": above.pk})
    assert list(above.user_set.all()) == [people["technique"]]


@pytest.mark.parametrize("given", ["permission", "page", "collection"])
@pytest.mark.parametrize("own", [True, False])
def test_group_is_given_no_right_that_its_author_lacks(actor, people, home, given, own):
    root = Page.get_first_root_node()
    sent = {"name": "Groupe essayé", "permissions": []} | NO_ROWS
    if given == "permission":
        sent["permissions"] = [Permission.objects.get(codename="change_site").pk]
    elif given == "page":
        sent |= {"page_permissions-TOTAL_FORMS": 1, "page_permissions-0-page": root.pk}
        sent["page_permissions-0-permissions"] = ["change_page"]
    else:
        permission = Permission.objects.get(codename="delete_collection")
        sent |= {"collection_permissions-TOTAL_FORMS": 1, "collection_permissions-0-collection": 1}
        sent["collection_permissions-0-permissions"] = [permission.pk]
    group = people["talents"].groups.get() if own else None
    before = Group.objects.count(), GroupPagePermission.objects.count(), set(group.permissions.all()) if own else None
    url = reverse("wagtailusers_groups:edit", args=[group.pk]) if own else reverse("wagtailusers_groups:add")
    response = actor.post(url, sent)
    assert response.status_code == 200
    assert "des droits que vous n’avez pas" in response.content.decode()
    after = Group.objects.count(), GroupPagePermission.objects.count(), set(group.permissions.all()) if own else None
    assert after == before


def test_group_is_made_of_rights_that_its_author_has(actor, people, home, entities):
    sent = {"name": "Relais", "permissions": [Permission.objects.get(codename="access_admin").pk]} | NO_ROWS
    sent |= {"page_permissions-TOTAL_FORMS": 1, "page_permissions-0-page": entities["direction"].pk}
    sent["page_permissions-0-permissions"] = ["publish_page"]
    assert actor.post(reverse("wagtailusers_groups:add"), sent).status_code == 302
    made = Group.objects.get(name="Relais")
    assert made.page_permissions.get().page_id == entities["direction"].pk
    sent["name"] = "Relais renommé"
    sent["page_permissions-INITIAL_FORMS"] = 1
    assert actor.post(reverse("wagtailusers_groups:edit", args=[made.pk]), sent).status_code == 302
    made.refresh_from_db()
    assert made.name == "Relais renommé"


def test_group_above_is_neither_edited_nor_deleted(actor, people):
    people["talents"].user_permissions.add(Permission.objects.get(codename="delete_group"))
    above = Group.objects.get(name="Équipe technique")
    for view in ("edit", "delete"):
        url = reverse(f"wagtailusers_groups:{view}", args=[above.pk])
        for response in (actor.get(url), actor.post(url, {"name": "Prise", "permissions": []} | NO_ROWS)):
            assert response["Location"] == "/admin/"
    assert Group.objects.filter(name="Équipe technique").exists()


def test_administrator_still_may_all(client, people):
    client.force_login(people["admin"])
    user = people["moderation"]
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), account(user, is_superuser="on"))
    user.refresh_from_db()
    assert user.is_superuser
    sent = {"name": "Technique", "permissions": [Permission.objects.get(codename="change_site").pk]} | NO_ROWS
    assert client.post(reverse("wagtailusers_groups:add"), sent).status_code == 302


@pytest.mark.parametrize("others", [0, 15])
def test_list_of_accounts_leads_to_those_that_may_be_edited_at_a_constant_cost(
    actor, people, others, django_user_model, django_assert_max_num_queries
):
    django_user_model.objects.bulk_create(
        django_user_model(username=f"u{n}", email=f"u{n}@exemple.invalid") for n in range(others)
    )
    with django_assert_max_num_queries(40):
        page = actor.get(reverse("wagtailusers_users:index")).content.decode()
    assert reverse("wagtailusers_users:edit", args=[people["admin"].pk]) not in page
    assert reverse("wagtailusers_users:edit", args=[people["moderation"].pk]) in page
