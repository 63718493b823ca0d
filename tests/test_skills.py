"""The vocabulary of skills: what texts name and what they do not, the filter, the suggestions and the CMS."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from emplois.browsing.alternatives import Alternatives
from emplois.browsing.offer_index import offer_index
from emplois.browsing.reading import read
from emplois.browsing.results import find
from referentiels.competences import vocabulary
from referentiels.models import Competence
from search.models import OffreDocument
from search.suggestions import suggest

from .factories import OffreFactory

pytestmark = pytest.mark.django_db


def named(text: str) -> list[str]:
    return [skill.name for skill in vocabulary.current().named_in(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Développeur JAVA/JEE H/F", ["Java"]),
        ("SICCRF - Développeur fullstack ASP .net", [".NET"]),
        ("C, C++ et Java", ["C", "C++", "Java"]),
        ("C/C++", ["C", "C++"]),
        ("Python ou R", ["Python", "R"]),
        ("langage C", ["C"]),
        ("développeuse Go", ["Go"]),
        ("programmation en R", ["R"]),
        ("Java\nR\nSQL", ["Java", "R", "SQL"]),
        ("Angular 17, Node.js, Vue.js", ["Angular", "Node.js", "Vue.js"]),
        ("PL/SQL et T-SQL sous SQL Server", ["PL/SQL", "T-SQL", "SQL Server"]),
        ("chaîne CI/CD sous GitLab", ["Intégration continue", "GitLab CI"]),
        ("k8s, postgres", ["Kubernetes", "PostgreSQL"]),
        ("Windows Server 2019", ["Windows Server"]),
        ("Revues de codes", ["Revue de code"]),
        ("Java, Java et JEE", ["Java"]),
        ("méthode EBIOS RM, normes ISO 27001", ["EBIOS", "ISO 27001"]),
    ],
)
def test_what_a_text_names(text, names):
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "C’est un poste de catégorie C.",
        "vitamine C",
        "M. R. Martin",
        "salaire net de 3000 euros",
        "en vue de la mise en service",
        "tableau de bord",
        "SPIP de Nantes",
        "une société (SAS)",
        "Go !",
        "fibre artistique",
        "javanais",
        "accès au dossier, mot à mot, chef d’équipe",
        "Ada Lovelace",
        "R&D",
        "plan C et plan R",
        "",
    ],
)
def test_what_names_none(text):
    assert named(text) == []


def test_list_that_comes_with_the_portal_names_each_skill_once():
    owners: dict[str, str] = {}
    for slug, names in vocabulary.current().names.items():
        for name in names:
            owner = vocabulary.current().owner(name)
            assert owner, name
            assert owners.setdefault(name, slug) == owner.slug == slug, name
    assert len(vocabulary.current().skills) >= 150


@pytest.fixture
def offers(vitrine):
    return {
        title: OffreFactory(vitrine=vitrine, title=title, profile=f"<ul><li>{text}</li></ul>")
        for title, text in {
            "Analyste": "Java et Python, du SQL",
            "Développeuse Java": "du SQL",
            "Data": "Python, R",
            "Chargée de projet": "rigueur",
        }.items()
    }


def found(query: str) -> list[str]:
    return [offre.title for offre in find(QueryDict(query))[:20]]


class TestFilter:
    def test_offers_name_all_the_skills_those_that_say_it_in_their_title_first(self, offers):
        assert found("competence=java") == ["Développeuse Java", "Analyste"]
        assert found("competence=java&competence=python") == ["Analyste"]

    def test_query_is_read_by_any_name(self, offers):
        assert found("q=jee") == found("competence=java")
        assert find(QueryDict("q=java python")).criteria.understood == ["Java", "Python"]

    def test_what_is_not_wanted_is_out_whatever_else_it_names(self, offers):
        assert set(found("q=pas de java")) == {"Data", "Chargée de projet"}
        assert set(found("sauf=competence:java")) == {"Data", "Chargée de projet"}

    @pytest.mark.parametrize("query", ["gestion de projet", "cybersécurité", "agile"])
    def test_words_of_the_trade_stay_words(self, offers, query):
        assert find(QueryDict(f"q={query}")).criteria.understood == []

    def test_facet_counts_what_choosing_would_leave(self, offers):
        results = find(QueryDict("competence=java"))
        facet = next(facet for facet in results.facets if facet.name == "competence")
        counts = {option.code: option.count for _heading, options in facet.groups for option in options}
        assert counts == {"java": 2, "sql": 2, "python": 1}
        for code, count in counts.items():
            assert len(find(QueryDict(f"competence=java&competence={code}"))) == count

    def test_unknown_skill_is_said_and_dropped(self, offers):
        criteria = find(QueryDict("competence=brainfuck")).criteria
        assert criteria.ignored == ["Compétence « brainfuck »"]

    def test_api_filters_by_skill(self, client, offers):
        answer = client.get("/api/v2/offres/", {"competence": "java"}).json()
        assert {offre["title"] for offre in answer["results"]} == {"Développeuse Java", "Analyste"}

    def test_where_no_offer_names_a_skill_those_that_say_a_word_of_it_are_near(self, client, offers, vitrine):
        OffreFactory(vitrine=vitrine, title="Graphiste Adobe")
        page = client.get("/emplois/", {"q": "adobe xd"}).content.decode()
        assert "Graphiste Adobe" in page
        assert "Ne répond pas à : « XD »" in page
        assert "Chargée de projet" not in page

    @pytest.mark.parametrize("query", ["brainfuck malbolge", "salesforce", "symfony laravel"])
    def test_nothing_is_near_where_no_word_is_said(self, client, offers, query):
        page = client.get("/emplois/", {"q": query}).content.decode()
        assert "Ne répond pas à" not in page

    def test_offers_that_name_the_skill_in_their_text_are_near(self, client, offers):
        page = client.get("/emplois/", {"q": "python lyon"}).content.decode()
        assert "Analyste" in page
        assert "Chargée de projet" not in page

    def test_near_offers_say_which_skill_they_lack(self, client, offers):
        page = client.get("/emplois/", {"q": "java python"}).content.decode()
        assert "Ne répond pas à : « Python »" in page


def test_suggestions_by_another_name(offers):
    skills = [one for one in suggest("jee") if one.kind == "Compétences"]
    assert [(one.label, one.detail) for one in skills] == [("Java", "2 offres")]
    assert skills[0].url == "/emplois/?competence=java"


def test_page_of_an_offer_links_its_skills(client, offers):
    page = client.get(offers["Analyste"].get_absolute_url()).content.decode()
    for slug in ("java", "python", "sql"):
        assert f"?competence={slug}" in page
    assert "Compétences citées" not in client.get(offers["Chargée de projet"].get_absolute_url()).content.decode()


class TestInTheCms:
    def fields(self, **changed: str) -> dict[str, str]:
        return {"name": "Hollerith", "genre": "technologie", "other_names": "mécanographie"} | changed

    def test_new_skill_is_found_in_the_offers_that_are_there(
        self, admin_client, vitrine, django_capture_on_commit_callbacks
    ):
        offre = OffreFactory(vitrine=vitrine, title="Opératrice de mécanographie")
        assert find(QueryDict("competence=hollerith")).criteria.ignored
        with django_capture_on_commit_callbacks(execute=True):
            response = admin_client.post(reverse("competences:add"), self.fields())
        assert response.status_code == 302
        assert found("competence=hollerith") == [offre.title]
        assert found("q=hollerith") == [offre.title]

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"name": "ecmascript"}, "« ecmascript » est déjà un nom de « JavaScript »."),
            ({"other_names": "carte perforée\njee"}, "« jee » est déjà un nom de « Java »."),
            ({"name": "+++"}, "« +++ » n’a ni lettre ni chiffre."),
            ({"name": "java"}, "« Java » est déjà dans la liste"),
            ({"other_names": "mécanographie, le"}, "« le » est un mot courant"),
            ({"other_names": "Rennes"}, "« Rennes » est une commune"),
        ],
    )
    def test_name_of_another_is_refused_at_the_field(self, admin_client, changed, error):
        response = admin_client.post(reverse("competences:add"), self.fields(**changed))
        assert response.status_code == 200
        assert error in response.content.decode()
        assert not Competence.objects.filter(slug="hollerith").exists()

    def test_commas_part_names_too(self, admin_client):
        admin_client.post(reverse("competences:add"), self.fields(other_names="mécanographie, perforation ; cartes"))
        assert Competence.objects.get(slug="hollerith").other_names == "mécanographie\nperforation\ncartes"

    def test_identifier_stays_when_the_name_changes(self, admin_client):
        java = Competence.objects.get(slug="java")
        fields = {"name": "Java SE", "genre": java.genre, "other_names": java.other_names}
        assert admin_client.post(reverse("competences:edit", args=[java.pk]), fields).status_code == 302
        java.refresh_from_db()
        assert (java.slug, java.name) == ("java", "Java SE")

    def test_deleted_skill_does_not_come_back_with_the_next_deployment(self, offers):
        from django.apps import apps

        from referentiels.loading import load_reference_lists

        Competence.objects.get(slug="java").delete()
        load_reference_lists(apps)
        assert not Competence.objects.filter(slug="java").exists()
        assert found("competence=python") == ["Data", "Analyste"]


def test_what_comes_with_the_post_is_no_skill(vitrine):
    perks = "<p>Ordinateur au choix, Linux ou Windows.</p>"
    OffreFactory(vitrine=vitrine, title="Cheffe de projet", profile="<p>Python</p>", benefits=perks, context=perks)
    assert OffreDocument.objects.get().skills == "python"


def test_where_none_has_both_skills_one_less_is_proposed(client, offers):
    page = client.get("/emplois/", {"q": "R et java"}).content.decode()
    assert "competence=java" in page
    alternatives = {near.label: near.count for near in Alternatives(find(QueryDict("q=R et java"))).searches}
    assert (alternatives["Sans R"], alternatives["Sans Java"]) == (2, 1)


def test_documents_hold_the_skills_of_their_offers(offers):
    skills = dict(OffreDocument.objects.values_list("offre__title", "skills"))
    assert skills == {
        "Analyste": "java python sql",
        "Développeuse Java": "java sql",
        "Data": "python r",
        "Chargée de projet": "",
    }


@pytest.mark.parametrize(
    ("text", "wanted", "excluded"),
    [
        ("plus de java", [], ["java"]),
        ("je ne veux plus de java", [], ["java"]),
        ("stop java", [], ["java"]),
        ("ne plus faire de java, python", ["python"], ["java"]),
        ("marre de java", [], ["java"]),
        ("plus java", ["java"], []),
        ("python et plus", ["python"], []),
        ("plus de 3 ans de java", ["java"], []),
    ],
)
def test_a_skill_that_is_not_wanted_any_more_is_excluded(text, wanted, excluded):
    values = read(text, offer_index.current()).values
    assert values.get("competence", []) == wanted
    assert values.get("sauf", []) == [f"competence:{slug}" for slug in excluded]


def test_more_than_a_pay_is_no_refusal_of_it():
    assert read("plus de 45k", offer_index.current()).values == {"salaire_min": ["45000"]}
