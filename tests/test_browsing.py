"""Narrowing the list: counts, places, period and pay, what is nearest; asked of sets kept in memory."""

import datetime as dt
import json
import time

import pytest
from django.conf import settings
from django.db.models import Q
from django.http import QueryDict

from core import page_cache
from emplois import carte
from emplois.browsing import offer_index
from emplois.browsing.alternatives import Alternatives
from emplois.browsing.results import find
from emplois.enums import Ouverture
from emplois.models import Lieu, Offre
from referentiels import contours
from referentiels.models import Commune, Departement, Metier
from search import spelling

from .factories import OffreFactory, add_vitrine
from .html import html_of


def counts(query: str, facet: str) -> dict[str, int]:
    facets = {found.name: found for found in find(QueryDict(query)).facets}
    return {option.code: option.count for _heading, options in facets[facet].groups for option in options}


def titles(query: str) -> list[str]:
    return [offre.title for offre in find(QueryDict(query))[:50]]


@pytest.fixture
def offers(vitrine, institutions):
    """Three métiers, two entities of which one lies below the other, places from Rennes outwards."""
    below = add_vitrine(vitrine, "Sous-direction")
    first, second = Metier.objects.filter(famille__slug=Metier.objects.first().famille.slug)[:2]
    made = {
        "Rennes": OffreFactory(vitrine=vitrine, title="Rennes", contracts=["CDI", "CDD"], metier=first, pay_max=50_000),
        "Cesson": OffreFactory(vitrine=below, title="Cesson", contracts=["CDI"], metier=second, teletravail="PARTIEL"),
        "Nantes": OffreFactory(vitrine=below, title="Nantes", contracts=["CDD"], metier=first, pay_min=60_000),
        "Partout": OffreFactory(vitrine=below, title="Partout", contracts=["CDD"], teletravail="TOTAL"),
    }
    for title, commune in (("Rennes", "35238"), ("Cesson", "35051"), ("Nantes", "44109")):
        Lieu.objects.create(offre=made[title], commune_id=commune)
    return made


@pytest.mark.django_db
class TestFacets:
    def test_each_value_has_its_count_under_the_other_filters(self, offers):
        assert counts("", "contrat") == {"CDI": 2, "CDD": 3}
        assert counts("region=53", "contrat") == {"CDI": 2, "CDD": 1}
        assert counts("region=53&contrat=CDD", "contrat") == {"CDI": 2, "CDD": 1}
        assert counts("contrat=CDD", "region") == {"53": 1, "52": 1}
        assert counts("q=rennes", "contrat") == {"CDI": 2, "CDD": 1}, "read as a place: Cesson is near"

    def test_every_count_is_what_its_value_finds(self, offers):
        for query in ("", "contrat=CDI", "teletravail=TOTAL&contrat=CDD", "q=nantes", "commune=rennes&rayon=30"):
            for facet in find(QueryDict(query)).facets:
                for _heading, options in facet.groups:
                    for option in options:
                        data = QueryDict(query, mutable=True)
                        data.setlist(facet.name, [option.code])
                        assert len(find(data)) == option.count, (query, facet.name, option)

    def test_an_entity_counts_the_offers_below_it(self, offers, vitrine):
        assert counts("", "entite") == {vitrine.slug: 4, "sous-direction": 3}

    def test_several_values_of_a_filter_add_up(self, offers):
        assert set(titles("region=53&region=52")) == {"Rennes", "Cesson", "Nantes"}

    def test_diploma_days_and_management_are_filters(self, vitrine):
        OffreFactory(vitrine=vitrine, title="Bac + 5", diplome_niveau=7, teletravail_jours=3, management="AVEC")
        OffreFactory(vitrine=vitrine, title="Bac + 2", diplome_niveau=5, teletravail_jours=0, management="SANS")
        OffreFactory(vitrine=vitrine, title="Partout", teletravail="TOTAL")
        assert counts("", "diplome") == {"5": 1, "7": 1}
        assert counts("", "teletravail_jours") == {"3": 1, "5": 1}, "none is no day of it"
        assert counts("", "management") == {"AVEC": 1, "SANS": 1}
        assert titles("diplome=7&diplome=6") == ["Bac + 5"]
        assert set(titles("q=3 jours de télétravail")) == {"Bac + 5", "Partout"}
        assert titles("management=AVEC") == ["Bac + 5"]

    def test_a_value_that_finds_nothing_is_left_out_unless_chosen(self, offers):
        assert "STAGE" not in counts("", "contrat")
        assert counts("contrat=STAGE", "contrat")["STAGE"] == 0

    def test_places_come_by_name_whatever_their_accents(self, db):
        names = [name for _code, name in offer_index.OfferIndex().labels["region"][""]]
        assert names.index("Hauts-de-France") < names.index("Île-de-France") < names.index("Normandie")

    def test_closed_offers_count_nowhere(self, offers):
        offers["Rennes"].mark_filled()
        assert counts("", "contrat") == {"CDI": 1, "CDD": 2}
        assert "Rennes" not in titles("")

    def test_page_shows_counts_and_says_them(self, client, offers):
        page = html_of(client.get("/emplois/?contrat=CDI"))
        assert 'value="CDD" id="contrat-CDD"><label' in page
        assert '(3<span class="fr-sr-only"> offres</span>)' in page

    def test_the_list_of_an_entity_counts_its_own(self, client, offers, vitrine):
        other = add_vitrine(vitrine.get_parent(), "Autre")
        OffreFactory(vitrine=other, contracts=["CDI"])
        results = client.get(f"/institutions/{vitrine.slug}/offres/").context["results"]
        contracts = next(facet for facet in results.facets if facet.name == "contrat")
        assert {option.code: option.count for option in contracts.groups[0][1]} == {"CDI": 2, "CDD": 3}


