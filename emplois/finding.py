"""The interface of the text search of offers. The `search` room implements it and registers it with `use()`."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from django.dispatch import Signal

offers_changed = Signal()
"""Sent with `offres` after the text or the places of some offers are saved, so that they are indexed again."""

fruitless = Signal()
"""Sent with `text` when a visitor's words match no public offer."""


class TextMatches(Protocol):
    """The offers that match a text."""

    steps: list[Sequence[int]]
    """Primary keys of all matching offers, public or not, in groups by descending relevance.

    The last group holds the rest. A key may be in several groups: the first one counts."""

    def ranked(self) -> Iterator[Sequence[int]]:
        """The last group split by descending relevance; keys in none of these groups rank last."""


class TextSearch(Protocol):
    def described(self, text: str) -> TextMatches | None:
        """The offers that match `text`; None when it has no searchable word."""

    def corrected(self, text: str) -> str:
        """The nearest spelling of `text`; empty when there is none."""


_searches: list[TextSearch] = []


def use(search: TextSearch) -> None:
    """Register the search engine of offers. Called from an app's `ready()`."""
    _searches[:] = [search]


def described(text: str) -> TextMatches | None:
    """The offers that match `text`, by the registered search; None when it has no searchable word."""
    return _searches[0].described(text)


def corrected(text: str) -> str:
    """The nearest spelling of `text`, by the registered search; empty when there is none."""
    return _searches[0].corrected(text)
