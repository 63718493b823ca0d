"""An editor's draft seen through the API, by a token that is signed and expires."""

from urllib.parse import parse_qs, urlsplit

import pytest
from wagtail.models import Page

from core.headless import MODE, store_draft
from emplois.models import Lieu, Offre
from referentiels.models import Commune
from vitrines.models import VitrinePage

from ..factories import OffreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _client_site(settings):
    settings.HEADLESS_CLIENT_URL = "https://autre.exemple.invalid/"


def read(client, token: str):
    return client.get("/api/v2/preview/", {"token": token}, headers={"Origin": "https://autre.exemple.invalid"})


def test_the_cms_leads_to_the_other_site_with_a_token_that_reads_the_draft(client, dinum):
    dinum.title, dinum.accroche = "Titre en cours", "Pas encore en ligne"
    assert (MODE, "Sur l’autre site") in dinum.preview_modes
    response = dinum.make_preview_request(preview_mode=MODE)
    address = urlsplit(response["Location"])
    assert address.netloc == "autre.exemple.invalid"
    query = parse_qs(address.query)
    assert query["content_type"] == ["vitrines.vitrinepage"]
    told = read(client, query["token"][0])
    assert told["Cache-Control"] == "no-store"
    assert told["Access-Control-Allow-Origin"] == "*"
    assert (told.json()["title"], told.json()["accroche"]) == ("Titre en cours", "Pas encore en ligne")
    assert told.json()["meta"]["type"] == "vitrines.VitrinePage"
    assert "en cours" not in client.get(f"/api/v2/pages/{dinum.pk}/").content.decode()


def test_a_page_that_was_never_saved(client, dinum):
    told = read(client, store_draft(VitrinePage(title="Nouvelle", body=[("text", "<p>Bonjour</p>")]))).json()
    assert (told["title"], told["body"][0]["value"]) == ("Nouvelle", "<p>Bonjour</p>")


def test_an_offer_with_the_places_being_written(client, dinum):
    offre = OffreFactory(vitrine=dinum, live=False, first_published_at=None)
    offre.title = "Brouillon"
    offre.lieux = [Lieu(commune=Commune.objects.get(pk="35238"))]
    token = parse_qs(urlsplit(offre.make_preview_request(preview_mode=MODE)["Location"]).query)["token"][0]
    told = read(client, token).json()
    assert told["title"] == "Brouillon"
    assert told["echange"]["localisation"][0]["code_commune"] == "35238"
    assert not Lieu.objects.exists()


def test_an_offer_that_was_never_saved(client, dinum):
    told = read(client, store_draft(Offre(title="Toute nouvelle", vitrine=dinum)))
    assert (told.status_code, told.json()["title"]) == (200, "Toute nouvelle")


@pytest.mark.parametrize("token", ["", "faux", "a:b:c", "\x00"])
def test_a_token_that_is_none_of_ours_reads_nothing(client, dinum, token):
    assert read(client, token).status_code == 404


def test_a_token_expires(client, dinum, time_machine):
    token = store_draft(dinum)
    time_machine.move_to("2026-03-02T20:59:00Z")
    assert read(client, token).status_code == 200
    time_machine.move_to("2026-03-02T21:01:00Z")
    assert read(client, token).status_code == 404


def test_no_other_site_no_other_preview(settings, dinum):
    settings.HEADLESS_CLIENT_URL = ""
    assert MODE not in dict(dinum.preview_modes)
    assert Page.objects.exists()
