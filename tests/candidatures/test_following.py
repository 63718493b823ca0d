"""A candidate's own pages: theirs alone, and everything they may do there."""

import datetime as dt
import io
import json
import time
import zipfile
from functools import partial

import pytest
import time_machine
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from candidatures.lifecycle import mark_opened, move
from candidatures.models import Candidature, Courriel, Dossier, Message, Motif, Piece, Profil
from candidatures.models.dossier import LINK_VALID_FOR
from candidatures.vivier import join, propose
from core import form_guard

from .conftest import EMAIL, MOTIVATION, link
from .documents import pdf, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_site")]


@pytest.fixture
def url(candidature) -> str:
    return f"/candidatures/suivi/{candidature.dossier.link_token}/"


def test_page_says_where_things_stand_and_is_never_kept_or_indexed(client, url, candidature, strict_templates):
    page = client.get(url)
    html = page.content.decode()
    assert "Développeuse Python" in html
    assert "Pas encore ouverte" in html
    assert "six mois après le dernier échange" in html
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in html


def test_the_person_sees_that_it_was_opened_and_by_which_entity_not_by_whom(client, url, candidature, admin_user):
    admin_user.first_name, admin_user.last_name = "Prénom", "Indiscret"
    admin_user.save()
    mark_opened(candidature, user=admin_user)
    html = client.get(url).content.decode()
    assert "ouverte par La mission Talents" in html
    assert "Indiscret" not in html
    assert admin_user.username not in html


def test_a_decision_is_mailed_and_shown_kindly(client, url, candidature, admin_user, committed):
    with committed():
        move(candidature, "refuser", user=admin_user, message="Merci de votre temps.", motif=Motif.objects.first())
    for text in (client.get(url).content.decode(), mail.outbox[-1].body):
        assert "Merci de votre temps." in text
        assert Motif.objects.first().text in text
        assert "trois mois après la décision" in text


class TestLinks:
    def test_expired_link_opens_nothing_and_has_a_new_one_sent_to_the_person(self, client, url, committed):
        with time_machine.travel(timezone.now() + LINK_VALID_FOR + dt.timedelta(minutes=1)):
            page = client.get(url)
            assert page.status_code == 410
            assert MOTIVATION not in page.content.decode()
            with committed():
                client.post(url)
            assert mail.outbox[-1].to == [EMAIL]
            assert client.get(link("/candidatures/suivi/")).status_code == 200

    @pytest.mark.parametrize("action", ["effacer", "donnees", "vivier", "document"])
    def test_expired_link_does_nothing(self, client, url, action, candidature):
        with time_machine.travel(timezone.now() + LINK_VALID_FOR + dt.timedelta(minutes=1)):
            assert client.post(f"{url}{action}/").status_code == 410
        assert Dossier.objects.exists()

    @pytest.mark.parametrize("forge", ["1", "abc", "MQ:1:x", signing.dumps, partial(signing.dumps, salt="autre")])
    def test_forged_link_is_nobody_s(self, client, candidature, forge):
        token = forge if isinstance(forge, str) else forge(candidature.dossier_id)
        for path in ("suivi", "confirmer", "renouveler"):
            assert client.get(f"/candidatures/{path}/{token}/").status_code == 404
        assert client.get(f"/candidatures/suivi/{token}/donnees/").status_code == 404

    def test_one_s_link_does_nothing_to_another_s_application(self, client, apply, committed, candidature):
        apply(email="autre@exemple.invalid", motivation="Autre.")
        with committed():
            client.post(link("/candidatures/confirmer/"))
        other = Candidature.objects.get(dossier__email="autre@exemple.invalid")
        own = f"/candidatures/suivi/{candidature.dossier.link_token}/"
        for path in (f"retirer/{other.pk}/", f"message/{other.pk}/"):
            assert client.post(own + path, {"text": "Bonjour"}).status_code == 404
        other.refresh_from_db()
        assert other.etat == "RECUE"
        assert "Autre." not in client.get(own).content.decode()

    def test_links_are_found_again_by_mail_and_nobody_learns_who_applied(self, client, candidature, committed):
        def ask(email: str) -> str:
            opened = form_guard.issue("FindAgainForm", opened=int(time.time()) - 30)
            with committed():
                page = client.post("/candidatures/retrouver/", {"email": email, "opened": opened})
            return page.content.decode().replace(email, "")

        assert "Vérifiez votre messagerie" in ask(EMAIL)
        assert [message.to for message in mail.outbox] == [[EMAIL]]
        assert "Vérifiez votre messagerie" in ask("inconnue@exemple.invalid")
        assert len(mail.outbox) == 1

    def test_a_corrected_address_closes_every_link_mailed_to_the_first(self, client, apply, committed):
        sent = apply()
        first = [link(start) for start in ("/candidatures/confirmer/",)]
        first += [first[0].replace("confirmer", page) for page in ("suivi", "effacer", "donnees")]
        with committed():
            client.post(sent.url, {"email": "la.bonne@exemple.invalid"})
        assert mail.outbox[-1].to == ["la.bonne@exemple.invalid"]
        assert [client.get(url).status_code for url in first] == [404] * len(first)
        assert client.post(first[0]).status_code == client.post(first[2]).status_code == 404
        dossier = Dossier.objects.get()
        assert dossier.confirmed_at is None
        with committed():
            assert "transmise" in client.post(link("/candidatures/confirmer/"), follow=True).content.decode()
        assert client.get(f"/candidatures/suivi/{dossier.link_token}/").status_code == 200
        with time_machine.travel(timezone.now() + LINK_VALID_FOR + dt.timedelta(days=1)):
            assert client.get(first[1]).status_code == 404, "it may not even have a new link mailed"

    @pytest.mark.parametrize("signed", [7, "x", [7], [7, "x"], [7, "x", 1], None, {"a": 1}])
    def test_a_signed_link_of_another_shape_is_unknown(self, client, candidature, signed):
        token = signing.dumps(signed, salt=Dossier.LINK_SALT)
        assert client.get(f"/candidatures/suivi/{token}/").status_code == 404


