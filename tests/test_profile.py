"""Offers for the skills that someone pastes, with reasons; nothing kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emplois.browsing.offer_index import offer_index
from emplois.models import Lieu
from referentiels.competences import vocabulary
from referentiels.models import Commune, Metier
from search.profile import match
from search.queries import synonym_terms

from .factories import OffreFactory

pytestmark = pytest.mark.django_db
SKILLS = "Python, Java, SQL, revue de code, Linux, C++"


@pytest.fixture
def offers(vitrine):
    metier = Metier.objects.get(slug="developpeuse-developpeur")
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
    assert match("Revues de codes").skills == ["Revue de code"]
    assert list(told("C++")) == ["Bas niveau"]


def test_domain_is_found_by_its_other_words(offers, vitrine):
    OffreFactory(vitrine=vitrine, title="RSSI", profile="<p>La sécurité informatique.</p>")
    found = match("Étudiant en cybersécurité")
    assert found.skills == ["Cybersécurité"]
    assert "RSSI" in {each.offre.title for each in found.best}
    assert "Autre" not in {each.offre.title for each in found.best}


def test_each_skill_counts_once_by_whatever_name(offers, vitrine):
    OffreFactory(vitrine=vitrine, title="Deux", profile="<p>SQL et Linux.</p>")
    assert list(told("Java, JEE, java et J2EE ; SQL, Linux"))[:2] == ["Trois", "Deux"]
    assert told("Java, JEE, java et J2EE")["Trois"][0] == "1 compétence sur 5"


@pytest.mark.parametrize(
    "text",
    [
        "Python. Je ne veux plus de Java.",
        "Plus de Java ! Du Python.",
        "Python, plus jamais de Java",
        "Python, pas envie de faire du Java",
        "Python sans Java",
        "du Python ; marre de JEE",
        "Java, non merci. Python oui.",
        "J’en ai assez de Java, je préfère Python",
        "Je quitte Java pour Python",
        "ras le bol du java, python",
    ],
)
def test_what_is_no_longer_wanted_is_left_out(offers, text):
    found = match(text)
    assert (found.skills, found.unwanted) == (["Python"], ["Java"])
    assert {each.offre.title for each in found.best} == {"Un près", "Un loin"}


@pytest.mark.parametrize(
    "text",
    [
        "Plus de dix ans de Java",
        "En plus du Java, Linux",
        "De plus, Java",
        "Pas seulement du Java",
        "Java, pas de souci",
    ],
)
def test_what_does_not_refuse_a_skill(offers, text):
    found = match(text)
    assert "Java" in found.skills
    assert found.unwanted == []


class TestWishes:
    @pytest.fixture
    def offers(self, offers):
        for title, contract, experience in (
            ("Trois", "|CDD|", "EXPERT"),
            ("Un près", "|CDI|", "DEBUTANT"),
            ("Un loin", "", ""),
        ):
            type(offers[title]).objects.filter(pk=offers[title].pk).update(contracts=contract, experience=experience)
        return offers

    def test_contract_and_level_come_before_the_skills(self, offers):
        text = "Python, Java, SQL, Linux"
        assert next(iter(told(text))) == "Trois"
        wanted = match(text, wishes={"contrat": ["CDI"], "experience": ["DEBUTANT"]})
        assert [each.offre.title for each in wanted.best] == ["Un près", "Un loin"]  # « Trois » is a CDD.
        level = match(text, wishes={"experience": ["DEBUTANT"]})
        assert [each.offre.title for each in level.best] == ["Un près", "Un loin", "Trois"]
        assert wanted.best[0].reasons == ["1 compétence sur 1", "CDI", "Débutant accepté"]
        assert wanted.wishes == ["CDI", "Débutant accepté"]

    def test_short_text_says_them_a_cv_does_not(self, offers):
        wish = "Python et Java, en CDI, débutante."
        assert match(wish).wishes == ["CDI", "Débutant accepté"]
        assert match(wish + " Stage à la mairie." * 40).wishes == []

    def test_another_contract_is_shown_where_none_has_the_wanted_one(self, offers):
        assert told("Python, en stage").keys() == {"Trois", "Un près", "Un loin"}

    def test_teletravail_is_a_wish(self, offers):
        found = match("Python, Java ; télétravail partiel")
        assert found.wishes == ["Télétravail partiel"]
        assert found.best[0].reasons == ["2 compétences sur 5", "Télétravail partiel"]

    def test_place_that_others_share_is_not_guessed(self, offers):
        assert match("J’habite à Saint-Denis. Python").wishes == []
        assert match("J’habite à Saint-Denis 974. Python").wishes == ["Près de Saint-Denis (974)"]

    def test_short_text_says_the_place_too(self, offers):
        found = match("Python près de Cesson-Sévigné")
        assert found.wishes == ["Près de Cesson-Sévigné (35)"]
        assert found.best[0].offre.title == "Un près"
        assert match("Python à Lyon", Commune.objects.get(pk="13055")).wishes == ["Près de Marseille (13)"]

    def test_cards_show_pay_and_contract(self, client, offers):
        type(offers["Trois"]).objects.filter(pk=offers["Trois"].pk).update(pay_min=40000, pay_max=50000)
        page = client.post("/recherche/profil/", {"text": "Python, Java, SQL", "commune": ""}).content.decode()
        card = page[page.index("Trois") :]
        assert "CDD" in card
        assert "40\u202f000" in card

    def test_choices_of_the_form_stay_and_count(self, client, offers):
        fields = {"text": "Python, Java, SQL", "commune": "", "contrat": "CDI", "experience": "DEBUTANT"}
        page = client.post("/recherche/profil/", fields).content.decode()
        assert "Un près" in page
        assert ">Trois<" not in page
        assert '<option value="CDI" selected' in page

    def test_forged_choice_is_said_at_the_field(self, client, offers):
        response = client.post("/recherche/profil/", {"text": "Python", "commune": "", "contrat": "ESCLAVE"})
        assert response.status_code == 422
        assert "fr-error-text" in response.content.decode()


class TestFromAnotherTrade:
    INFIRMIERE = "Infirmière depuis douze ans, j’apprends le HTML et je cherche une alternance."

    @pytest.fixture
    def offers(self, offers, vitrine):
        metier = offers["Du métier"].metier
        OffreFactory(vitrine=vitrine, title="Apprentie", contracts="|APPRENTISSAGE|", profile="<p>Envie.</p>")
        OffreFactory(vitrine=vitrine, title="Débutante", experience="DEBUTANT", metier=metier, profile="<p>Du PHP.</p>")
        return offers

    def test_ways_in(self, offers):
        found = match(self.INFIRMIERE)
        first = {each.label: [offre.title for offre in each.offers] for each in found.ways_in.offers}
        assert first == {"En apprentissage": ["Apprentie"], "Ouvertes aux débutants": ["Débutante"]}
        assert [(near.slug, near.known, near.to_learn) for near in found.ways_in.metiers] == [
            ("developpeuse-developpeur", [], ["PHP"])
        ]

    def test_near_metiers_say_what_she_knows_already(self, offers):
        near = match("Infirmière, j’apprends le PHP").ways_in.metiers
        assert [(metier.slug, metier.known) for metier in near] == [("developpeuse-developpeur", ["PHP"])]

    def test_page_shows_them_and_says_when_no_apprenticeship_is_open(self, client, offers):
        fields = {"text": self.INFIRMIERE, "commune": ""}
        page = client.post("/recherche/profil/", fields).content.decode()
        for said in ("Vous venez d’un autre métier", "Apprentie", "Débutante", "Ses offres citent aussi : PHP"):
            assert said in page
        type(offers["Trois"]).objects.filter(title="Apprentie").update(contracts="")
        page = client.post("/recherche/profil/", fields).content.decode()
        assert "Aucune n’est ouverte aujourd’hui" in page
        assert "contrat=APPRENTISSAGE" in page

    @pytest.mark.parametrize("text", ["Développeuse PHP", "PHP, Java, Python", "Python, niveau expert"])
    def test_who_is_of_the_trade_is_not_told_so(self, offers, text):
        assert match(text, wishes={"experience": ["EXPERT"]} if "expert" in text else {}).ways_in is None


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


def test_nothing_is_written_and_no_shared_cache_keeps_it(client, offers, caplog):
    client.get("/recherche/profil/")  # The site's own settings are made once.
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/recherche/profil/", {"text": "python, jeanne@exemple.invalid", "commune": ""})
    assert response.status_code == 200
    asked = [query["sql"].lstrip("(") for query in queries.captured_queries]  # PostgreSQL's unions are in brackets.
    assert not [sql for sql in asked if not sql.startswith("SELECT")]
    assert response["Cache-Control"] == "private, no-cache", "« no-store » would lose the page on the way back"
    assert caplog.text == ""


def test_query_count_is_constant(offers, vitrine, settings, django_assert_max_num_queries):
    for number in range(30):
        OffreFactory(vitrine=vitrine, title=f"Python {number}")
    settings.CONTENT_IS_CACHED = True
    for content in (offer_index, vocabulary, synonym_terms):
        content.forget()
    match("python")
    with django_assert_max_num_queries(8):
        assert len(match(SKILLS * 20, Commune.objects.get(pk="35238")).best) == 20
    for content in (offer_index, vocabulary, synonym_terms):
        content.forget()