@pytest.mark.django_db
class TestPlaces:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("commune=rennes&rayon=0", {"Rennes"}),
            ("commune=Rennes (35)", {"Rennes", "Cesson"}),
            ("commune=35000&rayon=10", {"Rennes", "Cesson"}),
            ("commune=35238&rayon=150", {"Rennes", "Cesson", "Nantes"}),
            ("commune=rennes&rayon=0&partout=on", {"Rennes", "Partout"}),
            ("region=52&partout=on", {"Nantes", "Partout"}),
        ],
    )
    def test_radius_and_anywhere(self, offers, query, expected):
        assert set(titles(query)) == expected

    def test_among_equally_relevant_offers_the_nearest_come_first(self, offers):
        assert titles("commune=rennes&rayon=150") == ["Rennes", "Cesson", "Nantes"]
        assert titles("commune=nantes&rayon=150")[0] == "Nantes"
        assert titles("commune=rennes&rayon=150&tri=date") == ["Nantes", "Cesson", "Rennes"]

    def test_two_places_of_an_offer_count_once(self, offers):
        Lieu.objects.create(offre=offers["Rennes"], commune_id="35051")
        assert titles("departement=35").count("Rennes") == 1


@pytest.mark.django_db
class TestPayAndPeriod:
    @pytest.mark.parametrize(
        ("least", "expected"),
        [("50000", {"Rennes", "Nantes"}), ("50001", {"Nantes"}), ("0", {"Rennes", "Cesson", "Nantes", "Partout"})],
    )
    def test_pay_reaches(self, offers, least, expected):
        assert set(titles(f"salaire_min={least}")) == expected

    @pytest.mark.parametrize(("hours", "found"), [(23, True), (25, False)])
    def test_published_since_yesterday_in_paris(self, vitrine, time_machine, hours, found):
        time_machine.move_to(dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC))  # Half past midnight in Paris, on the 2nd.
        start = dt.datetime(2026, 7, 1, 22, 0, tzinfo=dt.UTC) - dt.timedelta(days=1)
        published = start + dt.timedelta(hours=24 - hours)
        OffreFactory(vitrine=vitrine, title="Hier", first_published_at=published)
        assert (titles("publiee_depuis=1") == ["Hier"]) is found


