"""What the apps above this one know of entities, in rows: for their comparison, and in brief on a vitrine."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from wagtail.models import Page

MOST_COMPARED = 4
"""Entities or offers side by side."""


class Row(NamedTuple):
    label: str
    values: list[str]
    """One for each thing that is compared, empty where unknown."""


def titled(rows: Iterable[Row], titles: Sequence[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For `components/comparison.html`: the rows that have a value, each value with the title of its column."""
    return [(label, list(zip(values, titles, strict=True))) for label, values in rows if any(values)]


_REGISTERED: list[tuple[int, Callable[..., list[Row]]]] = []


def register(rows: Callable[..., list[Row]], *, order: int) -> None:
    """Add rows; `rows` is called with a list of VitrinePage. Called from an app's `ready()`."""
    _REGISTERED.append((order, rows))


def comparison(entities: list[Page]) -> list[Row]:
    """The rows for these entities, without those that no entity has a value for; none without entities."""
    if not entities:
        return []
    sources = [rows for _order, rows in sorted(_REGISTERED, key=lambda source: source[0])]
    return [row for rows in sources for row in rows(entities) if any(row.values)]
