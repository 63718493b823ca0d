"""How offers are found by words: the search, which stands above this room, tells it here."""

from typing import Protocol

from django.db.models import QuerySet
from django.dispatch import Signal

told = Signal()
"""Sent with `offre` when what an offer says, or where it is, has been saved."""


class TextSearch(Protocol):
    def matching(self, queryset: QuerySet, text: str) -> QuerySet:
        """Those of `queryset` that `text` describes, with `relevance`: a number, the lower the better."""

    def corrected(self, text: str) -> str:
        """The nearest spelling of `text`, empty where there is none."""


_searches: list[TextSearch] = []


def use(search: TextSearch) -> None:
    """Find offers by `search` from now on. Called from an app's `ready()`."""
    _searches[:] = [search]


def matching(queryset: QuerySet, text: str) -> QuerySet:
    return _searches[0].matching(queryset, text)


def corrected(text: str) -> str:
    return _searches[0].corrected(text)