@pytest.mark.django_db
def test_open_to_contractuels_is_one_choice_and_links_of_before_still_hold(vitrine):
    for code in Ouverture.values:
        OffreFactory(vitrine=vitrine, title=code, ouverture=code)
    assert {offre.title for offre in find(QueryDict("ouvert_aux=contractuels"))[:9]} == {
        "TITULAIRE_CONTRACTUEL", "CONTRACTUELS",
    }  # fmt: skip
    assert {offre.title for offre in find(QueryDict("q=titulaires"))[:9]} == {"TITULAIRE_CONTRACTUEL", "TERRITORIAL"}
    assert {offre.title for offre in find(QueryDict("sauf=ouvert_aux:contractuels"))[:9]} == {
        "TITULAIRE_CONTRACTUEL", "TERRITORIAL",
    }  # fmt: skip
    names = [facet.name for facet in find(QueryDict("")).facets]
    assert "ouvert_aux" in names
    assert "ouverture" not in names
    chosen = find(QueryDict("ouverture=CONTRACTUELS"))
    assert "ouverture" in [facet.name for facet in chosen.facets]
    assert len(chosen) == 1


@pytest.mark.django_db
class TestNearest:
    def alternatives(self, query: str) -> dict[str, int]:
        return {found.label: found.count for found in Alternatives(find(QueryDict(query))).searches}

    def test_nothing_is_proposed_where_something_is_found(self, offers):
        assert self.alternatives("") == {}

    def test_wider_radius_or_without_a_filter(self, offers):
        found = self.alternatives("commune=Brest&contrat=CDI")
        assert found == {"Quel que soit le lieu": 2}
        assert self.alternatives("commune=Fougères&rayon=5")["Jusqu’à 50 km de Fougères (35)"] == 2

    def test_family_of_a_metier(self, offers):
        offers["Cesson"].mark_filled()
        slug = offers["Cesson"].metier.slug
        assert self.alternatives(f"metier={slug}")["Tous les métiers de la famille"] == 2

    def test_fewer_words(self, offers):
        assert self.alternatives("q=rennes+cobol&exact=1") == {"« rennes »": 1}, "all offers are no alternative"

    def test_each_filter_alone_where_no_single_one_is_to_blame(self, offers):
        found = self.alternatives("q=cobol+rennes&commune=Brest&contrat=CDI&exact=1")
        assert found == {"Seulement CDI": 2, "« rennes »": 1}

    def test_a_place_alone_is_written_in_the_sentence(self, offers):
        found = self.alternatives("q=cobol&exact=1&commune=Rennes&contrat=STAGE")
        assert found == {"Seulement à 20 km de Rennes (35)": 2}

    def test_page_links_to_them_with_their_counts(self, client, offers):
        page = html_of(client.get("/emplois/?commune=Brest&contrat=CDI"))
        assert 'href="/emplois/?contrat=CDI"' in page
        assert "2 offres" in page

    def test_few_results_propose_a_spelling_that_finds_more(self, client, vitrine):
        for _ in range(5):
            OffreFactory(vitrine=vitrine, title="Développeuse ou développeur")
        OffreFactory(vitrine=vitrine, title="Autre", missions="<p>Devellopeur</p>")
        spelling.forget()
        page = html_of(client.get("/emplois/?q=devellopeur"))
        assert "1 offre " in page
        assert "Vouliez-vous dire" in page
        assert "q=d%C3%A9veloppeur" in page


