"""Applying: once, whole, and with nothing lost, whatever happens on the way."""

import datetime as dt
import time
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from django.utils import timezone

from candidatures import sending
from candidatures.models import Candidature, Courriel, Dossier, Piece, Profil
from candidatures.pdf import checks
from candidatures.sending import keep_upload, submit
from core import confined
from emplois.deadlines import PARIS

from ..factories import OffreFactory, add_vitrine
from ..html import html_of
from .conftest import EMAIL, MOTIVATION, filled, link, piece_storage
from .documents import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_site")]


class TestToAnOffer:
    def test_is_kept_confirmed_by_mail_and_received_at_the_hour_of_sending(self, client, apply, committed, vitrine):
        sent = apply()
        page = html_of(client.get(sent.url))
        assert "confirmez votre adresse" in page
        assert EMAIL not in page
        candidature = Candidature.objects.get()
        assert candidature.received_at is None
        assert not Candidature.objects.readable().exists()
        url = link("/candidatures/confirmer/")
        client.get(url)  # Mail scanners open links too.
        assert not Candidature.objects.readable().exists()
        with time_machine.travel(timezone.now() + dt.timedelta(hours=5)), committed():
            assert "transmise" in html_of(client.post(url, follow=True))
            client.post(url)
        candidature.refresh_from_db()
        assert candidature.received_at == candidature.dossier.sent_at
        assert candidature.vitrine == vitrine
        assert [message.subject for message in mail.outbox] == [
            "Confirmez votre candidature",
            "Votre candidature est bien arrivée",
        ]
        assert "Développeuse Python" in mail.outbox[-1].body

    def test_a_file_is_private_and_named_after_nobody(self, apply):
        apply(cv=upload(name="../../Camille ESSAI (CV).PDF"))
        piece = Piece.objects.get()
        assert piece.name == "camille-essai-cv.pdf"
        assert "camille" not in piece.file.name.lower()
        assert piece.file.storage is not default_storage

    def test_storage_that_is_away_leaves_everything_typed_in_the_form(self, apply, monkeypatch, tmp_path):
        (tmp_path / "disque").write_text("")
        here = Piece._meta.get_field("file")
        with monkeypatch.context() as away:
            away.setattr(here, "storage", FileSystemStorage(location=tmp_path / "disque"))
            page = apply()
            assert page.status_code == 503
            assert "Retry-After" not in page.headers, "upload.js would send it again and again"
            text = html_of(page)
            assert "réessayez dans un moment" in text
            assert MOTIVATION in text
            refused = apply(name="")  # What waits for a correction is not stored either, and that is said.
            assert refused.status_code == 422
            assert "joignez-le de nouveau" in refused.content.decode()
        assert not Dossier.objects.exists()
        assert apply().status_code == 302

    def test_file_that_cannot_be_deleted_now_stops_nothing(self, apply, monkeypatch, tmp_path):
        key = str(uuid.uuid4())
        assert apply(name="", key=key).status_code == 422
        (tmp_path / "disque").write_text("")
        away = FileSystemStorage(location=tmp_path / "disque" / "dossier")
        monkeypatch.setattr(piece_storage(), "delete", away.delete)
        assert apply(key=key, cv=upload(pdf(2))).status_code == 302
        assert Dossier.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "field", "message"),
        [
            ({"name": ""}, "name", "Indiquez votre nom"),
            ({"email": "camille"}, "email", "pas complète"),
            ({"phone": "appelez-moi"}, "phone", "pas complet"),
            ({"motivation": " "}, "motivation", "quelques lignes"),
            ({"motivation": "x" * 6001}, "motivation", "trop long"),
            ({"links": "pas-un-lien"}, "links", "pas complet"),
            ({"links": "a.fr\n" * 6}, "links", "5 liens au plus"),
            ({"cv": ""}, "cv", "Joignez votre CV"),
            ({"cv": upload(b"MZ\x90")}, "cv", "pas un PDF"),
        ],
    )
    def test_a_refused_field_is_told_and_everything_typed_is_kept(self, apply, fields, field, message):
        page = apply(**({"phone": "06 00 00 00 00"} | fields))
        assert page.status_code == 422
        assert message in str(page.context["form"].errors[field])
        html = html_of(page)
        kept = {"name": "Camille Essai", "motivation": MOTIVATION, "phone": "06 00 00 00 00"}
        assert all(text in html for name, text in kept.items() if name != field)
        assert not Dossier.objects.exists()

    def test_an_accepted_cv_is_not_asked_for_again_when_another_field_is_refused(self, apply):
        key = str(uuid.uuid4())
        page = apply(key=key, email="")
        assert "Déjà reçu : mon-cv.pdf" in html_of(page)
        assert apply(key=key, cv="").status_code == 302
        assert Dossier.objects.get().pieces.get().name == "mon-cv.pdf"

    def test_another_s_key_shows_nothing_of_theirs(self, apply):
        page = apply(key="pas-une-cle", email="")
        assert page.status_code == 422
        assert str(page.context["form"].form_key) in html_of(page)

    def test_a_second_click_sends_nothing_twice(self, apply, client):
        key = str(uuid.uuid4())
        first, second = apply(key=key), apply(key=key)
        assert first.status_code == second.status_code == 302
        assert Dossier.objects.count() == Courriel.objects.count() == 1
        assert "confirmez votre adresse" in html_of(client.get(second.url))

    def test_two_clicks_at_the_same_moment_keep_one_application_with_its_cv(self, offre, committed):
        key = uuid.uuid4()
        fields = {"name": "x", "email": EMAIL, "motivation": MOTIVATION}
        with committed():
            first, second = (keep_upload(upload(), key=key, pages=1) for _ in range(2))
            sent = [submit(key=key, cv=cv, fields=dict(fields), offre=offre) for cv in (first, second)]
        assert [answer.is_new for answer in sent] == [True, False]
        assert Dossier.objects.get().pieces.get() == first
        assert Piece.objects.count() == 1

    def test_a_cv_that_is_replaced_leaves_nothing_behind(self, apply):
        key = str(uuid.uuid4())
        apply(key=key, email="", cv=upload(name="ancien.pdf"))
        apply(key=key, cv=upload(name="nouveau.pdf"))
        assert Piece.objects.get().name == "nouveau.pdf"
        assert len(piece_storage().listdir("")[1]) == 1

    def test_going_back_to_a_new_form_with_the_same_content_sends_nothing_twice(self, apply):
        apply()
        assert apply().status_code == 302
        assert Dossier.objects.count() == 1
        apply(motivation="Autre chose.")
        assert Dossier.objects.count() == 2

    def test_too_large_a_file_is_dropped_on_the_way_and_the_rest_is_kept(self, apply):
        page = apply(cv=upload(b"%PDF-1.7" + b"0" * (checks.LARGEST + 1)))
        assert "plus de 5 Mo" in str(page.context["form"].errors["cv"])
        assert MOTIVATION in html_of(page)

    def test_form_needs_its_token(self, offre):
        client = Client(enforce_csrf_checks=True)
        assert client.post(f"/emplois/{offre.slug}/candidater/", filled()).status_code == 403
        page = client.get(f"/emplois/{offre.slug}/candidater/")
        token = page.context["csrf_token"]
        told = filled() | {"csrfmiddlewaretoken": str(token)}
        assert client.post(f"/emplois/{offre.slug}/candidater/", told).status_code == 302


