"""What a visitor does not want: « pas de CDD », « hors Paris », « sans astreinte », and what only looks like it."""

import pytest
from django.http import QueryDict

from emplois.browsing.criteria_fields import MOST_EXCLUSIONS
from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.reading import read
from emplois.browsing.results import find
from emplois.models import Lieu
from referentiels.models import Commune

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(institutions) -> OfferIndex:
    add_vitrine(institutions, "Direction interministérielle du numérique", sigle="DINUM")
    return OfferIndex()


@pytest.mark.parametrize(
    ("typed", "values", "words"),
    [
        ("pas de cdd", {"sauf": ["contrat:CDD"]}, ""),
        ("développeur, pas de stage", {"sauf": ["contrat:STAGE"]}, "développeur"),
        ("cdi pas débutant", {"contrat": ["CDI"], "sauf": ["experience:DEBUTANT"]}, ""),
        ("sans remote", {"sauf": ["teletravail:PARTIEL", "teletravail:TOTAL"]}, ""),
        ("hors Paris", {"sauf": ["commune:75056"]}, ""),
        ("pas à Paris", {"sauf": ["commune:75056"]}, ""),
        ("devops hors IDF", {"sauf": ["region:11"]}, "devops"),
        ("en dehors de la Bretagne", {"sauf": ["region:53"]}, ""),
        ("Bretagne sauf Rennes", {"region": ["53"], "sauf": ["commune:35238"]}, ""),
        ("data sauf dinum", {"sauf": ["entite:direction-interministerielle-du-numerique"]}, "data"),
        ("développeur pas de java", {"sauf": ["competence:java"]}, "développeur"),
        ("linux -windows", {"competence": ["linux"], "sauf": ["competence:windows"]}, ""),
        ("développeur front-end - java", {"competence": ["java"]}, "développeur front-end"),
        ("développeur pas de couture", {"sauf": ["mots:couture"]}, "développeur"),
        ("développeur sans C++", {"sauf": ["competence:cplusplus"]}, "développeur"),
        ("sans astreinte", {"sauf": ["mots:astreinte"]}, ""),
        ("pas d’astreintes", {"sauf": ["mots:astreintes"]}, ""),
        ("pas de front-end", {"sauf": ["mots:front-end"]}, ""),
        ("je ne veux pas de java ni de php", {"sauf": ["competence:java", "competence:php"]}, ""),
        ("développeur pas java", {"sauf": ["competence:java"]}, "développeur"),
        ("développeur pas astreintes", {"sauf": ["mots:astreintes"]}, "développeur"),
        ("développeur sans diplôme", {"sauf": [f"diplome:{level}" for level in range(3, 9)]}, "développeur"),
    ],
)
def test_what_is_not_wanted_is_understood(index, typed, values, words):
    assert read(typed, index)[:2] == (values, words)


@pytest.mark.parametrize(
    "typed",
    [
        "réseau sans fil",
        "paiement sans contact",
        "architecture sans serveur",
        "attaché hors classe",
        "pas à pas",
        "tests de non-régression",
        "no code",
        "sans",
        "pas de",
        "hors",
        "sauf, ni",
        "sansibar",
        "data pas trop loin",
        "pas cher",
        "pasteur",
        "nids",
        "sans 4242",
    ],
)
def test_what_only_looks_like_an_exclusion_stays_among_the_words(index, typed):
    assert read(typed, index)[:2] == ({}, typed)


def test_own_phrases_are_read_before_their_negation(index):
    assert read("sans expérience", index).values == {"experience": ["DEBUTANT"]}
    assert read("sans télétravail", index).values == {"teletravail": ["SUR_SITE"]}
    assert read("non titulaire", index).values == {"ouvert_aux": ["contractuels"]}


def found(query: str) -> set[str]:
    results = find(QueryDict(query))
    return {offre.title for offre in results[: len(results)]}


@pytest.fixture
def offers(vitrine):
    paris, rennes = Commune.objects.get(pk="75056"), Commune.objects.get(pk="35238")
    for title, contracts, places in (
        ("Cdi à Paris", ["CDI"], [paris]),
        ("Cdd à Rennes", ["CDD"], [rennes]),
        ("L’un ou l’autre aux deux", ["CDI", "CDD"], [paris, rennes]),
    ):
        offre = OffreFactory(vitrine=vitrine, title=title, contracts=contracts, missions="<p>Rien.</p>")
        for commune in places:
            Lieu.objects.create(offre=offre, commune=commune)


