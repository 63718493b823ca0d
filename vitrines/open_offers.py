"""How many open offers entities have. Offers are known by the room above, which gives the counts by `count_by`."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol

from core.pages import paths_down_to


class InTree(Protocol):
    """An entity, or its row: its primary key and its path in the tree."""

    pk: int
    path: str


_counts: list[Callable[[], dict[int, int]]] = []


def count_by(own_counts: Callable[[], dict[int, int]]) -> None:
    """Count with `own_counts`: open offers of each entity itself, by its primary key. Called from `ready()`."""
    _counts[:] = [own_counts]


def open_offers(entities: Iterable[InTree]) -> Counter[str]:
    """By path, the open offers of each entity, with the ones of the entities below it."""
    own = _counts[0]() if _counts else {}
    totals: Counter[str] = Counter()
    for entity in entities:
        for path in paths_down_to(entity.path):
            totals[path] += own.get(entity.pk, 0)
    return totals
