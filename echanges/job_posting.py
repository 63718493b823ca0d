"""Offers as schema.org's JobPosting, the JSON-LD that career sites put into their pages (schema.org/JobPosting)."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from .csp.cards import title
from .csp.scope import Scope
from .mapping import Content, rich_text
from .models import Motif
from .running import CannotRead, Quarantined


@dataclass(frozen=True)
class Posting:
    """One offer."""

    cells: dict

    @property
    def reference(self) -> str:
        found = self.cells.get("identifier")
        return str(found.get("value", "") if isinstance(found, dict) else found or "")

    @property
    def title(self) -> str:
        return str(self.cells.get("title", ""))

    @property
    def employers(self) -> tuple[str, ...]:
        found = self.cells.get("hiringOrganization")
        return (str(found.get("name", "")) if isinstance(found, dict) else "",)

    @property
    def posted_on(self) -> dt.date | None:
        try:
            return dt.date.fromisoformat(str(self.cells.get("datePosted", ""))[:10])
        except ValueError:
            return None

    @property
    def recency(self) -> tuple[dt.date, dt.date]:
        return self.posted_on or dt.date.min, dt.date.min


class JobPosting:
    """A JSON list of postings."""

    name = "JSONLD"

    def __init__(self) -> None:
        self._scope = Scope()

    def read(self, raw: Iterable[bytes], told: Callable[[int], None] | None) -> Iterator[Posting | None]:
        try:
            found = json.loads(b"".join(raw))
        except (ValueError, RecursionError):
            raise CannotRead("Ce n’est pas du JSON.") from None
        if not isinstance(found, list):
            raise CannotRead("Une liste de JobPosting est attendue.")
        for cells in found:
            posting = Posting(cells)
            yield posting if self._scope.includes(posting.title, "", posting.title) else None

    def row(self, cells: dict) -> Posting:
        return Posting(cells)

    def content(self, row: Posting) -> Content:
        """What the offer says. Raises Quarantined."""
        if not row.reference:
            raise Quarantined(Motif.REFERENCE, row.title)
        text = str(row.cells.get("description", ""))
        fields = {"title": title(row.title), "missions": rich_text(text), "apply_here": False, "deadline": None,
                  "apply_url": str(row.cells.get("url", ""))}  # fmt: skip
        return Content(fields, [])
