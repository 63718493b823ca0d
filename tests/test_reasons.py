"""« Pourquoi cette offre ? »: what each offer meets of every word and filter that is asked for."""

import pytest
from django.http import QueryDict

from emplois.browsing.nearest import Nearest
from emplois.browsing.reasons import reasons
from emplois.browsing.results import find
from emplois.models import Lieu
from referentiels.models import Commune, Metier
from search.models import SynonymGroup

from .factories import OffreFactory
from .html import html_of

pytestmark = pytest.mark.django_db


def why(query: str) -> dict[str, list[str]]:
    results = find(QueryDict(query))
    offers = results[: len(results)]
    met = reasons(results, offers)
    return {offre.title: met[offre.pk] for offre in offers}


@pytest.fixture
def offers(vitrine):
    SynonymGroup.objects.create(terms="zorglub, Bulgroz du Nord, spirou")
    for title, contract, code, text in (
        ("Experte zorglub", "CDI", "35238", "Rien."),
        ("Chargée de bulgroz du nord", "CDD", "35051", "Rien."),
        ("Analyste", "CDI", "44109", "Du Spirou, puis du bulgroz du nord."),
    ):
        missions = f"<p>{text}</p>"
        offre = OffreFactory(vitrine=vitrine, title=title, contracts=[contract], missions=missions, pay_max=50_000)
        Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk=code))


@pytest.mark.usefixtures("offers")
class TestReasons:
    def test_a_synonym_is_named_as_it_is_written_in_the_cms(self):
        assert why("q=Zorglub") == {
            "Experte zorglub": ["« Zorglub » dans l’intitulé"],
            "Chargée de bulgroz du nord": ["« Zorglub » dans l’intitulé (trouvé : « Bulgroz du Nord »)"],
            "Analyste": ["« Zorglub » dans le texte (trouvé : « Bulgroz du Nord », « spirou »)"],
        }

    def test_another_name_of_the_metier_says_so(self, vitrine):
        metier = Metier.objects.get(slug="chargee-charge-de-referencement")
        OffreFactory(vitrine=vitrine, title="Poste", metier=metier)
        assert why("q=community manager") == {"Poste": ["« community manager » parmi les autres noms de son métier"]}

    def test_the_place_is_named_with_its_distance(self):
        assert why("commune=Rennes ou Nantes") == {
            "Experte zorglub": ["Rennes (35)"],
            "Chargée de bulgroz du nord": ["à 5 km de Rennes (35)"],
            "Analyste": ["Nantes (44)"],
        }
        assert why("commune=Nantes ou Ille-et-Vilaine")["Experte zorglub"] == ["Ille-et-Vilaine (35)"]
        assert why("region=53") == {"Experte zorglub": ["Bretagne"], "Chargée de bulgroz du nord": ["Bretagne"]}

    def test_only_the_values_that_an_offer_has_are_named(self):
        assert why("contrat=CDI&contrat=CDD&region=53") == {
            "Experte zorglub": ["CDI", "Bretagne"],
            "Chargée de bulgroz du nord": ["CDD", "Bretagne"],
        }

    def test_pay_and_what_is_not_wanted_are_met_too(self):
        [met] = why("salaire_min=45000&sauf=contrat:CDD&departement=44").values()
        assert met == ["Loire-Atlantique (44)", "Jusqu’à 45\u202f000 € bruts par an ou plus", "Sauf CDD"]

    def test_an_offer_from_anywhere_says_that_it_is(self, vitrine):
        OffreFactory(vitrine=vitrine, title="De partout", teletravail="TOTAL")
        assert why("commune=Brest&partout=on") == {"De partout": ["Télétravail total"]}
        assert why("region=94&partout=on") == {"De partout": ["Télétravail total"]}

    def test_nothing_asked_needs_no_reason(self):
        assert set(map(tuple, why("").values())) == {()}

    def test_near_offers_say_what_they_meet(self):
        results = find(QueryDict("q=zorglub cdd nantes"))
        near = Nearest(results).offers
        met = reasons(results, [one.offre for one in near])
        assert {one.offre.title: (one.unmet, met[one.offre.pk]) for one in near} == {
            "Chargée de bulgroz du nord": (
                ["À 20 km de Nantes (44)"],
                ["« zorglub » dans l’intitulé (trouvé : « Bulgroz du Nord »)", "CDD"],
            ),
            "Experte zorglub": (["CDD", "À 20 km de Nantes (44)"], ["« zorglub » dans l’intitulé"]),
        }


@pytest.mark.usefixtures("offers")
class TestOnThePage:
    def test_each_card_has_its_own(self, client):
        html = html_of(client.get("/emplois/?q=zorglub&contrat=CDI"))
        assert "Elle répond à : « zorglub » dans l’intitulé · CDI." in html
        assert html.count("Pourquoi cette offre") == 3, "the near one too"
        assert "Pourquoi cette offre" in html_of(client.get("/emplois/?contrat=CDI"))
        assert "Pourquoi cette offre" not in html_of(client.get("/emplois/"))

    def test_synonyms_are_looked_up_once_for_all_cards(self, vitrine, django_assert_num_queries):
        for number in range(15):
            OffreFactory(vitrine=vitrine, title=f"Spirou {number}")
        results = find(QueryDict("q=zorglub"))
        offers = results[:20]
        assert len(offers) == 18
        with django_assert_num_queries(1):
            reasons(results, offers)
