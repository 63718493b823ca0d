"""What is judged: the list as the site shows it, and two plain full-text searches to be ahead of."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from math import log
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict

from emplois.browsing.nearest import Nearest
from emplois.browsing.results import find
from search.analysis import analyse

from .offers import Judged

Engine = Callable[[str], list[int]]
"""From a query as typed to the keys of offers, the best first."""
SITE = "le site"
SHOWN = 60
"""Offers asked of each engine: more than any measure looks at."""
K1, B = 1.2, 0.75
"""BM25's usual parameters."""


def site(text: str) -> list[int]:
    """The offers that meet the whole query, then the near ones: what the list shows."""
    results = find(QueryDict(urlencode({"q": text})))
    return results.keys(SHOWN) + [near.offre.pk for near in Nearest(results).offers]


class Bm25:
    """Okapi BM25 over the same tokens: any word of the query, title and texts as one field."""

    def __init__(self, offers: Iterable[Judged]) -> None:
        self.postings: dict[str, dict[int, int]] = defaultdict(dict)
        self.lengths: dict[int, int] = {}
        for offre in offers:
            tokens = analyse(offre.written)
            self.lengths[offre.pk] = len(tokens)
            for token, count in Counter(tokens).items():
                self.postings[token][offre.pk] = count
        self.mean = sum(self.lengths.values()) / max(len(self.lengths), 1)

    def __call__(self, text: str) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for token in set(analyse(text)):
            posting = self.postings.get(token, {})
            rarity = log(1 + (len(self.lengths) - len(posting) + 0.5) / (len(posting) + 0.5))
            for pk, count in posting.items():
                saturation = count + K1 * (1 - B + B * self.lengths[pk] / self.mean)
                scores[pk] += rarity * count * (K1 + 1) / saturation
        return sorted(scores, key=lambda pk: (-scores[pk], -pk))[:SHOWN]


class Websearch:
    """PostgreSQL's `websearch_to_tsquery('french')`, ranked by `ts_rank`, over title and texts."""

    def __init__(self, offers: Iterable[Judged]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS judged_text")
            cursor.execute("CREATE TEMPORARY TABLE judged_text (pk integer, document tsvector)")
            cursor.executemany(
                "INSERT INTO judged_text VALUES (%s, to_tsvector('french', %s))",
                [(offre.pk, offre.written) for offre in offers],
            )

    def __call__(self, text: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pk FROM judged_text, websearch_to_tsquery('french', %s) AS query WHERE document @@ query"
                " ORDER BY ts_rank(document, query) DESC, pk DESC LIMIT %s",
                [text, SHOWN],
            )
            return [pk for (pk,) in cursor.fetchall()]


def engines(offers: list[Judged]) -> dict[str, Engine]:
    """By name, the site first."""
    plain: dict[str, Engine] = {"BM25": Bm25(offers)}
    if connection.vendor == "postgresql":
        plain["websearch"] = Websearch(offers)
    return {SITE: site, **plain}
