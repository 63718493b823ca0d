"""Offers for the skills that someone pastes, with reasons; nothing kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emplois.browsing.offer_index import offer_index
from emplois.models import Lieu, MetierPage, MetiersPage
from referentiels.models import Commune, Metier
from search.profile import match, skills
from search.queries import synonym_terms

from .factories import OffreFactory

pytestmark = pytest.mark.django_db
SKILLS = "Python, Java, SQL, revue de code, Linux, C++"


@pytest.fixture
def offers(home, vitrine):
    listing = home.add_child(instance=MetiersPage(title="Métiers", slug="metiers"))
    metier = Metier.objects.get(slug="developpeuse-developpeur")
    listing.add_child(instance=MetierPage(title=metier.name, metier=metier, summary="On y code.", skills=SKILLS))
    asked = {
        "Trois": "Python, Java et SQL, sous Linux, avec revue de code.",
        "Un près": "Du Python.",
        "Un loin": "Du Python.",
        "Autre": "De la couture.",
    }
    made = {
        title: OffreFactory(vitrine=vitrine, title=title, profile=f"<p>{text}</p>") for title, text in asked.items()
    }
    made["Du métier"] = OffreFactory(vitrine=vitrine, title="Du métier", metier=metier)
    Lieu.objects.create(offre=made["Un près"], commune_id="35051")
    Lieu.objects.create(offre=made["Un loin"], commune_id="13055")
    made["Trois"].teletravail = "PARTIEL"
    made["Trois"].save()
    return made


def told(text: str, commune: str = "") -> dict[str, list[str]]:
    found = match(text, Commune.objects.get(pk=commune) if commune else None)
    return {each.offre.title: each.reasons for each in found.best}


def test_the_most_skills_in_common_come_first_with_their_reasons(offers):
    found = told("PYTHON et java, bases SQL.")
    assert next(iter(found)) == "Trois"
    assert found["Trois"] == ["3 compétences sur 5", "télétravail partiel"]
    assert found["Un loin"] == ["1 compétence sur 1"]
    assert "Autre" not in found


def test_among_equals_the_nearest_come_first_and_say_how_far(offers):
    found = told("python", "35238")
    assert next(iter(found)) == "Un près"
    assert found["Un près"] == ["1 compétence sur 1", "5 km"]


def test_a_metier_that_is_named_counts(offers):
    found = match("J’ai été développeuse pendant dix ans.")
    assert [each.offre.title for each in found.best] == ["Du métier"]
    assert found.metiers == [offers["Du métier"].metier.name]


def test_words_of_a_skill_may_bend_and_symbols_matter(offers, vitrine):
    OffreFactory(vitrine=vitrine, title="Bas niveau", missions="<p>Du C++.</p>")
    assert match("Revues de codes").skills == ["revue de code"]
    assert list(told("C++")) == ["Bas niveau"]


def test_closed_offers_are_never_proposed(offers):
    offers["Trois"].mark_filled()
    assert "Trois" not in told("python, java")


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 20_001])
def test_a_text_that_cannot_be_read_is_said_at_the_field(client, offers, text):
    response = client.post("/recherche/profil/", {"text": text, "commune": "rennes"})
    assert response.status_code == 422
    assert "fr-error-text" in response.content.decode()
    assert 'value="rennes"' in response.content.decode()


@pytest.mark.parametrize(
    ("place", "error"),
    [("Paris 13e", ""), ("75013", ""), ("Rennes", ""), ("Bretagne", "trop étendu"), ("Nulle-part", "Commune inconnue")],
)
def test_place_of_a_profile_is_a_commune_or_an_arrondissement(client, offers, place, error):
    page = client.post("/recherche/profil/", {"text": "Python", "commune": place})
    assert page.status_code == (422 if error else 200)
    assert error in page.content.decode()


def test_unknown_commune_is_said_and_the_text_kept(client, offers):
    response = client.post("/recherche/profil/", {"text": "python <b>", "commune": "nulle-part"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "Commune inconnue" in html
    assert "python &lt;b&gt;" in html


def test_what_says_nothing_known_is_told_so(client, offers):
    html = client.post("/recherche/profil/", {"text": "🚀 couture"}).content.decode()
    assert "n’a été reconnue" in html


def test_nothing_is_written_and_nothing_may_be_cached(client, offers, caplog):
    client.get("/recherche/profil/")  # The site's own settings are made once.
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/recherche/profil/", {"text": "python, jeanne@exemple.invalid", "commune": ""})
    assert response.status_code == 200
    asked = [query["sql"].lstrip("(") for query in queries.captured_queries]  # PostgreSQL's unions are in brackets.
    assert not [sql for sql in asked if not sql.startswith("SELECT")]
    assert "no-store" in response["Cache-Control"]
    assert caplog.text == ""


def test_query_count_is_constant(offers, vitrine, settings, django_assert_max_num_queries):
    for number in range(30):
        OffreFactory(vitrine=vitrine, title=f"Python {number}")
    settings.CONTENT_IS_CACHED = True
    for content in (offer_index, skills, synonym_terms):
        content.forget()
    match("python")
    with django_assert_max_num_queries(7):
        assert len(match(SKILLS * 20, Commune.objects.get(pk="35238")).best) == 20
    for content in (offer_index, skills, synonym_terms):
        content.forget()
