"""An entity comes in: asked for, confirmed by mail, opened once and whole."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Page

from core import form_guard
from equipes.enums import EtatDemande
from equipes.models import EntityRequest, Invitation, RejoindrePage
from equipes.onboarding import opening
from equipes.onboarding.opening import open_vitrine
from equipes.roles import is_trusted
from vitrines.enums import Rubrique
from vitrines.models import VitrinePage

from .conftest import EMAIL, link_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _entities_of_module():
    """None: only what is opened here exists."""


@pytest.fixture(autouse=True)
def _no_tries_counted():
    cache.clear()


@pytest.fixture
def rejoindre(home):
    return home.add_child(instance=RejoindrePage(title="Rejoindre", slug="rejoindre"))


def sent(**fields) -> dict:
    then = timezone.now() - dt.timedelta(seconds=30)
    with time_machine.travel(then, tick=False):
        opened = form_guard.issue("EntityRequestForm")
    told = {"name": "Direction générale du numérique", "sigle": "DGNum", "contact_name": "Camille Essai"}
    return told | {"email": EMAIL, "motive": "Dix postes à pourvoir.", "consent": "on", "opened": opened} | fields


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

    def test_who_fills_in_everything_is_slowed_down_and_loses_nothing(self, client, rejoindre):
        page = client.post("/rejoindre/", sent(site="https://exemple.invalid"))
        assert page.status_code == 422
        assert page.context["form"].challenge
        assert "Dix postes à pourvoir." in page.content.decode()
        assert not EntityRequest.objects.exists()

    @pytest.mark.parametrize("opened", ["", "forged", None])
    def test_too_fast_or_without_the_form_is_asked_to_send_again(self, client, rejoindre, opened):
        with time_machine.travel(timezone.now(), tick=False):
            posted = sent(opened=form_guard.issue("EntityRequestForm") if opened is None else opened)
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
        assert refused.context["form"].challenge
        assert len(mailoutbox) == 3

    def test_tries_are_counted_by_visitor_behind_trusted_proxies(self, client, rejoindre, settings):
        settings.NUM_PROXIES = 1
        for number in range(form_guard.TRIES_AN_HOUR + 2):
            forwarded = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.{number}"}
            assert client.post("/rejoindre/", sent(), headers=forwarded).status_code == 302
        forged = [{"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.200"} for n in range(form_guard.TRIES_AN_HOUR + 1)]
        last = [client.post("/rejoindre/", sent(), headers=headers) for headers in forged][-1]
        assert last.context["form"].challenge

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
