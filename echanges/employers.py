"""Matches the employer named by a source with an entity: by alias, by name, by sigle."""

import re
from collections import defaultdict

from core.text import fold
from vitrines.models import VitrinePage

from .models import Alias

_APART = re.compile(r"\s+[-–—/]\s+")
_ARTICLES = re.compile(r"^(la|le|les|l) ")


class Employers:
    """An in-memory index of all entities, live or not, by name, sigle and alias."""

    def __init__(self) -> None:
        vitrines = list(VitrinePage.objects.only("pk", "path", "title", "sigle", "live", "depth").order_by("path"))
        self.by_pk = {vitrine.pk: vitrine for vitrine in vitrines}
        self._names: dict[str, list[VitrinePage]] = defaultdict(list)
        names_of: dict[str, set[str]] = {}
        for vitrine in vitrines:
            own = {_key(vitrine.title), *([_key(vitrine.sigle)] if vitrine.sigle else [])}
            names_of[vitrine.path] = own
            for name in own:
                self._names[name].append(vitrine)
        self._above = {
            vitrine.pk: set().union(*(names for path, names in names_of.items() if vitrine.path.startswith(path)))
            for vitrine in vitrines
        }
        """Names of each entity and of the entities above it, by primary key."""
        self._aliases = dict(Alias.objects.values_list("folded", "vitrine_id"))

    def find(self, *texts: str) -> VitrinePage | None:
        """The entity named in the cells `texts`, given by descending precision; None without a single match."""
        lines = [line for text in texts if (line := first_line(text))]
        for line in lines:
            if pk := self._aliases.get(fold(line)):
                return self.by_pk[pk]
        context = {_key(part) for line in lines for part in _APART.split(line)}
        for line in lines:
            if vitrine := self._by_parts([_key(line), *(_key(part) for part in reversed(_APART.split(line)))], context):
                return vitrine
        return None

    def _by_parts(self, parts: list[str], context: set[str]) -> VitrinePage | None:
        """The entity of the first unambiguous part. A part that names a parent entity distinguishes homonyms."""
        for part in dict.fromkeys(parts):
            if pk := self._aliases.get(part):
                return self.by_pk[pk]
            candidates = self._names.get(part, [])
            if len(candidates) > 1:
                others = context - {part}
                candidates = [vitrine for vitrine in candidates if self._above[vitrine.pk] & others]
            if len(candidates) == 1:
                return candidates[0]
        return None


def first_line(text: str) -> str:
    """The first line of an employer's cell, whose next lines may be an address."""
    return text.strip().split("\n")[0].strip(" ,;-") if text.strip() else ""


def _key(name: str) -> str:
    return _ARTICLES.sub("", fold(name))
