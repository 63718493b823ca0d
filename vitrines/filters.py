"""The filters of the directory of entities, and of projects."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.text import fold

from .enums import Theme


class LenientFilter(forms.Form):
    """A filter whose bad values are ignored, and said."""

    fields: dict[str, Any]  # Of several classes.

    @property
    def ignored(self) -> list[str]:
        """Labels of the filters whose value means nothing."""
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def is_narrowing(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())


class DirectoryFilter(LenientFilter):
    """Narrows entities already at hand: there are hundreds, not thousands."""

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
        self.is_valid()
        chosen = self.cleaned_data
        found = self.entities
        for word in fold(chosen.get("q") or "").split():
            found = [vitrine for vitrine in found if word in fold(f"{vitrine.title} {vitrine.sigle}")]
        if ministry := self._ministries.get(chosen.get("ministere") or ""):
            found = [vitrine for vitrine in found if vitrine.path.startswith(ministry.path)]
        if region := chosen.get("region"):
            found = [v for v in found if v.place and v.place.departement.region_id == region]
        return found


class ProjetFilter(LenientFilter):
    """Narrows projects by theme and technology: there are hundreds, not thousands."""

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
        shown = [(theme.value, f"{theme.label} ({themes[theme]})") for theme in Theme if themes[theme]]
        self.fields["theme"].choices = [("", "Tous"), *shown]
        self.fields["technologie"].choices = [
            ("", "Toutes"),
            *((key, f"{names[key]} ({count})") for key, count in sorted(technologies.items())),
        ]
        self.is_valid()

    def matching(self) -> list[int]:
        """The keys of the projects that are asked for, in their order."""
        theme, technologie = (self.cleaned_data.get(name) for name in ("theme", "technologie"))
        return [
            pk
            for pk, of, technologies in self._rows
            if (not theme or of == theme) and (not technologie or technologie in technologies)
        ]

    def read(self, keys: Iterable[int]) -> list:
        """The projects of these keys, in that order."""
        found = self.projets.in_bulk(list(keys))
        return [found[key] for key in keys if key in found]
