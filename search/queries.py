"""Parses a visitor's text into a query: a document must contain each word, or a synonym of it.

A synonym of several words is indexed as one token, so no engine needs phrase queries.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from core.generation_cache import GenerationCache

from .analysis import analyse
from .models import JOINT, SynonymGroup

Phrase = tuple[str, ...]
Groups = list[list[str]]
MOST_WORDS = 12


class Query(NamedTuple):
    """Groups of tokens: a document must contain one token of each group. `exact` is the same without synonyms."""

    groups: Groups
    exact: Groups


synonym_terms = GenerationCache(lambda: list(SynonymGroup.objects.values_list("terms", flat=True)))


def joined(phrase: Phrase) -> str:
    """The single token under which a phrase is indexed."""
    return JOINT.join(phrase)


def synonyms() -> dict[Phrase, list[Phrase]]:
    """By phrase, its synonyms, itself included."""
    return _same(tuple(synonym_terms.current()))


@lru_cache(maxsize=4)
def _same(groups: tuple[str, ...]) -> dict[Phrase, list[Phrase]]:
    same: dict[Phrase, list[Phrase]] = {}
    for terms in groups:
        phrases = SynonymGroup(terms=terms).phrases
        for phrase in phrases:
            same[phrase] = list(dict.fromkeys([*same.get(phrase, [phrase]), *phrases]))
    return same


def known_phrases() -> list[Phrase]:
    """Terms of several words that have synonyms: each is indexed as one token."""
    return [phrase for phrase in synonyms() if len(phrase) > 1]


def tokens_and_phrases(text: str, known: Iterable[Phrase]) -> list[str]:
    """The tokens of `text`, then one token for each of the `known` phrases that it contains."""
    tokens = analyse(text)
    spaced, present = f" {' '.join(tokens)} ", set(tokens)
    phrases = (joined(phrase) for phrase in known if phrase[0] in present and f" {' '.join(phrase)} " in spaced)
    return [*tokens, *phrases]


def parse(text: str) -> Query:
    """The query for `text`; it has no groups when `text` has no searchable word."""
    tokens = analyse(text)[:MOST_WORDS]
    same, groups = synonyms() if tokens else {}, []
    longest = max(map(len, same), default=1)
    place = 0
    while place < len(tokens):
        phrases = (tuple(tokens[place : place + length]) for length in range(min(longest, len(tokens) - place), 1, -1))
        phrase = next((phrase for phrase in phrases if phrase in same), (tokens[place],))
        groups.append([joined(synonym) for synonym in same.get(phrase, [phrase])])
        place += len(phrase)
    return Query(groups, [[token] for token in tokens])
