"""How offers are found by words: the search, which stands above this room, tells it here."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from django.dispatch import Signal

offers_changed = Signal()
"""Sent with `offres` when what some offers say, or where they are, has been saved."""

fruitless = Signal()
"""Sent with `text` when a visitor's words describe no public offer."""


class Described(Protocol):
    """What a text describes."""

    steps: list[Sequence[int]]
    """Keys of all the offers that it describes, public or not, in groups, the best first; the last group is the rest.

    A key may stand in several groups; its first counts."""

    def ranked(self) -> Iterator[Sequence[int]]:
        """Those of the last group, in finer groups, the best first; what is in none of them comes after."""


class TextSearch(Protocol):
    def described(self, text: str) -> Described | None:
        """The offers that `text` describes; None where it says nothing that can be searched."""

    def corrected(self, text: str) -> str:
        """The nearest spelling of `text`, empty where there is none."""


_searches: list[TextSearch] = []


def use(search: TextSearch) -> None:
    """Find offers by `search` from now on. Called from an app's `ready()`."""
    _searches[:] = [search]


def described(text: str) -> Described | None:
    return _searches[0].described(text)


def corrected(text: str) -> str:
    return _searches[0].corrected(text)
