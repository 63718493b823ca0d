"""Where few offers meet a whole search, those that meet most of it, and why each offer is there."""

import pytest
from django.http import QueryDict

from emplois.browsing.alternatives import Alternatives
from emplois.browsing.nearest import ENOUGH, Nearest
from emplois.browsing.proposals import Proposals
from emplois.browsing.results import find
from emplois.models import Lieu
from referentiels.models import Commune

from .factories import OffreFactory
from .html import html_of

pytestmark = pytest.mark.django_db


def near(query: str) -> list[tuple[str, list[str]]]:
    return [(found.offre.title, found.unmet) for found in Nearest(find(QueryDict(query))).offers]


@pytest.fixture
def offers(vitrine):
    for title, contract, code in (
        ("Ingénieure cobol à Rennes", "CDD", "35238"),
        ("Experte cobol à Nantes", "CDI", "44109"),
        ("Experte cobol à Lyon", "CDI", "69123"),
        ("Jardinière à Rennes", "CDI", "35238"),
        ("Jardinière à Lyon", "CDD", "69123"),
    ):
        offre = OffreFactory(vitrine=vitrine, title=title, contracts=[contract], missions="<p>Rien.</p>")
        Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk=code))


@pytest.mark.usefixtures("offers")
class TestNearest:
    def test_what_meets_most_comes_first_and_says_what_it_does_not_meet(self):
        assert near("q=cobol cdi rennes") == [
            ("Ingénieure cobol à Rennes", ["CDI"]),
            ("Experte cobol à Nantes", ["À 20 km de Rennes (35)"]),
            ("Experte cobol à Lyon", ["À 20 km de Rennes (35)"]),
        ]

    def test_another_job_at_the_same_place_is_not_near(self):
        assert "Jardinière à Rennes" not in dict(near("q=cobol cdi rennes"))

    def test_a_word_that_nothing_says_is_held_against_none(self):
        found = dict(near("q=quantique cobol rennes"))
        assert found["Ingénieure cobol à Rennes"] == ["« quantique »"]
        assert near("q=quantique rennes")[0][1] == ["« quantique »"]

    def test_nothing_is_near_to_words_that_no_offer_says(self):
        assert near("q=quantique zorglub") == []

    def test_offer_that_says_the_rarer_word_in_its_text_is_near(self, vitrine):
        for number in range(20):
            OffreFactory(vitrine=vitrine, title=f"Experte {number}", missions="<p>Rien.</p>")
        OffreFactory(vitrine=vitrine, title="Cartographe", missions="<p>Rien.</p>", profile="<p>Du fortran.</p>")
        assert near("q=experte fortran") == [("Cartographe", ["« experte »"])]

    def test_one_thing_alone_is_met_or_not(self):
        assert near("q=quantique") == near("contrat=STAGE") == near("") == []

    def test_filters_that_were_chosen_are_met_in_part_too(self):
        assert near("contrat=CDI&commune=Rennes&teletravail=TOTAL")[0] == ("Jardinière à Rennes", ["Télétravail total"])

    def test_what_is_not_wanted_is_never_near(self):
        assert "Ingénieure cobol à Rennes" not in dict(near("q=cobol cdi rennes pas de ingénieur"))
        assert "Experte cobol à Lyon" not in dict(near("q=cobol cdd pas à lyon"))

    def test_none_is_proposed_where_there_are_enough(self, vitrine):
        for number in range(ENOUGH):
            OffreFactory(vitrine=vitrine, title=f"Cobol {number}", contracts=["VACATION"])
        assert near("q=cobol vacation") == []

    def test_only_offers_of_the_entity_are_near_on_its_list(self, institutions):
        from .factories import add_vitrine

        other = add_vitrine(institutions, "Autre entité")
        results = find(QueryDict("q=cobol cdi rennes"), below=other.path)
        assert Nearest(results).offers == []

    def test_a_near_contract_comes_before_another(self, vitrine):
        OffreFactory(vitrine=vitrine, title="Cobol en apprentissage", contracts=["APPRENTISSAGE"])
        assert near("q=stage cobol")[0] == ("Cobol en apprentissage", ["Stage"])
        assert near("q=apprentissage cobol rennes")[0][0] == "Ingénieure cobol à Rennes"

    def test_words_searched_exactly_have_none(self):
        assert near("q=cobol cdi rennes&exact=1") == []


