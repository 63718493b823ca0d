"""The interface of the text search of offers. The `search` room implements it and registers it with `use()`."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from .offer_index import OfferIndex


class Said(NamedTuple):
    """The offers that say a word in one way: the fields they say it in, by itself or by a synonym."""

    members: int
    points: int
    """What this way counts for in the ranking."""
    where: str
    """French: « dans l’intitulé », « parmi les autres noms de son métier »."""
    synonyms: Mapping[str, str] = MappingProxyType({})
    """By token of an offer, the synonym that it says so, as displayed; empty when the word itself is said."""


class Word(NamedTuple):
    """A word that a visitor typed, or a phrase that has synonyms, with the offers that say it."""

    written: str
    members: int
    points: int
    """The most it counts for in the ranking: the rarer a word is, the more."""
    ways: Sequence[Said]
    """Disjoint sets, the best first."""


class NamedMetier(NamedTuple):
    """A métier that words name by another name than its own."""

    slug: str
    rest: str
    """The text without these words."""


class TextSearch(Protocol):
    def words(self, text: str, index: OfferIndex) -> list[Word]:
        """The words of `text`; empty when it has none to search for."""

    def skill(self, slug: str, name: str, index: OfferIndex) -> Word:
        """The skill of this slug as a word, by any of its names; it is shown as `name`."""

    def metiers(self, text: str) -> list[NamedMetier]:
        """The métiers that words of `text` name."""

    def tokens(self, keys: Iterable[int]) -> dict[int, list[str]]:
        """The tokens of the offers with these primary keys."""

    def corrected(self, text: str) -> str:
        """The nearest spelling of `text`; empty when there is none."""


_searches: list[TextSearch] = []


def use(search: TextSearch) -> None:
    """Register the search engine of offers. Called from an app's `ready()`."""
    _searches[:] = [search]


def words(text: str, index: OfferIndex) -> list[Word]:
    """The words of `text`, by the registered search; empty when it has none to search for."""
    return _searches[0].words(text, index)


def skill(slug: str, name: str, index: OfferIndex) -> Word:
    """The skill of this slug as a word, by the registered search; it is shown as `name`."""
    return _searches[0].skill(slug, name, index)


def metiers(text: str) -> list[NamedMetier]:
    """The métiers that words of `text` name, by the registered search."""
    return _searches[0].metiers(text)


def tokens(keys: Iterable[int]) -> dict[int, list[str]]:
    """The tokens of the offers with these primary keys, by the registered search."""
    return _searches[0].tokens(keys)


def corrected(text: str) -> str:
    """The nearest spelling of `text`, by the registered search; empty when there is none."""
    return _searches[0].corrected(text)
