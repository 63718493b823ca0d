"""How well the search does on judged queries: nDCG@10 and recall, over the public offers of the demonstration."""

import re
import tomllib
from math import log2
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from core.text import fold
from emplois.browsing.results import find
from emplois.models import Offre

QUERIES = tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))
DEPTH = 10


class Judgement(NamedTuple):
    query: str
    ndcg: float
    recall: float
    wanted: int


def judge(query: str, pattern: str, titles: dict[int, str]) -> Judgement | None:
    """None where no public offer is what the query wants: some are drafts, or closed."""
    wanted = {pk for pk, title in titles.items() if re.search(pattern, fold(title))}
    if not wanted:
        return None
    results = find(QueryDict(urlencode({"q": query, "exact": 1})))
    ranked = [offre.pk for offre in results[: len(results)]]
    gain = sum(1 / log2(place + 2) for place, pk in enumerate(ranked[:DEPTH]) if pk in wanted)
    ideal = sum(1 / log2(place + 2) for place in range(min(DEPTH, len(wanted))))
    return Judgement(query, gain / ideal, len(wanted & set(ranked)) / len(wanted), len(wanted))


def judgements() -> list[Judgement]:
    titles = dict(Offre.objects.public().values_list("pk", "title"))
    found = (judge(query, pattern, titles) for query, pattern in QUERIES.items())
    return [judgement for judgement in found if judgement]
