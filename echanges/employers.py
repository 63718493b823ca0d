"""From an employer as a source writes it to one of our entities: by an alias, by its name, by its sigle."""

import re
from collections import defaultdict

from core.text import fold
from vitrines.models import VitrinePage

from .models import Alias

_APART = re.compile(r"\s+[-–—/]\s+")
_ARTICLES = re.compile(r"^(la|le|les|l) ")


class Employers:
    """Every entity, on line or not, under all its names."""

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
        """By entity, its names and those of the entities above."""
        self._aliases = dict(Alias.objects.values_list("folded", "vitrine_id"))

    def find(self, *texts: str) -> VitrinePage | None:
        """The entity that the cells `texts` name, the most telling first; None where they name none, or several."""
        lines = [line for text in texts if (line := first_line(text))]
        for line in lines:
            if pk := self._aliases.get(fold(line)):
                return self.by_pk[pk]
        context = {_key(part) for line in lines for part in _APART.split(line)}
        for line in lines:
            if found := self._by_parts([_key(line), *(_key(part) for part in reversed(_APART.split(line)))], context):
                return found
        return None

    def _by_parts(self, parts: list[str], context: set[str]) -> VitrinePage | None:
        """The first part that names one entity, alone or under another that is named too."""
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
    """An employer without the address that its cell may hold below."""
    return text.strip().split("\n")[0].strip(" ,;-") if text.strip() else ""


def _key(name: str) -> str:
    return _ARTICLES.sub("", fold(name))
