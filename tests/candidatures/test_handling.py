"""An entity handles applications: named transitions, one answer, and what follows from it."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from candidatures import figures, reminders
from candidatures.cms import answering
from candidatures.enums import EtatCandidature
from candidatures.lifecycle import move, write
from candidatures.models import Candidature, Message, Mesure, ModeleReponse, Motif
from candidatures.vivier import join
from core import page_cache
from equipes.enums import Role
from equipes.roles import MISSION_TALENTS, create_central_roles, create_entity_roles

from ..factories import OffreFactory, add_vitrine, dossier_of, received
from ..html import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_site")]


@pytest.fixture
def candidature(offre) -> Candidature:
    return received(offre=offre)


@pytest.fixture
def recruteur(vitrine, django_user_model):
    user = django_user_model.objects.create_user("recruteur", "recruteur@exemple.invalid", "x")
    user.groups.add(create_entity_roles(vitrine)[Role.RECRUTEURS.value])
    return user


class TestAnswering:
    def url(self, action: str, *candidatures: Candidature) -> str:
        return f"{reverse('answer', args=[action])}?{'&'.join(f'c={c.pk}' for c in candidatures)}"

    def test_starts_from_a_wording_shows_the_mail_and_sends_it(self, client, candidature, recruteur, committed):
        client.force_login(recruteur)
        url = self.url("rencontrer", candidature)
        text = client.get(url).context["form"]["text"].value()
        assert "{nom}" in text
        text = text.replace("[date et heure]", "le 3 mars à 10 h")
        preview = html_of(client.post(url, {"text": text, "preview": "1"}))
        assert "Bonjour Camille Essai" in preview
        assert not Message.objects.exists()
        with committed():
            client.post(url, {"text": text})
        assert mail.outbox[-1].to == [candidature.dossier.email]
        assert "Bonjour Camille Essai" in mail.outbox[-1].body
        candidature.refresh_from_db()
        assert candidature.etat == EtatCandidature.ENTRETIEN
        assert candidature.answered_at is not None

    @pytest.mark.parametrize(
        ("action", "field", "text", "place"),
        [
            ("rencontrer", "text", None, "[date et heure]"),  # The wording as it is.
            ("rencontrer", "text", "Le {date}, {nom} ?", "{date}"),
            ("ecrire", "text", "Réponse avant le [date].", "[date]"),
            ("refuser", "motif_text", "Le poste est [raison].", "[raison]"),
        ],
    )
    @pytest.mark.parametrize("button", ["preview", "send"])
    def test_place_left_to_fill_in_is_refused_at_its_field_and_nothing_leaves(
        self, client, candidature, recruteur, committed, action, field, text, place, button
    ):
        client.force_login(recruteur)
        url = self.url(action, candidature)
        said = text or client.get(url).context["form"][field].value()
        with committed():
            page = client.post(url, {"text": "Bonjour.", button: "1"} | {field: said})
        assert page.status_code == 422
        (error,) = page.context["form"].errors[field]
        assert f"« {place} »" in error
        assert not Message.objects.exists()
        assert mail.outbox == []
        candidature.refresh_from_db()
        assert candidature.etat == EtatCandidature.RECUE

    def test_another_wording_is_taken(self, client, candidature, recruteur):
        other = ModeleReponse.objects.create(title="Court", transition="refuser", text="Merci {nom}. {autre}")
        client.force_login(recruteur)
        page = client.get(f"{self.url('refuser', candidature)}&modele={other.pk}")
        assert page.context["form"]["text"].value() == "Merci {nom}. {autre}"

    @pytest.mark.parametrize("told", [{"text": "Non."}, {"text": "", "motif_text": "x"}])
    def test_a_refusal_needs_a_reason_and_a_word(self, client, candidature, recruteur, told):
        client.force_login(recruteur)
        page = client.post(self.url("refuser", candidature), told)
        assert page.status_code == 422
        candidature.refresh_from_db()
        assert candidature.etat == EtatCandidature.RECUE

    def test_many_are_answered_at_once_each_by_name(self, client, offre, recruteur, committed):
        several = [received(offre=offre, name=f"Personne {n}") for n in range(3)]
        client.force_login(recruteur)
        with committed():
            client.post(self.url("refuser", *several), {"text": "Bonjour {nom}", "motif_text": "Le poste est pourvu."})
        assert sorted(message.body.splitlines()[0] for message in mail.outbox) == [
            f"Bonjour Personne {n}" for n in range(3)
        ]

    def test_a_filled_offer_s_others_are_answered_in_one_go(self, client, offre, recruteur, committed):
        chosen, other = received(offre=offre), received(offre=offre, name="L’autre")
        move(chosen, "retenir", user=recruteur)
        client.force_login(recruteur)
        filled = client.post(reverse(type(offre).snippet_viewset.get_url_name("filled"), args=[offre.pk]), follow=True)
        url = f"{reverse('answer', args=['refuser'])}?offre={offre.pk}"
        assert url in filled.content.decode()
        assert url in html_of(client.get("/admin/"))
        with committed():
            client.post(url, {"text": "Merci.", "motif_text": "Le poste est pourvu."})
        other.refresh_from_db()
        chosen.refresh_from_db()
        assert (other.etat, chosen.etat) == (EtatCandidature.NON_RETENUE, EtatCandidature.RETENUE)
        assert url not in html_of(client.get("/admin/"))

    def test_more_than_one_sending_holds_are_said_to_follow(self, client, offre, recruteur, monkeypatch):
        monkeypatch.setattr(answering, "MOST_AT_ONCE", 2)
        several = [received(offre=offre) for _ in range(3)]
        client.force_login(recruteur)
        url = self.url("refuser", *several)
        assert "1 autre suivra" in html_of(client.get(url))
        client.post(url, {"text": "Merci.", "motif_text": "Le poste est pourvu."})
        assert Candidature.objects.filter(etat=EtatCandidature.NON_RETENUE).count() == 2

    def test_board_leads_to_the_answer_for_what_is_ticked_and_possible(self, client, offre, recruteur):
        open_one, decided = received(offre=offre), received(offre=offre, etat="RETENUE", decided_at=timezone.now())
        client.force_login(recruteur)
        answer = client.post("/admin/candidatures/tableau/", {"action": "rencontrer", "c": [open_one.pk, decided.pk]})
        assert answer.url == f"/admin/candidatures/repondre/rencontrer/?c={open_one.pk}"
        for told in ({}, {"action": "rencontrer"}, {"action": "rencontrer", "c": decided.pk}, {"action": "x", "c": 1}):
            assert client.post("/admin/candidatures/tableau/", told).url == "/admin/candidatures/tableau/"


def test_notes_ratings_and_tags_are_kept_among_those_who_read(client, candidature, recruteur, admin_client):
    client.force_login(recruteur)
    url = f"/admin/candidatures/{candidature.pk}/"
    client.post(url, {"form": "note", "text": "Très clair."})
    client.post(url, {"form": "rating", "value": "4"})
    client.post(url, {"form": "tags", "names": "python, à rappeler, python"})
    admin_client.post(url, {"form": "rating", "value": "2"})
    assert list(candidature.etiquettes.values_list("name", flat=True)) == ["python", "à rappeler"]
    assert "Très clair." in html_of(client.get(url))
    assert "3,0/5" in html_of(client.get("/admin/candidatures/"))
    client.post(url, {"form": "rating", "value": ""})
    assert candidature.avis.count() == 1
    for told in ({"form": "rating", "value": "9"}, {"form": "note", "text": ""}, {"form": "tags", "names": "x" * 41}):
        assert client.post(url, told).status_code == 200
    assert client.post(url, {"form": "autre"}).status_code == 404
    client.post(url, {"form": "tags", "names": "python"})
    assert "Camille Essai" in html_of(client.get("/admin/candidatures/?etiquette=python"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("etat=RECUE", {"à l’offre", "spontanée"}),
        ("etat=a-repondre", {"à l’offre", "spontanée"}),
        ("etat=RETENUE", {"retenue"}),
        ("nature=spontanee", {"spontanée"}),
        ("recue=7", {"à l’offre", "spontanée"}),
        ("recue=30%2B", {"retenue"}),
        ("q=spontanée", {"spontanée"}),
        ("q=Python", {"à l’offre", "retenue"}),
    ],
)
def test_list_is_filtered(admin_client, offre, vitrine, query, found):
    received(offre=offre, name="à l’offre")
    received(vitrine=vitrine, name="spontanée")
    long_ago = timezone.now() - dt.timedelta(days=40)
    decided = {"answered_at": timezone.now(), "decided_at": timezone.now()}
    received(offre=offre, name="retenue", etat="RETENUE", received_at=long_ago, **decided)
    page = admin_client.get(f"/admin/candidatures/?{query}")
    assert {c.dossier.name for c in page.context["object_list"]} == found


@pytest.mark.parametrize("words", ["zoe", "ZOÉ essai", "zoé@exemple.invalid", "essai python"])
def test_a_person_is_found_whatever_the_accents(admin_client, offre, words):
    candidature = received(offre=offre, name="Zoé Essaï", email="zoe@exemple.invalid")
    received(offre=offre, name="Autre")
    page = admin_client.get("/admin/candidatures/", {"q": words})
    assert list(page.context["object_list"]) == [candidature]


@pytest.mark.parametrize("path", ["", "tableau/"])
def test_lists_cost_the_same_for_2_and_20(admin_client, offre, path, django_assert_max_num_queries):
    for _ in range(2):
        received(offre=offre)
    admin_client.get("/admin/candidatures/")
    with django_assert_max_num_queries(24) as few:
        admin_client.get(f"/admin/candidatures/{path}")
    for _ in range(18):
        received(offre=offre)
    with django_assert_max_num_queries(len(few)):
        admin_client.get(f"/admin/candidatures/{path}")


class TestDelays:
    def test_entity_is_reminded_after_15_days_and_mission_talents_told_after_30(
        self, offre, recruteur, committed, home, django_user_model
    ):
        create_central_roles(home)
        talents = django_user_model.objects.create_user("talents", "talents@exemple.invalid", "x")
        talents.groups.add(Group.objects.get(name=MISSION_TALENTS))
        received(offre=offre, name="Secrète")
        sent = []
        for days in (14, 16, 17, 31, 32):
            with time_machine.travel(timezone.now() + dt.timedelta(days=days)), committed():
                reminders.remind()
                reminders.escalate()
            sent.append([message.to[0] for message in mail.outbox])
            assert not any("Secrète" in message.body for message in mail.outbox)
            mail.outbox.clear()
        assert sent == [[], [recruteur.email], [], [talents.email], []]

    def test_share_and_median_are_measured_with_those_below(self, vitrine, offre):
        below = add_vitrine(vitrine, "Bureau")
        day, now = dt.timedelta(days=1), timezone.now()
        for days in (1, 3, 8):
            received(offre=offre, received_at=now - 20 * day, answered_at=now - (20 - days) * day)
        received(vitrine=below, received_at=now - 20 * day)
        received(vitrine=below, received_at=now - 2 * day)  # Too recent to count.
        received(offre=offre, received_at=now - 400 * day)
        figures.measure()
        measure = Mesure.objects.get(pk=vitrine.pk)
        assert (measure.received, measure.answered, measure.share, measure.median_days) == (4, 3, 75, 3)
        assert Mesure.objects.get(pk=below.pk).share == 0

    def test_page_of_an_entity_shows_them_from_five_on_and_that_it_takes_no_more(self, client, vitrine, offre):
        now = timezone.now()
        for number in range(5):
            received(offre=offre, received_at=now - dt.timedelta(days=20), answered_at=now - dt.timedelta(days=18))
            figures.measure()
            page = html_of(client.get(vitrine.url))
            assert ("<strong>100 %</strong>" in page) == (number == 4)
        assert f"/candidature-spontanee/?entite={vitrine.slug}" in page
        late = received(vitrine=vitrine, received_at=now - dt.timedelta(days=92))
        assert "ne prend plus de candidature spontanée" in html_of(client.get(vitrine.url))
        before = page_cache.stamp()
        write(late, "Bonjour.")
        assert "ne prend plus de candidature spontanée" not in html_of(client.get(vitrine.url))
        assert before is not None

    def test_offers_of_an_entity_below_do_not_close_those_above(self, client, vitrine):
        below = add_vitrine(vitrine, "Bureau")
        received(vitrine=below, received_at=timezone.now() - dt.timedelta(days=92))
        assert "ne prend plus" not in html_of(client.get(vitrine.url))


@pytest.mark.parametrize("what", ["candidatures", "offres"])
def test_an_entity_with_offers_or_applications_is_not_deleted_and_says_why(admin_client, institutions, vitrine, what):
    below = add_vitrine(vitrine, "Bureau")
    received(vitrine=below) if what == "candidatures" else OffreFactory(vitrine=below)
    bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={vitrine.pk}"
    for url in (f"/admin/pages/{vitrine.pk}/delete/", bulk):
        page = html_of(admin_client.post(url, follow=True))
        assert f"des {what} y sont attachées" in page
        assert type(vitrine).objects.filter(pk=below.pk).exists()
    empty = add_vitrine(institutions, "Vide")
    admin_client.post(f"/admin/pages/{empty.pk}/delete/")
    assert not type(vitrine).objects.filter(pk=empty.pk).exists()


def test_wordings_and_reasons_are_changed_by_mission_talents(client, home, vitrine, recruteur, django_user_model):
    create_central_roles(home)
    talents = django_user_model.objects.create_user("talents", "talents@exemple.invalid", "x")
    talents.groups.add(Group.objects.get(name=MISSION_TALENTS))
    wording, reason = "/admin/modeles_de_reponse/", "/admin/motifs_de_non_retenue/"
    told = {"title": "Court", "transition": "refuser", "text": "Merci {nom}."}
    client.force_login(recruteur)
    for url in (wording, reason):
        assert client.get(url).status_code in (302, 403, 404)
    client.force_login(talents)
    assert "Ne pas retenir" in html_of(client.get(f"{wording}new/"))
    assert client.post(f"{wording}new/", told | {"transition": "inconnue"}).status_code == 200
    client.post(f"{wording}new/", told)
    client.post(f"{reason}new/", {"text": "Le poste change de forme."})
    assert ModeleReponse.objects.filter(title="Court").exists()
    assert Motif.objects.filter(text="Le poste change de forme.").exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Bretonne", "Sans souhait"}),
        ("region=53", {"Bretonne"}),
        ("contrat=CDI", {"Bretonne"}),
        ("experience=EXPERT", {"Bretonne"}),
        ("teletravail=TOTAL", set()),
        ("region=FAUX", {"Bretonne", "Sans souhait"}),
        ("q=bretonne+demarches", {"Bretonne"}),
    ],
)
def test_pool_is_searched_by_what_people_wish(admin_client, vitrine, metier, query, found):
    wishing = dossier_of(name="Bretonne", contracts=["CDI"], experience="EXPERT", motivation="Des demarches simples.")
    wishing.regions.set(["53"])
    wishing.metiers.set([metier])
    for dossier in (wishing, dossier_of(name="Sans souhait")):
        join(dossier)
    page = admin_client.get(f"/admin/vivier/?{query}")
    assert {profil.dossier.name for profil in page.context["object_list"]} == found
    of_metier = admin_client.get(f"/admin/vivier/?metier={metier.pk}")
    assert [profil.dossier for profil in of_metier.context["object_list"]] == [wishing]