@pytest.mark.usefixtures("offers")
class TestNearContracts:
    @pytest.fixture
    def apprentice(self, vitrine):
        return OffreFactory(vitrine=vitrine, title="Cobol en apprentissage", contracts=["APPRENTISSAGE"])

    def test_an_apprenticeship_is_proposed_for_an_internship(self, client, apprentice):
        html = html_of(client.get("/emplois/?q=stage"))
        assert "Apprentissage plutôt que Stage</a> : 1 offre" in html
        [near_kind, *_others] = Alternatives(find(QueryDict("q=stage"))).searches
        assert [offre.title for offre in find(QueryDict(near_kind.query))[:2]] == ["Cobol en apprentissage"]

    def test_where_the_words_are_searched_instead_too(self, client, vitrine, apprentice):
        OffreFactory(vitrine=vitrine, title="Encadrement", missions="<p>Encadrer un stage.</p>")
        html = html_of(client.get("/emplois/?q=stage"))
        assert "Aucune offre ne répond à <strong>Stage</strong>" in html
        assert "Apprentissage plutôt que Stage</a> : 1 offre" in html

    def test_not_when_there_is_none_nor_when_it_is_asked_for(self, client):
        assert "plutôt que" not in html_of(client.get("/emplois/?q=stage"))
        assert "plutôt que" not in html_of(client.get("/emplois/?contrat=STAGE&contrat=APPRENTISSAGE"))
        assert "plutôt que" not in html_of(client.get("/emplois/?contrat=CDI"))


def there(query: str) -> list[tuple[str, int]]:
    return [(one.label, one.count) for one in Proposals(find(QueryDict(query))).there]


@pytest.mark.usefixtures("offers")
class TestAllTheOffersThere:
    def test_are_proposed_where_few_say_the_words_with_the_other_filters_and_without(self):
        assert there("q=cobol cdd rennes") == [("À 20 km de Rennes (35)", 2)]
        assert there("q=jardinière cdi rennes") == [("À 20 km de Rennes (35)", 2)]
        assert there("q=cobol&region=53") == [("Bretagne", 2)]

    def test_lead_to_what_they_promise(self, vitrine):
        for title in ("Fleuriste", "Luthière"):
            Lieu.objects.create(offre=OffreFactory(vitrine=vitrine, title=title, contracts=["CDD"]), commune_id="35238")
        proposed = Proposals(find(QueryDict("q=cobol cdd rennes"))).there
        assert [(one.label, one.count) for one in proposed] == [
            ("CDD · À 20 km de Rennes (35)", 3),
            ("À 20 km de Rennes (35)", 4),
        ]
        assert [len(find(QueryDict(one.query))) for one in proposed] == [3, 4]

    def test_only_with_words_and_a_place_and_some_result(self, client):
        assert there("q=cobol") == there("commune=Rennes") == there("q=cobol rennes vacation") == []
        labels = [one.label for one in Alternatives(find(QueryDict("q=cobol rennes vacation"))).searches]
        assert "Toutes les offres au même endroit" not in html_of(client.get("/emplois/?q=cobol"))
        assert "Toutes les offres au même endroit" in html_of(client.get("/emplois/?q=cobol cdd rennes"))
        assert "Quel que soit le lieu" not in labels

    def test_where_none_says_the_words_they_are_said_by_what_they_meet(self):
        labels = [one.label for one in Alternatives(find(QueryDict("q=fleuriste cdi rennes"))).searches]
        assert "Toutes les offres : CDI · À 20 km de Rennes (35)" in labels


@pytest.mark.usefixtures("offers")
class TestOnThePage:
    def test_cards_stand_apart_and_say_so(self, client):
        html = html_of(client.get("/emplois/?q=cobol cdi nantes"))
        assert html.index("Experte cobol à Nantes") < html.index("Elles répondent en partie à votre recherche")
        assert "Ne répond pas à : CDI · À 20 km de Nantes (44)" in html

    def test_where_nothing_meets_all_the_nearest_stand_there(self, client):
        html = html_of(client.get("/emplois/?q=cobol cdi rennes"))
        assert "Aucune offre ne répond" in html or "Aucune offre ne correspond à tous ces critères" in html
        assert "Les plus proches de votre recherche" in html
        assert "Ne répond pas à : CDI<" in html

    def test_feed_has_only_what_meets_all(self, client):
        assert "Nantes" not in client.get("/emplois/flux.atom?q=cobol cdi rennes").content.decode()
