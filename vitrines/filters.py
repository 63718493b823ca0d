"""The filter forms of the directory of entities and of the projects."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.text import fold

from .enums import Theme


class LenientFilter(forms.Form):
    """A filter form that ignores invalid values, and reports them in `ignored`."""

    fields: dict[str, Any]  # Several field classes.

    @property
    def ignored(self) -> list[str]:
        """Labels of the fields whose value is invalid."""
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def is_narrowing(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())


class DirectoryFilter(LenientFilter):
    """Filters a list of entities in memory: there are hundreds, not thousands."""

    q = forms.CharField(label="Nom ou sigle", max_length=100, required=False)
    ministere = forms.ChoiceField(label="Ministère ou tutelle", required=False)
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, entities: list) -> None:
        super().__init__(data)
        self.entities = entities
        parents = {vitrine.path[: -vitrine.steplen] for vitrine in entities}
        ministries = sorted((v for v in entities if v.path in parents), key=lambda v: fold(v.title))
        self._ministries = {vitrine.public_key: vitrine for vitrine in ministries}
        regions = {region.code: region.name for v in entities if v.place and (region := v.place.departement.region)}
        self.fields["ministere"].choices = [("", "Tous"), *((v.public_key, v.title) for v in ministries)]
        self.fields["region"].choices = [("", "Toutes"), *sorted(regions.items(), key=lambda item: fold(item[1]))]

    def matching(self) -> list:
        """The entities that match all valid values."""
        self.is_valid()
        chosen = self.cleaned_data
        entities = self.entities
        for word in fold(chosen.get("q") or "").split():
            entities = [vitrine for vitrine in entities if word in fold(f"{vitrine.title} {vitrine.sigle}")]
        if ministry := self._ministries.get(chosen.get("ministere") or ""):
            entities = [vitrine for vitrine in entities if vitrine.path.startswith(ministry.path)]
        if region := chosen.get("region"):
            entities = [v for v in entities if v.place and v.place.departement.region_id == region]
        return entities


class ProjetFilter(LenientFilter):
    """Filters projects by theme and technology, in memory: there are hundreds, not thousands."""

    theme = forms.ChoiceField(label="Thème", required=False)
    technologie = forms.ChoiceField(label="Technologie", required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, projets: QuerySet) -> None:
        super().__init__(data)
        self.projets = projets
        self._rows = [
            (pk, theme, {fold(name): name.strip() for name in technologies.split(",") if name.strip()})
            for pk, theme, technologies in projets.values_list("pk", "theme", "technologies")
        ]
        themes = Counter(theme for _pk, theme, _technologies in self._rows)
        names = {key: name for _pk, _theme, technologies in self._rows for key, name in technologies.items()}
        technologies = Counter(key for _pk, _theme, technologies in self._rows for key in technologies)
        used_themes = [(theme.value, f"{theme.label} ({themes[theme]})") for theme in Theme if themes[theme]]
        self.fields["theme"].choices = [("", "Tous"), *used_themes]
        self.fields["technologie"].choices = [
            ("", "Toutes"),
            *((key, f"{names[key]} ({count})") for key, count in sorted(technologies.items())),
        ]
        self.is_valid()

    def matching(self) -> list[int]:
        """The keys of the matching projects, in the order of `projets`."""
        theme, technologie = (self.cleaned_data.get(name) for name in ("theme", "technologie"))
        return [
            pk
            for pk, of, technologies in self._rows
            if (not theme or of == theme) and (not technologie or technologie in technologies)
        ]

    def read(self, keys: Iterable[int]) -> list:
        """The projects with these keys, in this order; missing ones are skipped."""
        by_key = self.projets.in_bulk(list(keys))
        return [by_key[key] for key in keys if key in by_key]
