"""Search in offers: the same answers on every database."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from emplois.browsing.results import find
from emplois.models import Lieu, Offre
from referentiels.models import Metier
from search import spelling
from search.documents import rebuild
from search.models import IndexState, OffreDocument, PageDocument, SynonymGroup
from search.queries import parse
from search.spelling import corrected

from .factories import OffreFactory, add_vitrine


@pytest.mark.django_db
def test_index_is_written_again_whole_once_when_words_are_read_otherwise(offre):
    rebuild()
    OffreDocument.objects.update(tokens="faux")
    assert rebuild(missing=True) == 0
    IndexState.objects.update(fingerprint="of a former version")
    assert rebuild(missing=True) == OffreDocument.objects.count() + PageDocument.objects.count()
    assert not OffreDocument.objects.filter(tokens="faux").exists()
    assert rebuild(missing=True) == 0


def found(text: str) -> list[str]:
    return [offre.title for offre in find(QueryDict(urlencode({"q": text, "exact": 1})))[:100]]


@pytest.fixture
def offers(vitrine):
    metier = Metier.objects.select_related("famille").get(slug="developpeuse-developpeur")
    OffreFactory(vitrine=vitrine, title="Rédactrice technique", missions="<p>Documenter le code des développeurs.</p>")
    OffreFactory(vitrine=vitrine, title="Spécialiste Java", metier=metier)
    OffreFactory(vitrine=vitrine, title="Développeuse ou développeur web")
    OffreFactory(vitrine=vitrine, title="Administratrice ou administrateur de bases de données")
    OffreFactory(vitrine=vitrine, title="Responsable de la sécurité des systèmes d’information (F/H)")
    OffreFactory(vitrine=vitrine, title="Data scientist")


@pytest.mark.django_db
class TestMatching:
    def test_title_comes_first_then_metier_then_text(self, offers):
        assert found("développeur") == ["Développeuse ou développeur web", "Spécialiste Java", "Rédactrice technique"]
        assert found("DEVELOPPEUSE") == found("développeur·se") == found("développeur")

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("RSSI", "Responsable de la sécurité des systèmes d’information (F/H)"),
            ("dba", "Administratrice ou administrateur de bases de données"),
            ("scientifique des données", "Data scientist"),
            ("dev web", "Développeuse ou développeur web"),
            ("l’administrateur base de donnee", "Administratrice ou administrateur de bases de données"),
        ],
    )
    def test_synonyms_and_abbreviations_find_each_other(self, offers, text, title):
        assert found(text)[0] == title

    def test_the_words_themselves_come_before_their_synonyms(self, vitrine):
        for title in ("RSSI adjoint", "Responsable de la sécurité des systèmes d’information"):
            OffreFactory(vitrine=vitrine, title=title)
        assert found("RSSI")[0] == "RSSI adjoint"
        assert len(found("RSSI")) == 2

    def test_every_word_must_be_there(self, offers):
        assert found("développeur cobol") == []
        assert found("java développeur") == ["Spécialiste Java"]

    def test_words_that_mean_nothing_narrow_nothing(self, offers):
        assert len(found("un emploi de")) == 6

    @pytest.mark.parametrize(
        "text",
        [
            '"',
            "' OR 1=1 --",
            "title:java",
            "NEAR(a b)",
            "java AND",
            "(java",
            "a* & b | !c",
            "{title} : x",
            "\x00",
            "-",
            "<->",
            "é" * 200,
        ],
    )
    def test_syntax_of_an_engine_is_only_words(self, offers, client, text):
        assert isinstance(found(text), list)
        assert client.get("/emplois/", {"q": text}).status_code == 200

    def test_closed_offers_never(self, offers):
        Offre.objects.get(title="Data scientist").mark_filled()
        assert found("data scientist") == []

    def test_index_follows_title_place_entity_and_deletion(self, offers, vitrine):
        offre = Offre.objects.get(title="Data scientist")
        offre.title = "Statisticienne"
        offre.save()
        Lieu.objects.create(offre=offre, commune_id="35238")
        vitrine.title = "Agence du climat"
        vitrine.save_revision().publish()
        assert found("statisticien rennes climat") == ["Statisticienne"]
        assert "Statisticienne" not in found("scientist")
        offre.delete()
        assert found("statisticien") == []
        assert OffreDocument.objects.count() == 5

    def test_rebuilding_changes_nothing(self, offers, institutions):
        OffreFactory(vitrine=add_vitrine(institutions, "Autre"), title="Oubliée")
        rebuild()
        before = list(OffreDocument.objects.order_by("pk").values())
        OffreDocument.objects.filter(offre__title="Oubliée").delete()
        assert found("oubliée") == []
        assert rebuild(missing=True) == 1
        assert rebuild() == 7 + PageDocument.objects.count()
        assert list(OffreDocument.objects.order_by("pk").values()) == before

    def test_synonyms_are_edited_in_the_cms(self, admin_client, offers, django_capture_on_commit_callbacks):
        assert found("guide") == []
        with django_capture_on_commit_callbacks(execute=True):
            admin_client.post("/admin/synonymes/new/", {"terms": "guide, rédacteur technique"})
        assert SynonymGroup.objects.filter(terms__startswith="guide").exists()
        assert found("guide") == ["Rédactrice technique"]

    def test_longest_phrase_is_taken_for_a_synonym(self):
        assert [len(group) > 1 for group in parse("chef de projet agile").tokens] == [True, False]


@pytest.mark.django_db
class TestSpelling:
    @pytest.fixture(autouse=True)
    def _words_read_again(self):
        spelling.forget()

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("devellopeur", "développeur"),
            ("sientist", "scientist"),
            ("admnistrateur donnees", "administrateur données"),
        ],
    )
    def test_nearest_spelling_is_shown_with_a_way_back(self, client, offers, typed, meant):
        response = client.get("/emplois/", {"q": typed})
        page = response.content.decode()
        assert response.context["offres"]
        assert f"« {meant} »" in page
        assert "exact=1" in page
        exactly = client.get("/emplois/", {"q": typed, "exact": "1"})
        assert not exactly.context["offres"]
        assert "au lieu de" not in exactly.content.decode()

    @pytest.mark.parametrize("typed", ["xyzzyplugh", "zzz", "développeur"])
    def test_what_has_no_neighbour_or_needs_none_is_left_alone(self, client, offers, typed):
        assert "au lieu de" not in client.get("/emplois/", {"q": typed}).content.decode()

    @pytest.mark.parametrize(
        ("typed", "values", "meant"),
        [
            ("alternence", {"contrat": ["APPRENTISSAGE"]}, "alternance"),
            ("debutent", {"experience": ["DEBUTANT"]}, "débutant"),
            ("toulousse", {"commune": ["toulouse"]}, "toulouse"),
            ("teletravaille", {"teletravail": ["PARTIEL", "TOTAL"]}, "télétravailler"),
            ("rédactrice alternence", {"contrat": ["APPRENTISSAGE"]}, "rédactrice alternance"),
            ("alternence pas à paris", {"contrat": ["APPRENTISSAGE"], "sauf": ["commune:75056"]}, "alternance"),
        ],
    )
    def test_misspelt_filter_is_a_filter(self, client, offers, typed, values, meant):
        response = client.get("/emplois/", {"q": typed})
        assert response.context["form"].read_from_words == values
        assert response.context["results"].corrected == meant
        assert "exact=1" in response.content.decode()

    @pytest.mark.parametrize(
        "typed", ["rust", "scala", "golang", "laravel", "vuejs", "redis", "kafka", "oracle", "perl"]
    )
    def test_technology_that_no_offer_names_is_no_misspelt_place(self, offers, typed):
        assert corrected(typed) == ""
        assert not find(QueryDict(f"q={typed}")).criteria.communes

    def test_misspelt_words_that_no_offer_says_together_are_corrected(self, client, offers):
        results = client.get("/emplois/", {"q": "devellopeur sientist"}).context["results"]
        assert (results.corrected, len(results)) == ("développeur scientist", 0)

    def test_filters_are_kept_in_the_way_back(self, client, offers):
        Offre.objects.update(teletravail="PARTIEL")
        page = client.get("/emplois/", {"q": "devellopeur", "teletravail": "PARTIEL"}).content.decode()
        assert "q=devellopeur&amp;teletravail=PARTIEL&amp;exact=1" in page
