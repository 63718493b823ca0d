"""Numbers of open offers of entities. `emplois`, which depends on this app, provides the counts with `count_by`."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol

from core.pages import paths_down_to


class InTree(Protocol):
    """An entity, or a row of it, with its primary key and its tree path."""

    pk: int
    path: str


_counts: list[Callable[[], dict[int, int]]] = []


def count_by(own_counts: Callable[[], dict[int, int]]) -> None:
    """Set the function that counts the open offers of each entity alone, by primary key. Called from `ready()`."""
    _counts[:] = [own_counts]


def open_offers(entities: Iterable[InTree]) -> Counter[str]:
    """By path, the number of open offers of each entity and of the entities below it."""
    own = _counts[0]() if _counts else {}
    totals: Counter[str] = Counter()
    for entity in entities:
        for path in paths_down_to(entity.path):
            totals[path] += own.get(entity.pk, 0)
    return totals
