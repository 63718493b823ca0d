"""The main menu of the site. Each app registers its entries."""

from collections.abc import Callable
from typing import NamedTuple


class Entry(NamedTuple):
    order: int
    title: str
    url: Callable[[], str]


_ENTRIES: list[Entry] = []


def register(title: str, url: Callable[[], str], *, order: int) -> None:
    """Add an entry to the menu, sorted by `order`. Called from `ready()`, when no URL can be reversed yet."""
    _ENTRIES.append(Entry(order, title, url))


def main_menu(path: str) -> list[dict]:
    """Title and URL of each entry, and whether it is current: `path` starts with its URL."""
    entries = [(entry.title, entry.url()) for entry in sorted(_ENTRIES)]
    return [{"title": title, "url": url, "current": path.startswith(url)} for title, url in entries]
