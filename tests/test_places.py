"""The filter « Lieu »: communes, arrondissements, départements, regions, one or several."""

import pytest
from django.http import QueryDict

from emplois.browsing import offer_index
from emplois.browsing.criteria import Criteria
from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.proposals import Proposals
from emplois.browsing.results import find
from emplois.models import Lieu
from referentiels.arrondissements import arrondissement, arrondissements
from referentiels.models import Commune, Departement, distance
from vitrines.models import VitrinePage

from .factories import OffreFactory
from .html import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def offers(module_site):
    with module_site.unblock():
        make_offers(VitrinePage.objects.get())


def make_offers(vitrine: VitrinePage) -> None:
    communes = {"Paris": "75056", "Montreuil": "93048", "Lyon": "69123", "Rennes": "35238", "Nantes": "44109"}
    communes |= {"Vienne": "38544", "Saint-Denis": "93066", "Sainte-Marie": "97418"}
    for title, code in communes.items():
        Lieu.objects.create(offre=OffreFactory(vitrine=vitrine, title=title), commune_id=code)
    Lieu.objects.create(offre=OffreFactory(vitrine=vitrine, title="Poitiers"), departement_id="86")
    Lieu.objects.create(offre=OffreFactory(vitrine=vitrine, title="Bruxelles"), country="Belgique")


def titles(query: str) -> set[str]:
    return {offre.title for offre in find(QueryDict(query))[:50]}


class TestArrondissements:
    def test_each_lies_in_its_commune(self):
        known = arrondissements()
        assert len(known) == 20 + 9 + 16
        communes = Commune.objects.in_bulk({one.commune_id for one in known.values()})
        for one in known.values():
            commune = communes[one.commune_id]
            assert distance(one.position, commune.position) < 10, one
            assert set(one.postal_codes) <= set(commune.postal_codes.strip("|").split("|"))
            assert one.departement_id == commune.departement_id

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Paris 13e", "Paris 13e"),
            ("PARIS 13", "Paris 13e"),
            ("Paris, 13e arrondissement", "Paris 13e"),
            ("13ème arrondissement de Paris", "Paris 13e"),
            ("1er arr. Paris", "Paris 1er"),
            ("75116", "Paris 16e"),
            ("75113", "Paris 13e"),
            ("Lyon 3e", "Lyon 3e"),
            ("Marseille 8ᵉ arrondissement", "Marseille 8e"),
        ],
    )
    def test_names_and_codes(self, text, name):
        assert str(arrondissement(text)) == name

    @pytest.mark.parametrize("text", ["Paris", "Paris 21", "13 Paris", "Lyon 10e", "Rennes 3e", "75056", "13210", ""])
    def test_what_names_none(self, text):
        assert arrondissement(text) is None

    def test_an_offer_of_the_city_is_found_and_comes_first(self, offers):
        results = find(QueryDict("commune=Paris 20e&rayon=8"))
        assert [offre.title for offre in results[:5]] == ["Paris", "Montreuil"]
        assert titles("commune=Paris 20e&rayon=0") == {"Paris"}
        assert titles("commune=Paris 15e&rayon=8") == {"Paris"}, "Montreuil is farther from there"

    def test_page_says_that_offers_of_the_city_are_among_them(self, client, offers):
        page = html_of(client.get("/emplois/?commune=75020"))
        assert "Retirer le filtre À 20 km de Paris 20e" in page
        assert "Beaucoup d’offres disent « Paris » sans arrondissement" in page
        assert "sans arrondissement" not in html_of(client.get("/emplois/?commune=Paris"))