class TestRobots:
    def test_no_file_of_a_suspect_is_read_or_kept(self, apply, monkeypatch):
        """12 files of 4.9 MB were kept from posts that the trap had refused."""
        monkeypatch.setattr(checks, "check", lambda file: pytest.fail("a robot's file was read"))
        for _ in range(12):
            page = apply(site="https://spam.invalid")
            assert page.status_code == 422
            assert MOTIVATION in html_of(page)
        assert not Piece.objects.exists()
        assert piece_storage().listdir("")[1] == []

    def test_one_network_leaves_few_files_waiting_and_no_text_is_lost(self, apply):
        pages = [apply(email="pas une adresse") for _ in range(sending.MOST_PENDING_OF_A_NETWORK + 3)]
        kept = [page for page in pages if "Déjà reçu" in html_of(page)]
        assert len(kept) == Piece.objects.count() == sending.MOST_PENDING_OF_A_NETWORK
        assert all(MOTIVATION in html_of(page) for page in pages)

    def test_all_networks_together_fill_no_storage(self, apply, monkeypatch):
        monkeypatch.setattr(sending, "MOST_PENDING", 2)
        for number in range(4):
            page = apply(email="pas une adresse", address=f"192.0.2.{number}")
        assert Piece.objects.count() == 2
        assert "joignez-le de nouveau" in html_of(page)

    def test_a_whole_form_is_taken_when_no_more_files_may_wait(self, apply, monkeypatch):
        monkeypatch.setattr(sending, "MOST_PENDING", 0)
        assert apply().status_code == 302
        assert Dossier.objects.get().pieces.count() == 1

    def test_what_waits_is_told_apart_by_no_address_and_forgotten_when_whole(self, apply):
        key = str(uuid.uuid4())
        apply(key=key, email="pas une adresse")
        assert len(Piece.objects.get().network) == 64
        apply(key=key, cv="")
        assert Piece.objects.get().network == ""


