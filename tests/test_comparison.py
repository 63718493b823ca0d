"""Entities side by side, and offers that resemble one."""

import pytest

from candidatures.models import Mesure
from emplois.models import Lieu, Offre
from vitrines.models import ProjetPage, ProjetsPage

from .factories import OffreFactory, add_page, add_vitrine, cached_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(institutions):
    return [
        add_vitrine(institutions, "Direction du numérique", sigle="DNUM", agents_count=1200, women_share=40),
        add_vitrine(institutions, "Agence des données", accroche="Nous ouvrons les données."),
    ]


def rows(client, *entities):
    answer = client.get("/institutions/comparer/", {"entite": [entity.public_key for entity in entities]})
    assert answer.status_code == 200
    return {label: [value for value, _title in values] for label, values in answer.context["rows"]}


def test_each_row_has_a_value_for_each_entity_and_rows_without_any_are_left_out(client, pair, strict_templates):
    found = rows(client, *pair)
    assert found["Agents"] == ["1\u202f200", ""]
    assert found["Part de femmes"] == ["40\u202f%", ""]
    assert found["Ce qu’elle fait"] == ["", "Nous ouvrons les données."]
    assert found["Offres ouvertes"] == ["0", "0"]
    assert "Technologies de ses projets" not in found
    assert not [label for label in found if "médian" in label]


def test_what_the_entities_below_offer_counts_and_closed_offers_do_not(client, pair):
    below = add_vitrine(pair[0], "Bureau du réseau")
    for number in range(5):
        pay = {"pay_min": 40_000 + 1000 * number, "pay_max": 50_000 + 1000 * number}
        offre = OffreFactory(vitrine=below, teletravail="PARTIEL", teletravail_jours=2, **pay)
        Lieu.objects.create(offre=offre, commune_id="35238")
    OffreFactory(vitrine=pair[0], teletravail="SUR_SITE")
    OffreFactory(vitrine=pair[0], pay_min=200_000).mark_filled()
    found = rows(client, *pair)
    assert found["Offres ouvertes"] == ["6", "0"]
    assert found["Lieux des offres"] == ["Ille-et-Vilaine (35)", ""]
    assert found["Télétravail dans ses offres"] == ["5 offres sur 6, jusqu’à 2 jours par semaine", ""]
    assert found["Rémunération médiane (5 offres au moins)"] == ["47\u202f000 € bruts par an", ""]


def test_four_pays_are_too_few_for_a_median(client, pair):
    for _ in range(4):
        OffreFactory(vitrine=pair[0], pay_min=40_000)
    assert "Rémunération médiane (5 offres au moins)" not in rows(client, *pair)


def test_answers_are_compared_from_five_applications_on(client, pair):
    Mesure.objects.create(vitrine=pair[0], received=20, answered=15, median_days=1)
    Mesure.objects.create(vitrine=pair[1], received=4, answered=4, median_days=2)
    found = rows(client, *pair)
    assert found["Candidatures répondues, sur un an"] == ["75\u202f%", ""]
    assert found["Délai de réponse médian"] == ["1 jour", ""]


def test_technologies_are_those_of_live_projects_each_once(client, pair):
    listing = add_page(pair[0], ProjetsPage(title="Projets"))
    for number, (names, live) in enumerate([("Python, Django", True), ("python, Rust", True), ("COBOL", False)]):
        page = ProjetPage(title=f"Projet {number}", summary="x", problem="x", built="x", technologies=names, live=live)
        add_page(listing, page)
    assert rows(client, *pair)["Technologies de ses projets"] == ["Python, Django, Rust", ""]


@pytest.mark.parametrize("query", ["", "?entite=", "?entite=inconnue", "?entite=%00", "?entite=a&entite=b&autre=1"])
def test_without_a_known_entity_one_is_asked_for(client, pair, query):
    answer = client.get(f"/institutions/comparer/{query}")
    assert answer.status_code == 200
    assert "Choisissez de deux à 4 entités" in answer.content.decode()


def test_a_draft_is_not_compared_and_a_fifth_is_said_to_be_left_out(client, institutions, pair):
    draft = add_vitrine(institutions, "Brouillon", live=False)
    page = client.get(f"/institutions/comparer/?entite={draft.public_key}").content.decode()
    assert "Brouillon" not in page
    keys = [add_vitrine(institutions, f"Entité {number}").public_key for number in range(5)]
    page = client.get("/institutions/comparer/", {"entite": keys}).content.decode()
    assert "On compare 4 entités au plus" in page


def test_queries_do_not_grow_with_offers(client, pair, django_assert_max_num_queries):
    for _ in range(20):
        OffreFactory(vitrine=pair[0])
    with cached_content():
        rows(client, *pair)
        with django_assert_max_num_queries(12):
            rows(client, *pair)


def test_the_directory_and_the_vitrine_lead_to_the_comparison(client, pair):
    directory = client.get("/institutions/").content.decode()
    assert f'name="entite" value="{pair[0].public_key}"' in " ".join(directory.split())
    assert f"/institutions/comparer/?entite={pair[0].public_key}" in client.get(pair[0].url).content.decode()


class TestSimilarOffers:
    def titles(self, offre):
        return [similar.title for similar in Offre.objects.similar_to(offre)]

    def test_an_apprentice_is_not_shown_a_director_s_post(self, vitrine):
        young = OffreFactory(vitrine=vitrine, contracts=["APPRENTISSAGE"])
        OffreFactory(vitrine=vitrine, title="Directrice ou directeur", contracts=["PERMANENT"])
        other = OffreFactory(vitrine=vitrine, title="Stage", contracts=["STAGE"])
        assert self.titles(young) == [other.title]

    def test_nor_the_other_way_round(self, vitrine):
        OffreFactory(vitrine=vitrine, title="Stage", contracts=["STAGE"])
        chief = OffreFactory(vitrine=vitrine, contracts=["PERMANENT"])
        assert self.titles(chief) == []

    def test_those_of_the_same_level_come_first(self, vitrine, metier):
        junior = OffreFactory(vitrine=vitrine, metier=metier, experience="DEBUTANT", title="Débutante")
        OffreFactory(vitrine=vitrine, metier=metier, experience="EXPERT", title="Experte")
        one = OffreFactory(vitrine=vitrine, metier=metier, experience="DEBUTANT")
        assert self.titles(one) == [junior.title, "Experte"]
