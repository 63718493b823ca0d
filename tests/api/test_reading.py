"""What machines read: the same as the public sees, in the forms of the exchange and of Wagtail's v2."""

import datetime as dt
import json

import brotli
import pytest
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from emplois.models import Lieu
from equipes.roles import entity_collection
from home.models import HomePage
from referentiels.models import Commune, Metier
from vitrines.models import VitrinePage

from ..factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db
OFFRES = "/api/v2/offres/"


def titles(client, query: str = "") -> set[str]:
    response = client.get(f"{OFFRES}?{query}")
    assert response.status_code == 200, response.content
    return {item["title"] for item in response.json()["results"]}


def test_only_public_offers_are_read(client, dinum):
    shown = OffreFactory(vitrine=dinum, title="Ouverte")
    hidden = [
        OffreFactory(vitrine=dinum, title="Brouillon secret", live=False, first_published_at=None),
        OffreFactory(vitrine=dinum, title="Pourvue", filled_on=dt.date(2026, 2, 1)),
        OffreFactory(vitrine=dinum, title="Expirée", deadline=dt.date(2026, 1, 10)),
    ]
    assert titles(client) == {"Ouverte"}
    assert client.get(f"{OFFRES}{shown.pk}/").status_code == 200
    for offre in hidden:
        response = client.get(f"{OFFRES}{offre.pk}/")
        assert response.status_code == 404
        assert offre.title not in response.content.decode()
        assert client.get(f"{OFFRES}find/?slug={offre.slug}").status_code == 404


def test_an_offer_is_found_by_the_name_in_its_address(client, dinum):
    offre = OffreFactory(vitrine=dinum)
    response = client.get(f"{OFFRES}find/?slug={offre.slug}")
    assert (response.status_code, response["Location"]) == (302, f"{OFFRES}{offre.pk}/")