class TestCrowd:
    def test_while_a_document_is_read_others_are_asked_to_come_back_and_no_thread_waits(self, apply):
        with confined.slot():
            started = time.monotonic()
            page = apply()
            assert time.monotonic() - started < confined.PATIENCE / 3
        assert page.status_code == 503
        assert page["Retry-After"] == "2"
        assert MOTIVATION in html_of(page)
        assert "dans quelques secondes" in str(page.context["form"].errors["cv"])

    def test_the_same_form_passes_a_moment_later(self, client, offre, committed):
        """As static/site/upload.js sends it: the same fields, its token included."""
        form = filled()
        with confined.slot():
            assert client.post(f"/emplois/{offre.slug}/candidater/", form).status_code == 503
        form["cv"].seek(0)
        with committed():
            assert client.post(f"/emplois/{offre.slug}/candidater/", form).status_code == 302
        assert Dossier.objects.count() == 1


class TestClosing:
    def test_the_deadline_that_passes_while_one_writes_loses_nothing(self, client, offre, committed):
        offre.deadline = dt.date(2026, 3, 10)
        offre.save()
        midnight = dt.datetime(2026, 3, 11, tzinfo=PARIS)
        with time_machine.travel(midnight - dt.timedelta(seconds=1), tick=False):
            assert client.get(f"/emplois/{offre.slug}/candidater/").status_code == 200
        with time_machine.travel(midnight + dt.timedelta(seconds=1), tick=False), committed():
            told = filled()
            page = client.post(f"/emplois/{offre.slug}/candidater/", told)
            html = html_of(page)
            assert page.status_code == 409
            assert "La date limite est passée pendant que vous écriviez" in html
            assert MOTIVATION in html
            assert not Dossier.objects.exists()
            opened = page.context["form"]["opened"].value()
            again = told | {"cv": "", "entities": offre.vitrine_id, "opened": opened}
            assert client.post("/candidature-spontanee/", again).status_code == 302
        assert Candidature.objects.get().spontaneous

    def test_in_the_last_second_it_is_in_time(self, client, offre):
        offre.deadline = dt.date(2026, 3, 10)
        offre.save()
        with time_machine.travel(dt.datetime(2026, 3, 10, 23, 59, 59, tzinfo=PARIS), tick=False):
            assert client.post(f"/emplois/{offre.slug}/candidater/", filled()).status_code == 302

    @pytest.mark.parametrize("change", [{"filled_on": dt.date(2026, 1, 6)}, {"live": False}, {"apply_here": False}])
    def test_an_offer_that_takes_none_sends_to_its_page(self, client, offre, change):
        for name, value in change.items():
            setattr(offre, name, value)
        offre.apply_email = "recrutement@exemple.invalid"
        offre.save()
        url = f"/emplois/{offre.slug}/candidater/"
        assert client.get(url).url == offre.get_absolute_url()
        assert client.post(url, filled()).status_code == 409
        assert not Dossier.objects.exists()

    def test_an_offer_never_published_is_not_found(self, client, offre):
        type(offre).objects.filter(pk=offre.pk).update(live=False, first_published_at=None)
        assert client.get(f"/emplois/{offre.slug}/candidater/").status_code == 404