class TestResults:
    def test_an_offer_with_another_value_stays(self, offers):
        assert found("q=pas de cdd") == {"Cdi à Paris", "L’un ou l’autre aux deux"}
        assert found("sauf=contrat:CDD&sauf=contrat:CDI") == set()

    def test_an_offer_elsewhere_too_stays(self, offers):
        assert found("q=hors Paris") == {"Cdd à Rennes", "L’un ou l’autre aux deux"}
        assert found("q=hors bretagne") == {"Cdi à Paris", "L’un ou l’autre aux deux"}

    def test_words_go_out_with_their_synonyms(self, offers, vitrine):
        OffreFactory(vitrine=vitrine, title="Dev web", missions="<p>Des astreintes.</p>")
        assert found("q=pas de développeur") == {"Cdi à Paris", "Cdd à Rennes", "L’un ou l’autre aux deux"}
        assert "Dev web" not in found("q=sans astreinte")
        assert "Dev web" in found("q=web")

    def test_an_entity_goes_out_with_those_below(self, offers, vitrine):
        below = add_vitrine(vitrine, "Bureau du dessous")
        OffreFactory(vitrine=below, title="Dessous")
        assert found(f"sauf=entite:{vitrine.public_key}") == set()
        assert "Dessous" not in found(f"sauf=entite:{below.public_key}")
        assert "Cdi à Paris" in found(f"sauf=entite:{below.public_key}")


class TestParameter:
    @pytest.mark.parametrize(
        "value",
        ["", ":", "contrat", "contrat:", "contrat:XYZ", "commune:99999", "mots:", "mots:  ", "q:java", "salaire_min:3",
         "mots:" + 201 * "x", "x" * 5000],
    )  # fmt: skip
    def test_a_bad_value_is_said_and_ignored(self, offers, client, value):
        page = client.get("/emplois/", {"sauf": value})
        assert page.status_code == 200
        assert ("Valeur non reconnue, ignorée : Sauf" in page.content.decode()) is bool(value)
        assert len(page.context["results"]) == 3

    def test_api_refuses_it(self, offers, client):
        assert client.get("/api/v2/offres/", {"sauf": "contrat:XYZ"}).status_code == 400
        assert client.get("/api/v2/offres/", {"sauf": "contrat:CDD"}).json()["count"] == 2

    def test_is_shown_removed_and_kept_by_the_form(self, offers, client):
        html = client.get("/emplois/?sauf=contrat:CDD&sauf=mots:java").content.decode()
        assert 'aria-label="Retirer le filtre Sauf CDD"' in html
        assert "Retirer le filtre Sauf « java »" in html
        assert '<input type="hidden" name="sauf" value="contrat:CDD"' in html
        assert 'href="/emplois/?sauf=mots%3Ajava"' in html

    def test_communes_are_read_in_one_query(self, offers, client, django_assert_max_num_queries):
        codes = Commune.objects.values_list("pk", flat=True)[:MOST_EXCLUSIONS]
        address = {"sauf": [f"commune:{code}" for code in codes]}
        client.get("/emplois/", address)
        with django_assert_max_num_queries(12):
            client.get("/emplois/", address)

    def test_no_more_than_some_are_read(self, offers, client):
        values = [f"mots:mot{number}" for number in range(MOST_EXCLUSIONS + 3)]
        criteria = client.get("/emplois/", {"sauf": values}).context["form"]
        assert len(criteria.cleaned_data["sauf"]) == MOST_EXCLUSIONS
        assert len(criteria.ignored) == 3


def test_an_alert_leaves_out_the_same_offers(offers):
    import datetime as dt

    from django.utils import timezone

    from alertes.matching import NewOffers

    now = timezone.now()
    criteria = find(QueryDict("q=hors Paris sans cdd sans java")).criteria.lasting
    assert criteria == {"sauf": ["contrat:CDD", "competence:java", "commune:75056"]}
    new = NewOffers(now - dt.timedelta(days=400), now + dt.timedelta(days=1))
    assert len(new.keys(criteria, now - dt.timedelta(days=400))) == 1