class TestOneField:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("commune=Bretagne", {"Rennes"}),
            ("commune=bretagne&region=52", {"Rennes", "Nantes"}),
            ("commune=35", {"Rennes"}),
            ("commune=Ille-et-Vilaine", {"Rennes"}),
            ("commune=Ille-et-Vilaine (35)", {"Rennes"}),
            ("commune=IDF", {"Paris", "Montreuil", "Saint-Denis"}),
            ("commune=outre-mer", {"Sainte-Marie"}),
            ("commune=Rennes ou Nantes", {"Rennes", "Nantes"}),
            ("commune=Rennes&commune=Nantes", {"Rennes", "Nantes"}),
            ("commune=Nantes ou Bretagne", {"Nantes", "Rennes"}),
            ("commune=Nantes&region=53", {"Rennes", "Nantes"}),
            ("commune=Rennes&region=53", {"Rennes"}),
            ("commune=Lyon&region=53&departement=44", {"Lyon", "Rennes", "Nantes"}),
            ("commune=Bretagne&departement=35", {"Rennes"}),
            ("commune=Vienne (86)&departement=35", {"Poitiers", "Rennes"}),
            ("commune=Loire-Atlantique&region=53", {"Rennes", "Nantes"}),
            ("commune=étranger&region=53", {"Rennes", "Bruxelles"}),
            ("commune=Lyon&departement=75", {"Lyon", "Paris"}),
            ("commune=Lyon&departement=974", {"Lyon", "Sainte-Marie"}),
            ("commune=Nantes&region=inconnue", {"Nantes"}),
            ("q=Nantes&region=53", {"Rennes", "Nantes"}),
            ("region=53&departement=35", {"Rennes"}),
            ("commune=Rennes&departement=35", {"Rennes"}),
            ("commune=93100 Montreuil&rayon=1", {"Montreuil"}),
            ("commune=étranger", {"Bruxelles"}),
            ("region=99", {"Bruxelles"}),
            ("commune=Vienne", {"Poitiers"}),
            ("commune=Vienne (38)", {"Vienne"}),
            ("commune=Vienne (86)", {"Poitiers"}),
            ("commune=Saint-Denis", {"Paris", "Montreuil", "Saint-Denis", "Sainte-Marie"}),
            ("commune=Rennes ou Xyzzy", {"Rennes"}),
            ("commune=Xyzzy", set()),
            ("commune=" + "x" * 1000, set()),
            ("commune=a%00b", set()),
        ],
    )
    def test_what_is_found(self, offers, query, expected):
        assert titles(query) == expected

    def test_an_area_becomes_its_filter(self, client, offers):
        page = client.get("/emplois/?commune=Bretagne&contrat=CDI")
        assert {label for label, _others in page.context["active"]} == {"Bretagne", "CDI"}
        form = page.context["form"]
        assert form.data.getlist("region") == ["53"]
        assert form["commune"].value() == ""
        assert form["rayon"].value() == "", "no radius is in force"

    def test_a_second_place_joins_the_region_of_before_and_each_may_be_taken_back(self, client, offers):
        page = client.get("/emplois/?commune=Nantes&region=53")
        form = page.context["form"]
        assert form["commune"].value() == "Nantes ou Bretagne"
        assert form.data.getlist("region") == []
        tags = dict(page.context["active"])
        assert set(tags) == {"À 20 km de Nantes (44)", "Bretagne"}
        assert titles(tags["Bretagne"]) == {"Nantes"}
        assert titles(tags["À 20 km de Nantes (44)"]) == {"Rennes"}
        assert "inconnue" in html_of(client.get("/emplois/?commune=Nantes&region=inconnue")), "it is still said"

    def test_an_area_in_the_field_is_named_so_that_it_is_read_again(self, client, offers):
        for departement in ("35", "53", "75", "86", "974"):
            form = client.get(f"/emplois/?commune=Lyon&departement={departement}").context["form"]
            assert form.places.areas[form.data.getlist("commune")[1]] == ("departement", (departement,))

    def test_a_wider_place_replaces_the_one_in_it(self, client, offers):
        page = client.get("/emplois/?commune=Bretagne&departement=35")
        assert [label for label, _others in page.context["active"]] == ["Bretagne"]

    def test_each_place_is_a_filter_of_its_own(self, client, offers):
        page = client.get("/emplois/?commune=Rennes ou Nantes&rayon=5")
        assert page.context["active"] == [
            ("À 5 km de Rennes (35)", "commune=Nantes&rayon=5"),
            ("À 5 km de Nantes (44)", "commune=Rennes&rayon=5"),
        ]
        assert page.context["form"]["commune"].value() == "Rennes ou Nantes"

    def test_the_radius_in_force_is_shown(self, client, offers):
        assert client.get("/emplois/?commune=Rennes").context["form"]["rayon"].value() == "20"
        assert client.get("/emplois/?commune=Rennes&rayon=5").context["form"]["rayon"].value() == "5"
        assert client.get("/emplois/").context["form"]["rayon"].value() == ""

    @pytest.mark.parametrize(
        ("query", "label"),
        [
            ("commune=Saint-Denis (93)", "À 20 km de Saint-Denis (93)"),
            ("commune=Saint-Denis", "Saint-Denis : deux communes, 20 km autour"),
            ("commune=Le Mans&rayon=10", "À 10 km du Mans (72)"),
            ("commune=Angers", "À 20 km d’Angers (49)"),
            ("commune=Rennes&rayon=0", "Rennes (35)"),
            ("commune=Nantes ou Bretagne", "Bretagne"),
            ("commune=Xyzzy", "Lieu « Xyzzy »"),
        ],
    )
    def test_labels(self, offers, query, label):
        assert label in [text for _name, _value, text in Criteria(QueryDict(query), OfferIndex()).active]

    def test_a_commune_with_the_name_of_a_departement_is_proposed(self, client, offers):
        page = client.get("/emplois/?commune=Vienne&contrat=")
        assert "« Vienne » est aussi une commune" in html_of(page)
        [proposed] = page.context["proposals"].homonyms[0].places
        assert (proposed.label, proposed.count) == ("Vienne (38)", 1)
        assert titles(proposed.query) == {"Vienne"}

    def test_choosing_one_of_two_communes_keeps_the_other_places(self, client, offers):
        page = client.get("/emplois/?commune=Saint-Denis&commune=Rennes")
        chosen = {place.label: place.query for place in page.context["proposals"].homonyms[0].places}
        assert titles(chosen["Saint-Denis (974)"]) == {"Sainte-Marie", "Rennes"}

    def test_what_is_not_known_beside_what_is(self, client, offers):
        page = html_of(client.get("/emplois/?commune=Rennes ou Xyzzy"))
        assert "Nous ne connaissons pas de lieu « Rennes ou Xyzzy »" not in page
        assert "Nous ne connaissons pas de lieu « Xyzzy »" in page

    def test_whole_country_is_no_filter_and_is_said(self, client, offers):
        page = html_of(client.get("/emplois/?q=France entière"))
        assert "« France entière » : aucun lieu n’est exclu" in page

    def test_queries_of_five_places(self, client, offers, settings, django_assert_max_num_queries):
        settings.CONTENT_IS_CACHED = True
        offer_index.offer_index.forget()
        query = "/emplois/?commune=Rennes ou Nantes ou Lyon ou Vienne (38) ou Paris"
        client.get(query)
        with django_assert_max_num_queries(12):
            client.get(query)
        offer_index.offer_index.forget()