class TestSpontaneous:
    @pytest.fixture
    def entities(self, institutions):
        return [add_vitrine(institutions, f"Entité {number}") for number in range(7)]

    def send(self, client, committed, **fields):
        with committed():
            return client.post("/candidature-spontanee/", filled(**fields))

    def test_reaches_each_chosen_entity_apart(self, client, committed, entities):
        chosen = [entity.pk for entity in entities[:5]]
        assert self.send(client, committed, entities=chosen).status_code == 302
        assert set(Candidature.objects.values_list("vitrine", flat=True)) == set(chosen)
        assert not Profil.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({}, "au moins une entité"),
            ({"entities": "0"}, "plus dans la liste"),
            ({"entities": "abc"}, "plus dans la liste"),
        ],
    )
    def test_to_nobody_is_refused(self, client, committed, entities, fields, message):
        page = self.send(client, committed, **fields)
        assert page.status_code == 422
        assert message in html_of(page)

    def test_to_more_than_five_is_refused(self, client, committed, entities):
        page = self.send(client, committed, entities=[entity.pk for entity in entities])
        assert "5 au plus" in html_of(page)

    def test_to_the_pool_waits_for_confirmation_and_hides_from_whom_it_is_told(
        self, client, committed, entities, admin_user
    ):
        self.send(client, committed, agrees_to_pool="on", excluded=[entities[0].pk], contracts=["CDI"], regions=["53"])
        profil = Profil.objects.get()
        assert list(profil.excluded.all()) == [entities[0]]
        assert not Profil.objects.visible_to(admin_user).exists()
        with committed():
            client.post(link("/candidatures/confirmer/"))
        assert Profil.objects.visible_to(admin_user).get() == profil
        assert "Vivier" in mail.outbox[-1].body

    def test_form_of_an_entity_s_page_names_it(self, client, entities):
        page = client.get("/candidature-spontanee/?entite=entite-3")
        assert page.context["form"]["entities"].value() == [entities[3].pk]
        assert client.get("/candidature-spontanee/?entite=inconnue").status_code == 200

    def test_an_entity_that_leaves_applications_unanswered_takes_no_more_until_it_answers(
        self, client, committed, entities
    ):
        late = entities[0]
        self.send(client, committed, entities=[late.pk])
        with committed():
            client.post(link("/candidatures/confirmer/"))
        with time_machine.travel(timezone.now() + dt.timedelta(days=91)):
            page = self.send(client, committed, entities=[late.pk], motivation="Une autre.")
            assert "ne prend plus de candidature spontanée" in html_of(page)
            assert "Une autre." in html_of(page)
            Candidature.objects.update(answered_at=timezone.now())
            assert self.send(client, committed, entities=[late.pk], motivation="Une autre.").status_code == 302


class TestAfterSending:
    def test_a_slip_in_the_address_is_corrected_and_mail_sent_again(self, client, apply, committed):
        url = apply(email="camile@exemple.invalid").url
        with committed():
            page = client.post(url, {"email": EMAIL})
        assert "Un nouveau message est parti" in html_of(page)
        assert mail.outbox[-1].to == [EMAIL]
        with committed():
            client.post(link("/candidatures/confirmer/"))
        with committed():
            client.post(url, {"email": "voleur@exemple.invalid"})
        assert Dossier.objects.get().email == EMAIL, "what is confirmed is changed by nobody"

    def test_few_mails_a_day_are_sent_again(self, client, apply, committed):
        url = apply().url
        for _ in range(8):
            with committed():
                client.post(url, {"email": EMAIL})
        assert len(mail.outbox) == 5

    def test_page_is_for_an_hour_and_for_nobody_else(self, client, apply):
        url = apply().url
        assert "no-store" in client.get(url)["Cache-Control"]
        with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
            assert client.get(url).url == "/candidatures/retrouver/"
        assert client.get("/candidatures/envoyee/forged/").url == "/candidatures/retrouver/"


def test_page_of_an_offer_leads_to_the_form(client, offre):
    assert f'href="/emplois/{offre.slug}/candidater/"' in html_of(client.get(offre.get_absolute_url()))
    other = OffreFactory(vitrine=offre.vitrine, apply_url="https://ailleurs.exemple.invalid/")
    page = html_of(client.get(other.get_absolute_url()))
    assert "candidater/" not in page
    assert "https://ailleurs.exemple.invalid/" in page


@pytest.mark.parametrize("url", ["/candidature-spontanee/", "/candidatures/retrouver/"])
def test_forms_are_whole(client, vitrine, strict_templates, url):
    page = client.get(url)
    assert page.status_code == 200
    assert "public" not in page.get("Cache-Control", "")


def test_form_costs_few_queries(client, offre, django_assert_max_num_queries):
    client.get(f"/emplois/{offre.slug}/candidater/")
    with django_assert_max_num_queries(12):
        client.get(f"/emplois/{offre.slug}/candidater/")
    with django_assert_max_num_queries(12):
        client.get("/candidature-spontanee/")


def test_normalised_names():
    names = {
        "CV.pdf": "cv.pdf",
        "": "cv.pdf",
        "../../etc/passwd": "etcpasswd.pdf",
        "é à\x00.PDF": "e-a.pdf",
        "a_b": "a-b.pdf",
    }
    assert {name: checks.normalised(name) for name in names} == names


def test_largest_is_checked_by_size_first():
    with pytest.raises(ValidationError, match="5 Mo au plus"):
        checks.check(upload(pdf() + b"0" * checks.LARGEST))
