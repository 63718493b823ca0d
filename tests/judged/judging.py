"""How well engines answer the judged queries: nDCG@10, recall@50 and empty answers, by kind of query."""

import tomllib
from collections.abc import Iterable
from math import log2
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from .engines import SITE, Engine, engines
from .offers import Judged, Wanted, public_offers

QUERIES: dict[str, dict[str, Wanted]] = tomllib.loads(
    (Path(__file__).parent / "queries.toml").read_text(encoding="utf-8")
)
KINDS = {
    "one_word": "un mot",
    "job": "un métier en plusieurs mots",
    "criteria": "critères seuls",
    "mixed": "mots et critères",
    "place": "lieu",
    "english": "anglais",
    "misspelt": "mal orthographié",
    "negated": "négation",
    "question": "question ou phrase",
}
"""The kinds of query, as the table of `docs/recherche.md` names them."""
DEPTH, RECALL_DEPTH = 10, 50


class Judgement(NamedTuple):
    """How one engine answers one query."""

    kind: str
    query: str
    engine: str
    ndcg: float
    recall: float | None
    """Share of the offers wanted, of fifty at most, that are among the first fifty; None where none is wanted whole."""
    is_empty: bool


class Score(NamedTuple):
    """The means of one engine over one kind of query."""

    ndcg: float
    recall: float
    empty: float
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.


def judge(kind: str, query: str, grades: dict[int, float], name: str, engine: Engine) -> Judgement:
    ranked = engine(query)
    best = sorted(grades.values(), reverse=True)
    ndcg = _gain(grades.get(pk, 0) for pk in ranked[:DEPTH]) / _gain(best[:DEPTH])
    wanted = {pk for pk, grade in grades.items() if grade == 1}
    found = len(wanted.intersection(ranked[:RECALL_DEPTH]))
    recall = found / min(len(wanted), RECALL_DEPTH) if wanted else None
    return Judgement(kind, query, name, ndcg, recall, not ranked)


def _gain(grades: Iterable[float]) -> float:
    return sum(grade / log2(place + 2) for place, grade in enumerate(grades))


def graded(wanted: Wanted, offers: list[Judged]) -> dict[int, float]:
    """By key, the grade of each offer that has one."""
    return {offre.pk: grade for offre in offers if (grade := offre.grade(wanted))}


def judgements() -> list[Judgement]:
    """Of every engine on every query that the public offers can answer."""
    offers, judged = public_offers(), []
    judging = engines(offers)
    for kind, queries in QUERIES.items():
        for query, wanted in queries.items():
            if grades := graded(wanted, offers):
                judged += [judge(kind, query, grades, *engine) for engine in judging.items()]
    return judged


def by_kind(judged: list[Judgement]) -> dict[str, dict[str, Score]]:
    """By kind of query, then by engine, the means; kinds without a query that can be answered are left out."""
    names = list(dict.fromkeys(judgement.engine for judgement in judged))
    groups = {
        kind: {name: [one for one in judged if (one.kind, one.engine) == (kind, name)] for name in names}
        for kind in dict.fromkeys(judgement.kind for judgement in judged)
    }
    return {kind: {name: _score(ones) for name, ones in group.items()} for kind, group in groups.items()}


def _score(judged: list[Judgement]) -> Score:
    return Score(
        mean(one.ndcg for one in judged),
        mean([one.recall for one in judged if one.recall is not None] or [0]),
        mean(one.is_empty for one in judged),
        len(judged),
    )


def behind(scores: dict[str, dict[str, Score]]) -> list[str]:
    """The kinds and measures in which another engine does better than the site."""
    late = []
    for kind, of_engines in scores.items():
        ours = of_engines[SITE]
        for name, other in of_engines.items():
            measures = {"nDCG@10": ours.ndcg < other.ndcg, "rappel@50": ours.recall < other.recall}
            measures["réponses vides"] = ours.empty > other.empty
            late += [f"{KINDS[kind]}, {measure}, {name}" for measure, is_behind in measures.items() if is_behind]
    return late