class TestSuggestions:
    def ask(self, client, text: str, **query) -> list[dict]:
        return client.get("/recherche/lieux/", {"q": text, **query}).json()["suggestions"]

    @pytest.mark.parametrize(
        ("text", "kind", "label", "detail"),
        [
            ("bret", "Régions", "Bretagne", "1 offre"),
            ("ille", "Départements", "Ille-et-Vilaine (35)", "1 offre"),
            ("35", "Départements", "Ille-et-Vilaine (35)", "1 offre"),
            ("IDF", "Régions", "Île-de-France", "3 offres"),
            ("outre-mer", "Régions", "Guadeloupe, Martinique, Guyane, La Réunion, Mayotte", "1 offre"),
            ("renn", "Communes", "Rennes (35)", "1 offre à 20 km"),
            ("montreuil", "Communes", "Montreuil (93)", "3 offres à 20 km"),
            ("75013", "Arrondissements", "Paris 13e", ""),
            ("paris 1", "Arrondissements", "Paris 1er", ""),
            ("vienne", "Départements", "Vienne (86)", "1 offre"),
            ("vienne", "Communes", "Vienne (38)", "1 offre à 20 km"),
            ("mayenne", "Départements", "Mayenne (53)", "0 offre"),
            ("mayenne", "Communes", "Mayenne (53)", "0 offre à 20 km"),
        ],
    )
    def test_each_kind_is_proposed_with_its_offers(self, client, offers, text, kind, label, detail):
        assert (kind, label, detail) in [(one["kind"], one["label"], one["detail"]) for one in self.ask(client, text)]

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("saint-denis", "Saint-Denis (974)"),
            ("st denis", "Saint-Denis (974)"),
            ("saint-den", "Saint-Denis (974)"),
            ("bretagne", "Bretagne"),
            ("vienne", "Vienne (86)"),
            ("seine", "Seine-Saint-Denis (93)"),
            ("93", "Seine-Saint-Denis (93)"),
            ("IDF", "Île-de-France"),
            ("paris", "Paris (75)"),
        ],
    )
    def test_the_very_name_comes_before_what_begins_with_it_then_what_has_it(self, client, offers, text, first):
        assert self.ask(client, text)[0]["label"] == first

    def test_kinds_stay_together(self, client, offers):
        for text in ("saint-denis", "vienne", "paris 1", "rh"):
            kinds = [one["kind"] for one in self.ask(client, text)]
            assert all(kinds.index(kind) + kinds.count(kind) == len(kinds) - kinds[::-1].index(kind) for kind in kinds)

    def test_each_finds_what_it_promises(self, client, offers):
        for text in ("ren", "bre", "nan", "mont", "vienne", "réunion", "alsace", "93", "saint-denis"):
            for one in self.ask(client, text):
                found = len(client.get(one["url"]).context["results"])
                assert found == int(one["detail"].split()[0]), one
                assert titles(f"commune={one['value']}") == titles(one["url"].partition("?")[2])

    def test_only_places_with_a_position(self, client, offers):
        kinds = {one["kind"] for text in ("vienne", "paris 2", "35") for one in self.ask(client, text, communes=1)}
        assert kinds == {"Communes", "Arrondissements"}

    @pytest.mark.parametrize(
        ("text", "label", "value"),
        [
            ("Rnnes", "Rennes (35)", "Rennes (35)"),
            ("Toulose", "Toulouse (31)", "Toulouse (31)"),
            ("Bretange", "Bretagne", "Bretagne"),
            ("Ile et vilaine", "Ille-et-Vilaine (35)", "Ille-et-Vilaine"),
        ],
    )
    def test_a_misspelt_place_proposes_the_nearest(self, client, offers, text, label, value):
        proposed = self.ask(client, text)
        assert {one["kind"] for one in proposed} == {"Vouliez-vous dire"}
        assert (proposed[0]["label"], proposed[0]["value"]) == (label, value)
        communes = [one["label"] for one in self.ask(client, text, communes=1)]
        assert (label in communes) == ("(" in label and label != "Ille-et-Vilaine (35)")

    def test_what_begins_a_name_is_not_taken_for_a_mistake(self, client, offers):
        assert {one["kind"] for one in self.ask(client, "Toulo")} == {"Communes"}

    @pytest.mark.parametrize("text", ["", "a", "\x00\x00", "'\"(", "%_|", "zzzz"])
    def test_what_says_nothing_proposes_nothing(self, client, offers, text):
        assert self.ask(client, text) == []