@pytest.mark.django_db
class TestSuggestions:
    def ask(self, client, text: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for told in json.loads(client.get("/recherche/suggestions/", {"q": text}).content)["suggestions"]:
            found.setdefault(told["kind"], []).append(told["label"])
        return found

    def test_each_kind_is_proposed(self, client, offers, vitrine):
        spelling.forget()
        assert self.ask(client, "renn")["Lieux"][0] == "Rennes (35)"
        assert self.ask(client, "Dire")["Entités"][0] == "Direction du numérique"
        assert self.ask(client, "cess")["Offres"] == ["Cesson"]
        metier = offers["Rennes"].metier
        assert metier.name in self.ask(client, metier.name[:6])["Métiers"]

    def test_an_entity_is_found_by_its_sigle(self, client, institutions):
        OffreFactory(vitrine=add_vitrine(institutions, "Service des essais", sigle="SDE"))
        assert self.ask(client, "sde")["Entités"] == ["Service des essais (SDE)"]

    def test_where_they_lead_finds_what_they_promise(self, client, offers):
        for text in ("renn", "dire", offers["Rennes"].metier.name[:6]):
            for told in client.get("/recherche/suggestions/", {"q": text}).json()["suggestions"]:
                if told["detail"].endswith(("offre", "offres")) and told["kind"] != "Lieux":
                    assert len(client.get(told["url"]).context["results"]) == int(told["detail"].split()[0])

    @pytest.mark.parametrize("text", ["", "a", "\x00\x00", "'\"(", "é" * 10_000, "%_|"])
    def test_what_says_nothing_proposes_nothing(self, client, offers, text):
        assert self.ask(client, text) == {}

    @pytest.mark.parametrize("count", [2, 20])
    def test_query_count_is_constant(self, client, vitrine, settings, django_assert_max_num_queries, count):
        for _ in range(count):
            OffreFactory(vitrine=vitrine)
        settings.CONTENT_IS_CACHED = True
        offer_index.offer_index.forget()
        client.get("/recherche/suggestions/?q=dev")
        with django_assert_max_num_queries(5):
            client.get("/recherche/suggestions/?q=deve")
        offer_index.offer_index.forget()


@pytest.mark.django_db
class TestKeptFacts:
    @pytest.fixture(autouse=True)
    def _kept(self, settings):
        settings.CONTENT_IS_CACHED = True
        offer_index.offer_index.forget()
        yield
        offer_index.offer_index.forget()

    def test_they_are_read_once(self, offers, monkeypatch, django_assert_num_queries):
        offer_index.offer_index.current()
        monkeypatch.setitem(page_cache._known, "until", time.monotonic() + 60)  # However busy the machine is.
        with django_assert_num_queries(0):
            offer_index.offer_index.current()

    def test_they_are_read_again_once_content_has_changed(self, offers, django_capture_on_commit_callbacks):
        assert len(titles("")) == 4
        with django_capture_on_commit_callbacks(execute=True):
            offers["Rennes"].mark_filled()
        assert len(titles("")) == 3

    def test_reading_them_leaves_the_connection_at_hand_open(self, offers, monkeypatch):
        """Closing it is for who stands before Django: here, a transaction or a reading may be under way."""
        monkeypatch.setattr(page_cache, "close_old_connections", lambda: pytest.fail("closed"))
        page_cache._known["until"] = 0
        assert len(titles("")) == 4

    def test_an_offer_that_has_just_closed_is_not_shown(self, offers):
        """Even by a process that does not know yet."""
        assert len(titles("")) == 4
        Offre.objects.filter(Q(title="Rennes")).update(filled_on=dt.date.today())
        assert set(titles("")) == {"Cesson", "Nantes", "Partout"}

    def test_the_day_ends_at_midnight_in_paris(self, vitrine, time_machine, monkeypatch):
        monkeypatch.setattr(page_cache, "READ_EVERY", 0)
        time_machine.move_to(dt.datetime(2026, 7, 1, 21, 59, tzinfo=dt.UTC))
        OffreFactory(vitrine=vitrine, title="Dernier jour", deadline=dt.date(2026, 7, 1))
        page_cache._known["until"] = 0
        offer_index.offer_index.forget()
        assert titles("") == ["Dernier jour"]
        time_machine.move_to(dt.datetime(2026, 7, 1, 22, 1, tzinfo=dt.UTC))
        page_cache._known["until"] = 0
        assert titles("") == []


def test_content_is_kept_in_production():
    from site_metiers.settings import base

    assert base.CONTENT_IS_CACHED
    assert not settings.CONTENT_IS_CACHED


@pytest.mark.django_db
def test_commune_of_a_name_is_the_most_populous():
    assert str(Commune.objects.matching("Saint-Denis").first()) in ("Saint-Denis (93)", "Saint-Denis (974)")
    assert Commune.objects.matching("saint-denis (93)").get().departement_id == "93"


@pytest.mark.django_db
class TestMap:
    def test_places_are_counted_under_the_filters_and_lead_to_the_list(self, client, offers):
        page = html_of(client.get("/emplois/carte/?contrat=CDI"))
        assert 'href="/emplois/?contrat=CDI&amp;departement=35" aria-label="Ille-et-Vilaine (35) : 2 offres"' in page
        assert "Loire-Atlantique (44) : pas d’offre" in page
        assert page.count("<table>") == 1

    def test_every_link_finds_what_it_promises(self, client, offers):
        context = client.get("/emplois/carte/?contrat=CDD&commune=rennes&rayon=5").context
        areas = [area for region, inside in context["table"] for area in (region, *inside)]
        assert areas
        for area in areas:
            assert len(find(QueryDict(area.query))) == area.count

    @pytest.mark.parametrize(
        ("count", "most", "level"), [(0, 9, 0), (1, 1, 1), (1, 122, 1), (8, 122, 2), (122, 122, 4)]
    )
    def test_colours_go_by_orders_of_size(self, count, most, level):
        assert carte.level(count, most) == level

    def test_all_departements_are_drawn(self):
        """The collectivities overseas, of which the IGN gives no outline, are in the table."""
        drawn = {shape.code for shape in contours.outlines()}
        others = set(Departement.objects.values_list("code", flat=True)) - drawn
        assert others <= {"975", "977", "978", "984", "986", "987", "988", "989"}
        assert len(drawn) == 101
        assert all(shape.path.startswith("M") for shape in contours.outlines())

    @pytest.mark.parametrize("query", ["?commune=nulle-part", "?departement=zz", "?q=%00", "?contrat=STAGE"])
    def test_any_question_is_answered(self, client, offers, query):
        assert client.get(f"/emplois/carte/{query}").status_code == 200

    def test_no_offer_takes_its_address(self, vitrine):
        assert OffreFactory(vitrine=vitrine, title="Carte", first_published_at=None, live=False).slug == "carte-2"


class TestPlacesInWords:
    @pytest.fixture
    def saint_denis(self, vitrine):
        for code, title in (("93066", "Au stade"), ("97411", "À la Réunion"), ("35238", "À Rennes")):
            offre = OffreFactory(vitrine=vitrine, title=title)
            Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk=code))

    def test_a_name_of_several_communes_is_asked_with_counts(self, client, saint_denis):
        """« Saint-Denis » silently became Réunion."""
        page = client.get("/emplois/?commune=Saint-Denis")
        assert {offre.title for offre in page.context["offres"]} == {"Au stade", "À la Réunion"}
        html = html_of(page)
        assert "Plusieurs communes répondent à « Saint-Denis »" in html
        near = {place.label: place for place in page.context["proposals"].homonyms[0].places}
        assert near["Saint-Denis (93)"].count == near["Saint-Denis (974)"].count == 1
        chosen = client.get(f"/emplois/?{near['Saint-Denis (93)'].query}")
        assert [offre.title for offre in chosen.context["offres"]] == ["Au stade"]
        assert chosen.context["proposals"].homonyms == []

    def test_a_commune_that_is_not_known_finds_nothing_and_says_so(self, client, saint_denis):
        """It was ignored, and every offer shown."""
        page = client.get("/emplois/?commune=Renes")
        html = html_of(page)
        assert list(page.context["offres"]) == []
        assert "Nous ne connaissons pas de lieu « Renes »" in html
        assert "Vouliez-vous dire" in html
        assert "Quel que soit le lieu" in html
        [[_text, [near, *_others]]] = page.context["proposals"].places
        assert near.label == "Rennes (35)"
        assert [offre.title for offre in client.get(f"/emplois/?{near.query}").context["offres"]] == ["À Rennes"]

    def test_an_alert_follows_all_that_the_list_shows(self, saint_denis):
        asked = find(QueryDict("commune=Saint-Denis"))
        assert set(asked.criteria.lasting["commune"]) == {"93066", "97411"}

    def test_amounts_and_days_are_written_out(self, client, saint_denis):
        html = html_of(client.get("/emplois/?salaire_min=45000&publiee_depuis=7"))
        assert "Jusqu’à 45\u202f000 € bruts par an ou plus" in html
        assert "Publiée depuis 7 jours au plus" in html
