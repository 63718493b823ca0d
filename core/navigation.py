"""The main menu of the site. Each room adds the addresses that every visitor may want."""

from collections.abc import Callable
from typing import NamedTuple


class Entry(NamedTuple):
    order: int
    title: str
    url: Callable[[], str]


_ENTRIES: list[Entry] = []


def register(title: str, url: Callable[[], str], *, order: int) -> None:
    """Add an entry, from left to right by `order`. Called from an app's `ready()`, when no URL can be reversed yet."""
    _ENTRIES.append(Entry(order, title, url))


def main_menu(path: str) -> list[dict]:
    """Title and address of each entry, and whether the page at `path` is below it."""
    entries = [(entry.title, entry.url()) for entry in sorted(_ENTRIES)]
    return [{"title": title, "url": url, "current": path.startswith(url)} for title, url in entries]
