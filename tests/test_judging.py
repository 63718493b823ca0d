"""The judge of the search: its queries are well written, its grades and its plain BM25 are what they say."""

import re

import pytest

from emplois.models import Lieu

from .factories import OffreFactory
from .judged.engines import Bm25
from .judged.judging import KINDS, QUERIES, judge
from .judged.offers import JOB, Judged, public_offers

KEYS = {
    *JOB,
    *("autour", "commune", "departement", "region", "entite", "contrat", "experience", "categorie", "teletravail"),
    *("teletravail_jours", "temps", "management", "versant", "ouverture", "diplome", "salaire_min", "depuis", "not"),
}


def test_queries_are_many_of_each_kind_and_well_written():
    assert QUERIES.keys() == KINDS.keys()
    assert sum(map(len, QUERIES.values())) >= 200
    for kind, queries in QUERIES.items():
        assert len(queries) >= 25, kind
        for query, wanted in queries.items():
            judgements = {**wanted, **wanted.get("not", {})}
            assert judgements, query
            assert judgements.keys() <= KEYS, query
            assert all(re.compile(judgements[name]) for name in ("title", "text") if name in judgements)


@pytest.fixture
def offre(vitrine) -> Judged:
    offre = OffreFactory(vitrine=vitrine, title="Développeuse Java", contracts=["CDI", "CDD"], experience="DEBUTANT")
    Lieu.objects.create(offre=offre, commune_id="35238")
    return public_offers()[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "grade"),
    [
        ({"title": "developp"}, 1),
        ({"title": "cobol", "text": "java"}, 1),
        ({"title": "cobol"}, 0),
        ({"title": "developp", "contrat": "CDI|STAGE", "autour": "Rennes"}, 1),
        ({"title": "developp", "contrat": "STAGE"}, 1 / 3),
        ({"title": "developp", "contrat": "STAGE", "autour": "Lyon"}, 0),
        ({"contrat": "STAGE"}, 0),
        ({"not": {"contrat": "CDD"}}, 1),
        ({"not": {"experience": "DEBUTANT"}}, 0),
        ({"not": {"commune": "Rennes"}}, 0),
        ({"not": {"text": "java"}}, 0),
        ({"autour": "Saint-Denis (93)"}, 0),
    ],
)
def test_grade_is_one_for_what_is_wanted_and_a_third_without_one_condition(offre, wanted, grade):
    assert offre.grade(wanted) == grade


@pytest.mark.django_db
def test_bm25_puts_first_what_says_a_rare_word_more_often_in_fewer_words(vitrine):
    for title in ("Cobol cobol", "Cobol et beaucoup d’autres langages", "Autre langage"):
        OffreFactory(vitrine=vitrine, title=title)
    offers = public_offers()
    titles = {offre.pk: offre.offre.title for offre in offers}
    assert [titles[pk] for pk in Bm25(offers)("cobol")] == ["Cobol cobol", "Cobol et beaucoup d’autres langages"]
    assert {titles[pk] for pk in Bm25(offers)("cobol langage")} == set(titles.values())


def test_measures_look_at_ten_offers_then_fifty():
    grades = {1: 1.0, 2: 1.0, 3: 1 / 3}
    best = judge("job", "q", grades, "best", lambda _query: [1, 2, 3])
    assert (best.ndcg, best.recall, best.is_empty) == (1, 1, False)
    half = judge("job", "q", grades, "half", lambda _query: [9, 1])
    assert (round(half.ndcg, 2), half.recall) == (0.35, 0.5)
    assert judge("job", "q", {3: 1 / 3}, "none", lambda _query: []) == ("job", "q", "none", 0, None, True)