class TestMisspelt:
    def test_page_proposes_the_nearest_with_their_offers(self, client, offers):
        html = html_of(client.get("/emplois/?commune=Rnnes&contrat="))
        assert "Nous ne connaissons pas de lieu « Rnnes ». Vouliez-vous dire\u00a0:" in html
        assert '<a href="/emplois/?commune=Rennes+%2835%29&amp;contrat=">Rennes (35)</a> : 1 offre' in html

    def test_beside_another_place_too(self, client, offers):
        [(text, places)] = Proposals(find(QueryDict("commune=Nantes ou Bretange"))).places
        assert (text, places[0].label, places[0].count) == ("Bretange", "Bretagne", 1)
        assert titles(places[0].query) == {"Nantes", "Rennes"}

    def test_nothing_is_proposed_for_what_is_like_no_name(self, client, offers):
        assert Proposals(find(QueryDict("commune=Xyzzyx"))).places == [("Xyzzyx", [])]
        assert "Donnez le nom entier" in html_of(client.get("/emplois/?commune=Xyzzyx"))


def test_every_departement_and_region_is_known_by_its_name():
    facts = OfferIndex()
    for departement in Departement.objects.select_related("region"):
        for name, place in (("region", departement.region), ("departement", departement)):
            is_region_first = name == "departement" and departement.name == departement.region.name
            if departement.name == "Paris" or is_region_first:
                continue
            data = Criteria(QueryDict(f"commune={place.name}"), facts).data
            assert data.getlist(name) == [place.pk], place
