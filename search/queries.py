"""Parses a visitor's text into a query: a document must contain each word, or a synonym of it.

A synonym of several words is indexed as one token, so no engine needs phrase queries. Words that name a métier are
also found by the token of that métier, which stands for all of them.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from core.generation_cache import GenerationCache

from .analysis import analyse, stem, words
from .metier_names import metiers_by_name
from .models import JOINT, Phrase, SynonymGroup

Groups = list[list[str]]
MOST_WORDS = 12


class Group(NamedTuple):
    """A word of a query, or a phrase that has synonyms."""

    words: tuple[str, ...]
    """Folded, as typed."""
    tokens: tuple[str, ...]
    """Its own token, then its synonyms'."""
    metiers: tuple[str, ...] = ()
    """The tokens of the métiers that it names, alone or with its neighbours."""


class Query(NamedTuple):
    groups: list[Group]
    displayed: Mapping[str, str] = MappingProxyType({})
    """By token, each term that has synonyms, as it is written in the CMS."""

    @property
    def tokens(self) -> Groups:
        """The tokens of each group, for the engines: a document must contain one of them."""
        return [[*group.tokens, *group.metiers] for group in self.groups]


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


@lru_cache(maxsize=4)
def _displayed(groups: tuple[str, ...]) -> dict[str, str]:
    """By token, each term as it is written."""
    terms = (term.strip() for group in groups for term in group.split(","))
    return {joined(tuple(analyse(term))): term for term in terms}


def known_phrases() -> list[Phrase]:
    """Terms of several words that have synonyms: each is indexed as one token."""
    return [phrase for phrase in synonyms() if len(phrase) > 1]


def skill_token(slug: str) -> str:
    """The token of a skill in documents and queries; no text makes it."""
    return f"competence{JOINT}{slug.replace('-', JOINT)}"


def tokens_and_phrases(text: str, known: Iterable[Phrase]) -> list[str]:
    """The tokens of `text`, then one token for each of the `known` phrases that it contains."""
    tokens = analyse(text)
    spaced, present = f" {' '.join(tokens)} ", set(tokens)
    phrases = (joined(phrase) for phrase in known if phrase[0] in present and f" {' '.join(phrase)} " in spaced)
    return [*tokens, *phrases]


def parse(text: str) -> Query:
    """The query for `text`; it has no groups when `text` has no searchable word."""
    typed = words(text)[:MOST_WORDS]
    tokens = [stem(word) for word in typed]
    if not tokens:
        return Query([])
    written = tuple(synonym_terms.current())
    same, metiers = _same(written), metiers_by_name()
    terms = _longest(tokens, same)
    groups = [tuple(joined(synonym) for synonym in same.get(term, [term])) for term in terms]
    ends = list(accumulate(map(len, terms)))
    named: list[tuple[str, ...]] = [()] * len(groups)
    place = 0
    for name in _longest(tokens, metiers):
        first, place = place, place + len(name)
        if name in metiers and place in ends and (first == 0 or first in ends):
            for number in range(ends.index(first) + 1 if first else 0, ends.index(place) + 1):
                named[number] = tuple(metiers[name])
    spans = zip([0, *ends], ends, groups, named, strict=False)  # The last end begins no group.
    return Query([Group(tuple(typed[start:end]), *of_group) for start, end, *of_group in spans], _displayed(written))


def _longest(tokens: list[str], known: Mapping[Phrase, object]) -> list[Phrase]:
    """`tokens` cut into phrases: the longest of the `known` ones from left to right, else one token."""
    longest, place, cut = max(map(len, known), default=1), 0, []
    while place < len(tokens):
        phrases = (tuple(tokens[place : place + length]) for length in range(min(longest, len(tokens) - place), 1, -1))
        cut.append(next((phrase for phrase in phrases if phrase in known), (tokens[place],)))
        place += len(cut[-1])
    return cut