def test_an_offer_is_told_in_the_exchange_s_form(client, dinum):
    offre = OffreFactory(
        vitrine=dinum, reference="2026-1", versant="FPE", categories=["A", "APLUS"], ouverture="CONTRACTUELS",
        contracts=["CDI", "CDD"], contract_months=36, vacance="SUSCEPTIBLE", teletravail="PARTIEL",
        missions="<p>Faire</p>", pay_min=40_000, diplome_niveau=7, competences="Python\nSQL",
    )  # fmt: skip
    Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk="35238"))
    told = client.get(f"{OFFRES}{offre.pk}/").json()
    assert (told["reference"], told["contract_type"], told["category"]) == ("2026-1", "CONTRACTUELS", "APLUS")
    exchanged = told["echange"]
    assert exchanged["identification"] == {"reference": "2026-1", "versant": "FPE"}
    assert exchanged["vacance_poste"] == "NON"
    assert exchanged["conditions"]["lieu_de_travail"] == "TELETRAVAIL"
    assert exchanged["conditions"]["duree_contrat"] == "36 mois"
    assert exchanged["criteres"] == {"diplome_niveau": 7, "experience": None, "competences_requises": ["Python", "SQL"]}
    (place,) = exchanged["localisation"]
    assert (place["pays"], place["region"], place["departement"], place["code_commune"]) == ("FRA", "53", "35", "35238")
    assert told["job_posting"]["@type"] == "JobPosting"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("categorie=B,C", {"B"}),
        ("versant=FPT", {"B"}),
        ("type_contrat=CONTRACTUELS", {"A"}),
        ("niveau_experience=EXPERT", {"A"}),
        ("lieu_de_travail=TELETRAVAIL", {"A"}),
        ("lieu_de_travail=NON_DEFINI", {"B"}),
        ("management=AVEC", {"B"}),
        ("region=53,11", {"A"}),
        ("departement=35&departement=75", {"A"}),
        ("date_publication=-30", {"B"}),
        ("publiee_depuis=30", {"B"}),
        ("latitude=48.11&longitude=-1.68&radius=15", {"A"}),
        ("commune=Rennes&rayon=10", {"A"}),
        ("mots_cles=cybersécurité", {"A"}),
        ("q=cybersecurite", {"A"}),
        ("entite=dinum", {"A", "B"}),
        ("organisme=Direction interministérielle du numérique", {"A", "B"}),
        ("organisme=Une autre", set()),
        ("domaine=NUM", {"A", "B"}),
        ("domaine=ACH", set()),
        ("actif=true", {"A", "B"}),
        ("metier=architecte-technique", {"A"}),
        ("salaire_min=45000", {"A"}),
    ],
)
def test_filters_of_the_site_and_of_the_exchange(client, dinum, time_machine, query, expected):
    time_machine.move_to(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    near = OffreFactory(
        vitrine=dinum, title="A", categories=["A"], ouverture="CONTRACTUELS", experience="EXPERT",
        teletravail="TOTAL", missions="<p>Cybersécurité</p>", pay_min=50_000,
        metier=Metier.objects.get(slug="architecte-technique"),
    )  # fmt: skip
    Lieu.objects.create(offre=near, commune=Commune.objects.get(pk="35238"))
    OffreFactory(
        vitrine=dinum, title="B", categories=["B"], versant="FPT", management="AVEC",
        first_published_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    assert titles(client, query) == expected


@pytest.mark.parametrize(
    ("query", "parameter", "allowed"),
    [
        ("categorie=A,D", "categorie", "APLUS"),
        ("niveau_experience=MAITRE", "niveau_experience", "EXPERT"),
        ("type_contrat=CDI", "type_contrat", "TERRITORIAL"),
        ("region=00", "region", "53"),
        ("tri=hasard", "tri", "echeance"),
        ("actif=false", "actif", "true"),
        ("date_publication=7", "date_publication", None),
        ("latitude=48&longitude=2", "radius", None),
        ("latitude=480&longitude=2&radius=3", "latitude", None),
        ("taille=1000", "taille", None),
        ("page=0", "page", None),
        ("commune=Nullepart", "commune", None),
        ("couleur=bleu", "couleur", "categorie"),
    ],
)
def test_a_value_that_means_nothing_is_refused_with_what_is_allowed(client, dinum, query, parameter, allowed):
    response = client.get(f"{OFFRES}?{query}")
    told = response.json()
    assert (response.status_code, told["parametre"]) == (400, parameter)
    assert allowed is None or allowed in told["valeurs_admises"]
    assert parameter in told["message"]


def test_pages_of_a_list_lead_to_each_other(client, dinum):
    OffreFactory.create_batch(5, vitrine=dinum)
    first = client.get(f"{OFFRES}?taille=2&versant=FPE,FPT&versant=FPH").json()
    assert first["count"] == 0
    first = client.get(f"{OFFRES}?taille=2").json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    assert (first["previous"], third["next"], first["count"]) == (None, None, 5)
    assert len({item["id"] for page in (first, second, third) for item in page["results"]}) == 5


def test_pages_of_pages_lead_to_each_other(client, dinum):
    first = client.get("/api/v2/pages/?limit=1&type=wagtailcore.Page")
    second = client.get(first["Link"].partition(">")[0].strip("<"))
    assert 'rel="next"' in second["Link"]
    assert 'rel="prev"' in second["Link"]
    assert first.json()["items"] != second.json()["items"]
    assert "Link" not in client.get("/api/v2/pages/?limit=0")


def test_one_thing_costs_few_queries_too(client, dinum, django_assert_max_num_queries):
    offre = OffreFactory(vitrine=dinum, metier=Metier.objects.first())
    Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk="35238"))
    for address in (f"{OFFRES}{offre.pk}/", f"/api/v2/entites/{dinum.pk}/", f"/api/v2/pages/{dinum.pk}/"):
        client.get(address)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_the_number_of_queries_does_not_grow(client, dinum, django_assert_max_num_queries):
    for address in (OFFRES, "/api/v2/entites/", "/api/v2/metiers/", "/api/v2/pages/", "/api/v2/images/"):
        client.get(address)  # Content types and sites, asked once a process.
        with django_assert_max_num_queries(12):
            client.get(address)
    for number in range(20):
        OffreFactory(vitrine=add_vitrine(dinum, f"Service {number}"))
        dinum.refresh_from_db()
    for address in (OFFRES, "/api/v2/entites/", "/api/v2/pages/", "/api/v2/pages/?type=vitrines.VitrinePage&fields=*"):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_unchanged_content_is_answered_304_without_reading_it(client, dinum, django_assert_max_num_queries):
    OffreFactory(vitrine=dinum)
    response = client.get(OFFRES)
    with django_assert_max_num_queries(1):  # The generation, where a second has passed.
        again = client.get(OFFRES, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(OFFRES, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304
    assert client.get(f"{OFFRES}?page=1", headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_another_site_s_page_may_read(client, dinum):
    response = client.get(OFFRES, headers={"Origin": "https://exemple.invalid"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    preflight = client.options(
        OFFRES, headers={"Origin": "https://exemple.invalid", "Access-Control-Request-Method": "POST"}
    )
    assert "POST" not in preflight["Access-Control-Allow-Methods"]


def test_too_many_calls_are_told_when_to_come_back(client, dinum, settings):
    settings.API_CALLS_A_MINUTE = 2
    assert client.get(OFFRES)["X-RateLimit-Remaining"] == "1"
    client.get(OFFRES)
    refused = client.get(OFFRES)
    assert (refused.status_code, refused["X-RateLimit-Remaining"]) == (429, "0")
    assert 0 < int(refused["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("accepted", "given"), [("br, gzip", "br"), ("gzip;q=1.0, br;q=0.5", "br"), ("gzip", "gzip"), ("", None)]
)
def test_answers_are_compressed_as_the_caller_takes_them(client, dinum, accepted, given):
    OffreFactory.create_batch(3, vitrine=dinum)
    for address in (OFFRES, "/api/v2/pages/", "/api/v2/schema.json"):
        response = client.get(address, headers={"Accept-Encoding": accepted})
        assert response.get("Content-Encoding") == given
        assert "Accept-Encoding" in response["Vary"]
    plain = brotli.decompress(client.get(OFFRES, headers={"Accept-Encoding": "br"}).content)
    assert json.loads(plain)["count"] == 3


def test_head_is_answered_as_get_without_a_body(client, dinum):
    response = client.head(OFFRES)
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get(OFFRES)["ETag"]


@pytest.mark.parametrize("address", ["offres/?q=%00", "pages/?search=%00", "offres/find/?slug=a%00"])
def test_a_nul_character_is_refused(client, address):
    assert client.get(f"/api/v2/{address}").status_code == 400


def test_a_draft_page_is_nowhere(client, dinum):
    draft = add_vitrine(dinum, "Entité secrète", live=False)
    assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == 404
    assert client.get(f"/api/v2/entites/{draft.pk}/").status_code == 404
    for address in (
        "pages/?limit=20",
        "entites/",
        "pages/?type=vitrines.VitrinePage&fields=*",
        f"pages/?child_of={dinum.pk}",
    ):
        assert "secrète" not in client.get(f"/api/v2/{address}").content.decode()


def test_images_of_an_entity_not_on_line_are_not_listed(client, dinum):
    from wagtail.images.models import Image

    draft = add_vitrine(dinum, "Entité secrète", live=False)
    for vitrine, title in ((dinum, "Visible"), (draft, "Cachée")):
        Image.objects.create(title=title, file=get_test_image_file(), collection=entity_collection(vitrine))
    shown = client.get("/api/v2/images/").json()
    assert [image["title"] for image in shown["items"]] == ["Visible"]


def test_blocks_are_told_resolved(client, home):
    from wagtail.images.models import Image

    image = Image.objects.create(title="Fichier", file=get_test_image_file())
    picture = {"image": {"image": image.pk, "alt_text": "Une équipe", "decorative": False}, "caption": "Ensemble"}
    page = HomePage.objects.first()
    page.body = [
        ("text", f'<p>Vers <a linktype="page" id="{home.pk}">l’accueil</a></p>'),
        ("image", page.body.stream_block.child_blocks["image"].to_python(picture)),
    ]
    page.save()
    response = client.get(f"/api/v2/pages/{page.pk}/")
    assert response.status_code == 200, response.content
    text, shown = response.json()["body"]
    assert 'href="/"' in text["value"]
    assert "linktype" not in text["value"]
    told = shown["value"]["image"]
    assert (told["alt"], told["decorative"]) == ("Une équipe", False)
    assert told["renditions"]["webp_480"]["url"].startswith("http")


def test_entities_tell_their_place_in_the_tree_and_their_offers(client, dinum):
    below = add_vitrine(dinum, "beta.gouv.fr", sigle="BETA")
    OffreFactory(vitrine=below)
    items = {item["title"]: item for item in client.get("/api/v2/entites/").json()["results"]}
    assert items[below.title]["rattachement"]["title"] == dinum.title
    assert (items[dinum.title]["offres"], items[below.title]["offres"]) == (1, 1)
    assert client.get("/api/v2/entites/?slug=dinum").json()["count"] == 1


def test_an_unknown_address_of_the_api_is_told_in_json(client):
    response = client.get("/api/v2/voitures/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")


def test_an_address_without_its_last_slash_leads_to_it(client):
    response = client.get("/api/v2/offres?taille=2")
    assert (response.status_code, response["Location"]) == (301, "/api/v2/offres/?taille=2")
    assert client.get("/api/v2/voitures").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("post", "/api/v2/offres/", 405, "GET"),
        ("put", "/api/v2/offres/1/", 405, "GET"),
        ("delete", "/api/v2/pages/", 405, "GET"),
        ("get", "/api/v2/offres/creer_modifier/", 405, "POST"),
        ("post", "/api/v2/voitures", 404, ""),
        ("get", "/api/rien", 404, ""),
        ("post", "/api/rien/du/tout/", 404, ""),
    ],
)
def test_every_refusal_of_the_api_is_json(method, path, status, allow):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert response.json()["message"]
    assert allow in response.get("Allow", "")


def test_what_is_sent_without_the_last_slash_is_sent_on_whole():
    """A page in HTML about forged requests answered it."""
    response = Client(enforce_csrf_checks=True).post("/api/v2/offres/creer_modifier?atomique=true", {})
    assert (response.status_code, response["Location"]) == (308, "/api/v2/offres/creer_modifier/?atomique=true")


@pytest.mark.parametrize("digits", ["9" * 20, "9" * 23, str(2**63), str(2**63 - 1)])
@pytest.mark.parametrize(
    "path",
    ["entites/{}/", "offres/{}/", "metiers/{}/", "pages/{}/", "images/{}/", "pages/?offset={}", "pages/?id={}",
     "pages/?child_of={}", "pages/find/?id={}", "offres/?page={}", "entites/?taille={}"],
)  # fmt: skip
def test_a_number_beyond_all_keys_is_answered(client, dinum, path, digits):
    response = client.get(f"/api/v2/{path.format(digits)}")
    assert response.status_code in (200, 400, 404)
    assert response["Content-Type"] == "application/json"


def test_the_document_is_valid_openapi_and_tells_every_address(client):
    from openapi_spec_validator import validate

    told = client.get("/api/v2/schema.json").json()
    validate(told)
    assert told["openapi"].startswith("3.1")
    assert {f"/api/v2/{name}/" for name in ("offres", "metiers", "entites", "pages", "images", "documents")} <= set(
        told["paths"]
    )
    assert {model.__name__ for model in (VitrinePage, HomePage)} <= set(told["components"]["schemas"])
    assert Page.__name__ not in told["components"]["schemas"]


def test_the_document_can_be_read_without_a_request_elsewhere(client, home, strict_templates):
    page = client.get("/api/docs/").content.decode()
    assert "/api/v2/offres/{id}/" in page
    assert '<script src="http' not in page
