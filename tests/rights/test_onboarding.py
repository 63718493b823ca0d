"""From a request to an entity's people at work: asked, confirmed, opened once, invited, joined, removed."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Page

from core import form_guard
from vitrines.enums import EtatDemande, Role, Rubrique
from vitrines.models import EntityRequest, Invitation, RejoindrePage, VitrinePage
from vitrines.onboarding import opening
from vitrines.onboarding.opening import open_vitrine
from vitrines.roles import MISSION_TALENTS, create_central_roles, entity_group, is_trusted

pytestmark = pytest.mark.django_db
EMAIL = "talents@dgnum.exemple.invalid"


@pytest.fixture(autouse=True)
def _no_tries_counted():
    cache.clear()


@pytest.fixture
def rejoindre(home):
    return home.add_child(instance=RejoindrePage(title="Rejoindre", slug="rejoindre"))


@pytest.fixture
def talents(home, institutions, django_user_model):
    create_central_roles(home)
    user = django_user_model.objects.create_user("talents", "mission@exemple.invalid", "x")
    user.groups.add(Group.objects.get(name=MISSION_TALENTS))
    return user


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done inside is committed: mail leaves."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def sent(**fields) -> dict:
    then = timezone.now() - dt.timedelta(seconds=30)
    with time_machine.travel(then, tick=False):
        opened = form_guard.opened_now()
    told = {"name": "Direction générale du numérique", "sigle": "DGNum", "contact_name": "Camille Essai"}
    return told | {"email": EMAIL, "motive": "Dix postes à pourvoir.", "consent": "on", "opened": opened} | fields


def link_in(mail, start: str) -> str:
    return start + mail.body.split(f"http://localhost:8000{start}", 1)[1].split()[0]


class TestRequest:
    def test_is_confirmed_by_mail_and_told_to_those_who_open(self, client, rejoindre, talents, mailoutbox, committed):
        page = client.get("/rejoindre/")
        assert "no-store" in page["Cache-Control"]
        with committed():
            response = client.post("/rejoindre/", sent())
        assert "Vérifiez votre messagerie" in client.get(response["Location"]).content.decode()
        asked = EntityRequest.objects.get()
        assert asked.etat == EtatDemande.A_CONFIRMER
        assert "Direction générale" not in mailoutbox[0].body  # Nobody mails through us what they have typed.
        confirm = link_in(mailoutbox[0], "/rejoindre/confirmer/")
        client.get(confirm)
        asked.refresh_from_db()
        assert asked.etat == EtatDemande.A_CONFIRMER  # Mail scanners open links too.
        with committed():
            assert "est confirmée" in client.post(confirm).content.decode()
            client.post(confirm)
        asked.refresh_from_db()
        assert asked.etat == EtatDemande.A_TRAITER
        assert [mail.to for mail in mailoutbox[1:]] == [["mission@exemple.invalid"]]

    @pytest.mark.parametrize(
        ("fields", "field", "message"),
        [
            ({"name": ""}, "name", "nom de l’entité"),
            ({"email": "camille"}, "email", "pas complète"),
            ({"consent": ""}, "consent", "votre accord"),
            ({"parent": "999999"}, "parent", ""),
        ],
    )
    def test_incomplete_loses_nothing_and_says_why(self, client, rejoindre, fields, field, message):
        response = client.post("/rejoindre/", sent(**fields))
        assert response.status_code == 422
        assert message in str(response.context["form"].errors[field])
        assert "Dix postes à pourvoir." in response.content.decode()
        assert not EntityRequest.objects.exists()

    def test_robot_that_fills_in_everything_is_thanked_and_forgotten(self, client, rejoindre, mailoutbox, committed):
        with committed():
            assert client.post("/rejoindre/", sent(site="https://exemple.invalid")).status_code == 302
        assert not EntityRequest.objects.exists()
        assert mailoutbox == []

    @pytest.mark.parametrize("opened", ["", "forged", None])
    def test_too_fast_or_without_the_form_is_asked_to_send_again(self, client, rejoindre, opened):
        posted = sent(opened=form_guard.opened_now() if opened is None else opened)
        response = client.post("/rejoindre/", posted)
        assert "rien n’est perdu" in response.content.decode()
        assert not EntityRequest.objects.exists()
        again = response.context["form"]["opened"].value()
        with time_machine.travel(timezone.now() + dt.timedelta(seconds=10)):
            assert client.post("/rejoindre/", posted | {"opened": again}).status_code == 302

    def test_many_tries_are_put_off_and_one_address_gets_few_mails(self, client, rejoindre, mailoutbox, committed):
        with committed():
            for _ in range(form_guard.TRIES_AN_HOUR):
                assert client.post("/rejoindre/", sent()).status_code == 302
            refused = client.post("/rejoindre/", sent())
        assert "Réessayez dans une heure" in refused.content.decode()
        assert len(mailoutbox) == 3

    def test_tries_are_counted_by_visitor_behind_trusted_proxies(self, client, rejoindre, settings):
        settings.NUM_PROXIES = 1
        for number in range(form_guard.TRIES_AN_HOUR + 2):
            forwarded = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.{number}"}
            assert client.post("/rejoindre/", sent(), headers=forwarded).status_code == 302
        forged = [{"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.200"} for n in range(form_guard.TRIES_AN_HOUR + 1)]
        last = [client.post("/rejoindre/", sent(), headers=headers) for headers in forged][-1]
        assert "Réessayez dans une heure" in last.content.decode()

    def test_is_erased_when_not_confirmed_in_time(self, client, rejoindre):
        client.post("/rejoindre/", sent())
        client.post("/rejoindre/", sent(email="autre@exemple.invalid"))
        EntityRequest.objects.get(email=EMAIL).spend()
        with time_machine.travel(timezone.now() + dt.timedelta(days=7, hours=1)):
            late = EntityRequest.objects.get(email="autre@exemple.invalid")
            assert "a expiré" in client.post(f"/rejoindre/confirmer/{late.token}/").content.decode()
            call_command("forget_requests")
        assert EntityRequest.objects.get().email == EMAIL
        with time_machine.travel(timezone.now() + dt.timedelta(days=366)):
            call_command("forget_requests")
        assert not EntityRequest.objects.exists()

    def test_forged_link_is_not_found(self, client, rejoindre):
        assert client.get("/rejoindre/confirmer/x/").status_code == 404


def everything() -> dict:
    models = (Page, Collection, Group, Group.permissions.through, Invitation)
    return {model.__name__: model.objects.count() for model in models}


class TestOpening:
    def test_makes_everything_as_drafts_and_invites(self, client, institutions, talents, mailoutbox, committed):
        asked = EntityRequest.objects.create(
            name="Direction générale du numérique", sigle="DGNum", email=EMAIL, motive="x"
        )
        asked.spend()
        client.force_login(talents)
        assert "À traiter" in client.get(reverse("requests")).content.decode()
        page = client.get(reverse("opening_of_request", args=[asked.pk])).content.decode()
        assert 'value="DGNum"' in page
        with committed():
            response = client.post(
                reverse("opening_of_request", args=[asked.pk]), {"name": asked.name, "sigle": "DGNum", "email": EMAIL}
            )
        vitrine = VitrinePage.objects.get()
        assert response["Location"] == reverse("team", args=[vitrine.pk])
        assert (vitrine.slug, vitrine.live, vitrine.get_parent().specific) == ("dgnum", False, institutions)
        children = vitrine.get_children()
        assert set(children.values_list("slug", flat=True)) == {*Rubrique.values, "projets", "temoignages"}
        assert not children.live().exists()
        edit = reverse("wagtailadmin_pages:edit", args=[children.get(slug="missions").pk])
        assert "Que faites-vous chaque jour" in client.get(edit).content.decode()
        assert all(child.latest_revision_id for child in children)
        assert not is_trusted(vitrine)
        assert mailoutbox[0].to == [EMAIL]
        asked.refresh_from_db()
        assert asked.etat == EtatDemande.OUVERTE

    def test_done_twice_changes_nothing(self, institutions):
        open_vitrine(name="Direction", email=EMAIL, trusted=True)
        before = everything()
        again = open_vitrine(name="Direction", email=EMAIL, trusted=False)
        assert (again.created, again.invitation) == (False, None)
        assert everything() == before
        assert is_trusted(again.vitrine)

    def test_missing_rubrique_is_added_and_the_others_are_left(self, institutions):
        vitrine = open_vitrine(name="Direction", email=EMAIL).vitrine
        missions = vitrine.get_children().get(slug="missions")
        missions.specific.save_revision().publish()
        vitrine.get_children().get(slug="atouts").delete()
        open_vitrine(name="Direction", email=EMAIL)
        assert vitrine.get_children().get(slug="missions").live
        assert vitrine.get_children().filter(slug="atouts").exists()

    def test_failure_leaves_nothing_half_made(self, institutions, monkeypatch, mailoutbox, committed):
        before = everything()

        def fail(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(opening, "invite", fail)
        with pytest.raises(RuntimeError), committed():
            open_vitrine(name="Direction", email=EMAIL)
        assert everything() == before
        assert mailoutbox == []

    @pytest.mark.parametrize(
        ("name", "sigle", "message"),
        [("Missions", "", "réservé"), ("…", "", "ni lettre ni chiffre"), ("Autre nom", "ANSSI", "est celle de")],
    )
    def test_impossible_is_refused_in_words(self, client, institutions, talents, name, sigle, message):
        open_vitrine(name="Agence nationale", sigle="ANSSI", email=EMAIL)
        client.force_login(talents)
        posted = {"name": name, "sigle": sigle, "email": EMAIL}
        response = client.post(reverse("opening"), posted)
        assert message in response.content.decode()
        assert name in response.content.decode()
        assert VitrinePage.objects.count() == 1

    @pytest.mark.parametrize("name", ["requests", "opening"])
    def test_is_for_mission_talents_alone(self, client, member, entities, name):
        client.force_login(member("responsable", direction="responsable"))
        before = everything()
        for ask in (client.get, client.post):
            assert ask(reverse(name), {"name": "X", "email": EMAIL}).status_code == 302
        assert everything() == before

    def test_request_is_declined(self, client, talents):
        asked = EntityRequest.objects.create(name="X", email=EMAIL, motive="x")
        asked.spend()
        client.force_login(talents)
        client.post(reverse("opening_of_request", args=[asked.pk]), {"decline": "1"})
        asked.refresh_from_db()
        assert asked.etat == EtatDemande.DECLINEE

    def test_command_opens_and_may_be_run_again(self, institutions, capsys):
        call_command("create_vitrine", "Ministère de l’Essai", "--sigle", "ME", "--courriel", EMAIL)
        call_command("create_vitrine", "Bureau", "--courriel", EMAIL, "--sous", "me", "--de-confiance")
        before = everything()
        call_command("create_vitrine", "Bureau", "--courriel", EMAIL, "--sous", "me")
        assert everything() == before
        bureau = VitrinePage.objects.get(title="Bureau")
        assert bureau.get_parent().slug == "me"
        assert is_trusted(bureau)
        assert "déjà là" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "arguments",
        [["", "--courriel", EMAIL], ["X", "--courriel", "non"], ["X", "--courriel", EMAIL, "--sous", "nulle/part"]],
    )
    def test_command_says_what_is_wrong(self, institutions, arguments):
        with pytest.raises(CommandError) as error:
            call_command("create_vitrine", *arguments)
        assert error.value.returncode == 2


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

    def test_gives_an_account_that_exists_its_access(self, client, link, opened, django_user_model):
        user = django_user_model.objects.create_user("camille", EMAIL.upper(), "x")
        assert "Un compte existe déjà" in client.get(link).content.decode()
        assert client.post(link)["Location"] == reverse("wagtailadmin_login")
        assert user.groups.filter(pk=entity_group(opened.vitrine, Role.RESPONSABLES.value).pk).exists()
        assert "_auth_user_id" not in client.session  # The mail’s reader proves no password.

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
        client.post(url, {"remove": team[Role.RECRUTEURS].pk})
        assert Session.objects.count() == sessions - 1
        assert "/login/" in theirs.get(edit)["Location"]
        assert not team[Role.RECRUTEURS].groups.exists()
        assert client.get(url).status_code == 200  # The one who removed stays.

    def test_nobody_removes_themselves_nor_someone_else_s_people(self, client, entities, team, member):
        stranger = member("étrangère", voisine="recruteur")
        client.force_login(team[Role.RESPONSABLES])
        for user in (team[Role.RESPONSABLES], stranger):
            client.post(reverse("team", args=[entities["direction"].pk]), {"remove": user.pk})
            assert user.groups.exists()

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
