"""What visitors type finds what the filters that it is read into find, and the page says how it was read."""

import pytest
import time_machine
from django.http import QueryDict

from emplois.browsing.results import find
from emplois.browsing.vocabulary import SAID
from emplois.enums import Categorie, Contrat, Experience, Management, Ouverture, Teletravail, TempsDeTravail, Versant
from emplois.models import Lieu, Offre
from referentiels.models import Commune
from vitrines.models import VitrinePage

from .factories import OffreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(time_machine):
    time_machine.move_to("2026-03-10T12:00:00Z")


@pytest.fixture(scope="module")
def offers(module_site):
    """One of every value of every filter that words can ask for, made once."""
    with module_site.unblock(), time_machine.travel("2026-03-10T12:00:00Z"):
        make_offers(VitrinePage.objects.get())


def make_offers(vitrine: VitrinePage) -> None:
    fields = {
        "contracts": [[code] for code in Contrat.values],
        "ouverture": Ouverture.values,
        "teletravail": Teletravail.values,
        "experience": Experience.values,
        "categories": [[code] for code in Categorie.values],
        "working_time": TempsDeTravail.values,
        "versant": Versant.values,
        "management": Management.values,
        "teletravail_jours": [1, 2, 3, 4, 5],
        "pay_min": [20_000, 45_000, 60_000],
    }
    for name, values in fields.items():
        for value in values:
            OffreFactory(vitrine=vitrine, **{name: value})
    for code in ("75056", "69123", "97411", "93066", "35238"):
        offre = OffreFactory(vitrine=vitrine)
        Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk=code))


def keys(query: str) -> list[int]:
    return find(QueryDict(query)).keys(1000)


@pytest.mark.parametrize(("name", "codes", "phrases"), SAID)
def test_words_find_what_their_filters_find(offers, name, codes, phrases):
    by_filter = QueryDict(mutable=True)
    by_filter.setlist(name, codes)
    expected = keys(by_filter.urlencode())
    for phrase in phrases:
        asked = QueryDict(mutable=True)
        asked["q"] = phrase
        assert keys(asked.urlencode()) == expected, phrase


@pytest.mark.parametrize(
    ("words", "filters"),
    [("lyon", "commune=lyon"), ("Saint-Denis (93)", "commune=Saint-Denis (93)"), ("bretagne", "region=53"),
     ("45k", "salaire_min=45000"), ("cdi débutant", "contrat=CDI&experience=DEBUTANT")],
)  # fmt: skip
def test_places_and_pay_find_what_their_filters_find(offers, words, filters):
    assert keys(f"q={words}") == keys(filters)
    assert keys(filters) or "&" in filters


class TestOnThePage:
    @pytest.fixture
    def page(self, offers, client):
        return lambda query: client.get("/emplois/", QueryDict(query)).content.decode()

    def test_says_what_was_understood_and_how_to_undo_it(self, page):
        html = " ".join(page("q=cdi rennes").split())
        assert 'Compris de « <span class="site-wrap">cdi rennes</span> »' in html
        assert html.count('aria-label="Retirer le filtre CDI"') == 1
        assert html.count('aria-label="Retirer le filtre À 20 km de Rennes (35)"') == 1
        assert 'href="/emplois/?q=cdi+rennes&amp;exact=1"' in html

    def test_each_thing_understood_is_removed_by_itself(self, offers, client):
        form = client.get("/emplois/?q=cdi rennes data").context["form"]
        assert dict(form.understood_tags) == {
            "À 20 km de Rennes (35)": "q=cdi+data",
            "CDI": "q=rennes+data",
            "« data »": "q=cdi+rennes",
        }
        assert form.other_tags == []

    def test_the_others_stay_understood(self, offers, client):
        page = client.get("/emplois/?q=cdi rennes télétravail&page=2&sauf=contrat:CDD")
        tags = dict(page.context["form"].understood_tags)
        assert tags["CDI"] == "q=rennes+t%C3%A9l%C3%A9travail&sauf=contrat%3ACDD"
        left = client.get(f"/emplois/?{tags['Télétravail total']}").context["form"]
        assert left.understood == ["À 20 km de Rennes (35)", "CDI"]
        assert [label for label, _others in left.other_tags] == ["Télétravail partiel", "Sauf CDD"]

    def test_words_without_a_letter_are_said_and_are_no_filter(self, offers, client):
        page = client.get("/emplois/", {"q": "🎉🎉"})
        assert "« 🎉🎉 » ne contient aucun mot : rien n’a été cherché" in page.content.decode()
        assert page.context["active"] == []

    def test_exactly_these_words_are_not_read(self, page):
        html = page("q=cdi&exact=1")
        assert "Compris" not in html
        assert "Retirer le filtre « cdi »" in html

    def test_words_that_are_left_are_said(self, page):
        html = " ".join(page("q=data cdi").split())
        assert 'aria-label="Retirer le filtre « data »"' in html
        assert 'href="/emplois/?q=cdi"' in html

    def test_an_arrondissement_is_named(self, page):
        assert "À 20 km de Paris 13e" in page("q=Paris 13")
        assert "À 20 km de Lyon 3e" in page("q=Lyon 3e")

    def test_a_typed_place_replaces_the_one_that_was_chosen(self, page):
        html = page("q=lyon&commune=Rennes")
        assert 'value="lyon"' in html
        assert 'value="Rennes"' not in html

    def test_an_ambiguous_place_is_asked_with_counts(self, page):
        html = " ".join(page("q=saint-denis").split())
        assert "Plusieurs communes répondent à « saint-denis »" in html
        assert "Saint-Denis (93)</a> : 2 offres" in html, "with that of Paris, within 20 km"
        assert "Saint-Denis (974)</a> : 1 offre" in html

    def test_one_thing_that_no_offer_meets_is_searched_as_words(self, page, vitrine):
        OffreFactory(vitrine=vitrine, title="Chargée de suivi en Martinique")
        html = " ".join(page("q=martinique").split())
        assert "Aucune offre ne répond à <strong>Martinique</strong>. Voici celles" in html
        assert "Chargée de suivi en Martinique</a>" in html

    def test_words_that_mean_something_else_do_not_stand_for_what_is_not_met(self, page, vitrine):
        OffreFactory(vitrine=vitrine, title="Experte cobol", profile="<p>Accueillir un stagiaire, un stage.</p>")
        Offre.objects.filter(contracts__contains="STAGE").delete()
        html = " ".join(page("q=stage cobol").split())
        assert "Voici celles" not in html
        assert "Ne répond pas à : Stage" in html

    @pytest.mark.parametrize("words", ["cdi " + 197 * "x", 201 * "0", "cdi\0paris"])
    def test_words_that_are_refused_are_not_read(self, offers, client, words):
        assert client.get("/api/v2/offres/", {"q": words}).status_code == 400
        page = client.get("/emplois/", {"q": words})
        assert page.status_code == 200
        assert "Valeur non reconnue, ignorée : Mots-clés" in page.content.decode()