class TestCorrecting:
    def test_what_was_written_is_corrected_by_its_author_alone(self, client, url, candidature, strict_templates):
        assert f"{url}corriger/" in client.get(url).content.decode()
        form = client.get(f"{url}corriger/")
        assert 'value="Camille Essai"' in form.content.decode()
        typed = {"name": "Camille Juste", "phone": "06 00 00 00 00", "motivation": "Mieux dit.", "links": "exemple.fr"}
        assert "sont corrigées" in client.post(f"{url}corriger/", typed, follow=True).content.decode()
        dossier = Dossier.objects.get()
        assert (dossier.name, dossier.motivation, dossier.links) == (
            "Camille Juste",
            "Mieux dit.",
            "https://exemple.fr",
        )
        assert dossier.folded.startswith("camille juste")
        assert dossier.email == EMAIL

    def test_a_slip_is_said_at_its_field_and_nothing_is_lost(self, client, url, candidature):
        page = client.post(f"{url}corriger/", {"name": "", "motivation": "Mieux dit.", "phone": "appelez"})
        assert page.status_code == 422
        assert {"name", "phone"} <= page.context["form"].errors.keys()
        assert "Mieux dit." in page.content.decode()
        assert Dossier.objects.get().name == "Camille Essai"


class TestActing:
    @pytest.mark.parametrize("action", ["effacer", "vivier", "retirer/{pk}", "message/{pk}", "document"])
    def test_nothing_is_done_from_another_site(self, url, candidature, action):
        stranger = Client(enforce_csrf_checks=True)
        answer = stranger.post(f"{url}{action.format(pk=candidature.pk)}/", {"text": "Bonjour"})
        assert answer.status_code == 403
        assert Candidature.objects.readable().filter(pk=candidature.pk).exists()

    def test_messages_reach_the_entity_once(self, client, url, candidature):
        for _ in range(2):
            client.post(f"{url}message/{candidature.pk}/", {"text": "Je suis disponible lundi."})
        assert Message.objects.get().from_candidate
        page = client.post(f"{url}message/{candidature.pk}/", {"text": "x" * 2001})
        assert page.status_code == 422
        assert "x" * 2001 in page.content.decode()

    def test_documents_are_checked_and_added_once(self, client, url, candidature):
        content = pdf(2)
        for _ in range(2):
            client.post(f"{url}document/", {"document": upload(content, "Diplôme.pdf")})
        assert [piece.name for piece in candidature.dossier.pieces.all()] == ["mon-cv.pdf", "diplome.pdf"]
        page = client.post(f"{url}document/", {"document": upload(b"MZ")})
        assert page.status_code == 422
        assert "pas un PDF" in page.content.decode()

    def test_taken_back_it_is_read_by_nobody_at_once(self, client, url, candidature, admin_client):
        inspect = f"/admin/candidatures/{candidature.pk}/"
        assert admin_client.get(inspect).status_code == 200
        client.post(f"{url}retirer/{candidature.pk}/")
        client.post(f"{url}retirer/{candidature.pk}/")
        assert admin_client.get(inspect).status_code == 404
        assert not Candidature.objects.readable().exists()
        assert "Vous avez retiré cette candidature" in client.get(url).content.decode()
        assert candidature.evenements.filter(name="retirer").count() == 1

    def test_pool_is_left_by_a_click(self, client, url, candidature):
        join(candidature.dossier)
        assert "Le vivier partagé" in client.get(url).content.decode()
        client.post(f"{url}vivier/")
        assert not Profil.objects.exists()
        assert not Dossier.objects.get().agrees_to_pool

    def test_proposals_are_listed(self, client, url, candidature, offre, admin_user, committed):
        with committed():
            propose(join(candidature.dossier), offre, user=admin_user, message="Elle est pour vous.")
        assert "Elle est pour vous." in client.get(url).content.decode()
        assert offre.get_absolute_url() in mail.outbox[-1].body


def test_all_data_is_taken_away_with_the_files(client, url, candidature, admin_user):
    candidature.notes.create(author=admin_user, text="Très clair à l’oral.")
    response = client.get(f"{url}donnees/")
    assert response["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        told = json.loads(archive.read("donnees.json"))
        assert archive.read("1-mon-cv.pdf").startswith(b"%PDF")
    assert told["courriel"] == EMAIL
    assert told["motivation"] == MOTIVATION
    assert told["candidatures"][0]["notes"][0]["text"] == "Très clair à l’oral."
    assert admin_user.username not in response.content.decode("latin-1")


def test_erasing_asks_first_and_leaves_the_link_dead(client, url, candidature):
    assert "définitif" in client.get(f"{url}effacer/").content.decode()
    assert Dossier.objects.exists()
    assert client.post(f"{url}effacer/").url == "/candidatures/effacee/"
    assert client.get(url).status_code == 404
    assert [model.objects.count() for model in (Dossier, Piece, Courriel)] == [0, 0, 0]
