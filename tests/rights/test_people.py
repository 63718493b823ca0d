"""The people of an entity: invited, joined, removed, by those who may."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.models import PageLogEntry

from api.models import CleApi
from equipes.enums import Role
from equipes.models import EntityRequest, Invitation
from equipes.onboarding.opening import open_vitrine
from equipes.roles import entity_group, is_trusted

from .conftest import EMAIL, link_in

pytestmark = pytest.mark.django_db
PASSWORD = "trois-mots-au-hasard"  # noqa: S105  Of an invented person.


class TestInvitation:
    @pytest.fixture
    def opened(self, institutions):
        return open_vitrine(name="Direction", email=EMAIL)

    @pytest.fixture
    def link(self, opened):
        return reverse("invitation", args=[opened.invitation.token])

    @staticmethod
    def account(**fields) -> dict:
        return {"first_name": "Camille", "last_name": "Essai", "password": PASSWORD, "again": PASSWORD} | fields

    def test_makes_an_account_that_is_at_work_at_once(self, client, link, opened, django_user_model):
        assert "Créer mon compte" in client.get(link).content.decode()
        assert client.post(link, self.account())["Location"] == "/admin/"
        user = django_user_model.objects.get()
        assert (user.username, user.get_full_name()) == (EMAIL, "Camille Essai")
        assert entity_group(opened.vitrine, Role.RESPONSABLES.value) in user.groups.all()
        assert client.get(reverse("wagtailadmin_pages:edit", args=[opened.vitrine.pk])).status_code == 200
        assert client.get(reverse("team", args=[opened.vitrine.pk])).status_code == 200
        again = client.get(link)
        assert again.status_code == 410
        assert "a déjà servi" in again.content.decode()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"password": "court", "again": "court"}, "password"),
            ({"again": "autre"}, "again"),
            ({"last_name": ""}, "last_name"),
        ],
    )
    def test_incomplete_account_is_refused_and_the_link_kept(self, client, link, fields, field, django_user_model):
        response = client.post(link, self.account(**fields))
        assert field in response.context["form"].errors
        assert PASSWORD not in response.content.decode()
        assert not django_user_model.objects.exists()
        assert client.get(link).status_code == 200

    def test_gives_an_account_that_exists_its_access_once_its_owner_signed_in(
        self, client, link, opened, django_user_model
    ):
        user = django_user_model.objects.create_user("camille", EMAIL.upper(), PASSWORD)
        page = client.get(link).content.decode()
        assert "Un compte existe déjà" in page
        assert "Accepter l’invitation" not in page
        client.post(link)
        assert not user.groups.exists()
        assert Invitation.objects.get().used_at is None
        sign_in = f"{reverse('wagtailadmin_login')}?{urlencode({'next': link})}"
        assert sign_in in page
        client.force_login(user)
        assert "Accepter l’invitation" in client.get(link).content.decode()
        assert client.post(link)["Location"] == "/admin/"
        assert user.groups.filter(pk=entity_group(opened.vitrine, Role.RESPONSABLES.value).pk).exists()

    def test_is_not_for_another_account(self, client, link, django_user_model):
        owner = django_user_model.objects.create_user("camille", EMAIL, "x")
        other = django_user_model.objects.create_user("autre", "autre@exemple.invalid", "x")
        client.force_login(other)
        page = client.get(link).content.decode()
        assert "connecté·e avec un autre compte : autre" in page
        assert client.post(link, self.account()).status_code == 200
        assert not owner.groups.exists()
        assert not other.groups.exists()

    def test_of_someone_signed_in_elsewhere_makes_an_account_of_the_address_invited(
        self, client, link, opened, django_user_model
    ):
        """Who is signed in plays no part where the address has no account yet."""
        other = django_user_model.objects.create_user("autre", "autre@exemple.invalid", "x")
        client.force_login(other)
        client.post(link, self.account())
        assert not other.groups.exists()
        assert django_user_model.objects.get(email=EMAIL).groups.exists()

    def test_opens_no_account_that_was_closed(self, client, link, django_user_model):
        user = django_user_model.objects.create_user("camille", EMAIL, "x", is_active=False)
        assert "a été fermé" in client.get(link).content.decode()
        assert "a été fermé" in client.post(link, self.account()).content.decode()
        assert not user.groups.exists()
        assert django_user_model.objects.count() == 1
        assert Invitation.objects.get().used_at is None

    def test_name_that_someone_has_is_numbered(self, client, link, django_user_model):
        django_user_model.objects.create_user(EMAIL, "une.autre@exemple.invalid", "x")
        client.post(link, self.account())
        assert set(django_user_model.objects.values_list("username", flat=True)) == {EMAIL, f"{EMAIL}2"}

    def test_ends_after_seven_days(self, client, link, django_user_model):
        with time_machine.travel(timezone.now() + dt.timedelta(days=7, minutes=1)):
            assert client.post(link, self.account()).status_code == 410
        assert not django_user_model.objects.exists()

    def test_of_another_kind_is_not_found(self, client, opened):
        asked = EntityRequest.objects.create(pk=opened.invitation.pk, name="X", email=EMAIL, motive="x")
        assert client.get(reverse("invitation", args=[asked.token])).status_code == 404


class TestTeam:
    @pytest.fixture
    def team(self, entities, django_user_model) -> dict:
        """The Responsable and a recruiter of the direction, by role."""
        call_command("create_roles")
        people = {}
        for role in Role:
            people[role] = django_user_model.objects.create_user(role.lower(), f"{role.lower()}@exemple.invalid", "x")
            people[role].groups.add(entity_group(entities["direction"], role.value))
        return people

    def test_responsable_invites_resends_and_cancels(self, client, entities, team, mailoutbox, committed):
        client.force_login(team[Role.RESPONSABLES])
        url = reverse("team", args=[entities["direction"].pk])
        with committed():
            client.post(url, {"email": EMAIL, "role": "Recruteurs"})
        first = Invitation.objects.get()
        assert mailoutbox[0].to == [EMAIL]
        with committed():
            client.post(url, {"resend": first.pk})
        second = Invitation.objects.get()
        assert second.pk != first.pk
        assert (
            client.get(link_in(mailoutbox[0], "/invitation/")).status_code == 404
        )  # The newest alone is worth something.
        assert client.get(link_in(mailoutbox[1], "/invitation/")).status_code == 200
        client.post(url, {"cancel": second.pk})
        assert not Invitation.objects.exists()
        already = client.post(url, {"email": team[Role.RECRUTEURS].email, "role": "Recruteurs"})
        assert "déjà dans l’équipe" in already.content.decode()

    def test_removed_recruiter_loses_access_and_sessions_at_once(self, client, client_of, entities, team):
        theirs = client_of(team[Role.RECRUTEURS])
        edit = reverse("wagtailadmin_pages:edit", args=[entities["direction"].pk])
        assert theirs.get(edit).status_code == 200
        client.force_login(team[Role.RESPONSABLES])
        url = reverse("team", args=[entities["direction"].pk])
        sessions = Session.objects.count()
        remove = reverse("remove_member", args=[entities["direction"].pk, team[Role.RECRUTEURS].pk])
        assert remove in client.get(url).content.decode()
        client.post(url, {"remove": team[Role.RECRUTEURS].pk})  # As it was done at one click.
        asked = client.get(remove).content.decode()
        assert "recruteurs@exemple.invalid" in asked
        assert "clés d’API et peut" not in asked
        assert team[Role.RECRUTEURS].groups.exists()
        assert Session.objects.count() == sessions
        client.post(remove)
        assert Session.objects.count() == sessions - 1
        assert "/login/" in theirs.get(edit)["Location"]
        assert not team[Role.RECRUTEURS].groups.exists()
        assert client.get(url).status_code == 200  # The one who removed stays.

    def test_nobody_removes_themselves_nor_someone_else_s_people(self, client, entities, team, member):
        stranger = member("étrangère", voisine="recruteur")
        client.force_login(team[Role.RESPONSABLES])
        for user in (team[Role.RESPONSABLES], stranger):
            for ask in (client.get, client.post):
                answer = ask(reverse("remove_member", args=[entities["direction"].pk, user.pk]))
                assert answer["Location"] == reverse("team", args=[entities["direction"].pk])
            assert user.groups.exists()

    def test_keys_of_who_is_removed_are_named_and_revoked_as_chosen(self, client, entities, team):
        left, other = team[Role.RECRUTEURS], team[Role.RESPONSABLES]
        make = CleApi.objects.make
        chosen, _secret = make(vitrine=entities["direction"], name="Gestion des emplois", user=left)
        below, _secret = make(vitrine=entities["bureau"], name="Du bureau", user=left)
        kept, _secret = make(vitrine=entities["direction"], name="Laissée", user=left)
        elsewhere, _secret = make(vitrine=entities["voisine"], name="D’ailleurs", user=left)
        of_other, _secret = make(vitrine=entities["direction"], name="D’une autre", user=other)
        client.force_login(other)
        url = reverse("remove_member", args=[entities["direction"].pk, left.pk])
        asked = client.get(url).content.decode()
        for key in (chosen, below, kept):
            assert str(key) in asked
        for key in (elsewhere, of_other):
            assert str(key) not in asked
        answer = client.post(
            url, {"end": [f"key-{key.pk}" for key in (chosen, below, elsewhere, of_other)]}, follow=True
        )
        assert "Gestion des emplois" in answer.content.decode()
        assert set(CleApi.objects.usable()) == {kept, elsewhere, of_other}
        assert not left.groups.exists()
        assert PageLogEntry.objects.filter(action="api.key_revoked", user=other).count() == 2

    @pytest.mark.parametrize(
        ("who", "where", "found"),
        [
            (Role.RESPONSABLES, "direction", True),
            (Role.RESPONSABLES, "bureau", True),
            (Role.RESPONSABLES, "ministère", False),
            (Role.RESPONSABLES, "voisine", False),
            (Role.RECRUTEURS, "direction", False),
        ],
    )
    def test_team_is_managed_from_its_entity_or_above(self, client, entities, team, who, where, found):
        client.force_login(team[who])
        url = reverse("team", args=[entities[where].pk])
        for ask in (client.get, client.post):
            response = ask(url, {"email": EMAIL, "role": "Responsables"})
            assert (response.status_code != 404) == found
        assert Invitation.objects.exists() == found

    def test_trust_is_given_by_mission_talents_alone(self, client, entities, team, talents):
        url = reverse("team", args=[entities["direction"].pk])
        client.force_login(team[Role.RESPONSABLES])
        client.post(url, {"trust": "no"})
        assert is_trusted(entities["direction"])
        client.force_login(talents)
        client.post(url, {"trust": "no"})
        assert not is_trusted(entities["direction"])
        call_command("create_roles")
        assert not is_trusted(entities["direction"])  # Roles made again leave it so.
        client.post(url, {"trust": "yes"})
        assert is_trusted(entities["direction"])
