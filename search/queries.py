"""A visitor's words as a question to the index: each word, or what means the same, must be there."""

from functools import lru_cache
from typing import NamedTuple

from .analysis import analyse
from .models import SynonymGroup

Phrase = tuple[str, ...]
MOST_WORDS = 12


class Query(NamedTuple):
    """Groups of phrases: of each group, one phrase has to be found. `exact` is the same without synonyms."""

    groups: list[list[Phrase]]
    exact: list[list[Phrase]]


def synonyms() -> dict[Phrase, list[Phrase]]:
    """By phrase, everything that means the same, itself included."""
    return _same(tuple(SynonymGroup.objects.values_list("terms", flat=True)))


@lru_cache(maxsize=4)
def _same(groups: tuple[str, ...]) -> dict[Phrase, list[Phrase]]:
    same: dict[Phrase, list[Phrase]] = {}
    for terms in groups:
        phrases = SynonymGroup(terms=terms).phrases
        for phrase in phrases:
            same[phrase] = list(dict.fromkeys([*same.get(phrase, [phrase]), *phrases]))
    return same


def parse(text: str) -> Query:
    """The question that `text` asks; without groups where it says nothing that can be searched."""
    tokens = analyse(text)[:MOST_WORDS]
    same, groups = synonyms() if tokens else {}, []
    longest = max(map(len, same), default=1)
    place = 0
    while place < len(tokens):
        for length in range(min(longest, len(tokens) - place), 0, -1):
            phrase = tuple(tokens[place : place + length])
            if length == 1 or phrase in same:
                break
        groups.append(same.get(phrase, [phrase]))
        place += length
    return Query(groups, [[(token,)] for token in tokens])
