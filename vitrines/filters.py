"""The filters of the directory of entities."""

from django import forms

from core.text import fold


class DirectoryFilter(forms.Form):
    """Narrows entities already at hand: there are hundreds, not thousands. A bad value is ignored, and said."""

    q = forms.CharField(label="Nom ou sigle", max_length=100, required=False)
    ministere = forms.ChoiceField(label="Ministère ou tutelle", required=False)
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, data, *, entities: list):
        super().__init__(data)
        self.entities = entities
        parents = {vitrine.path[: -vitrine.steplen] for vitrine in entities}
        ministries = sorted((v for v in entities if v.path in parents), key=lambda v: fold(v.title))
        self._ministries = {vitrine.slug: vitrine for vitrine in ministries}
        regions = {region.code: region.name for v in entities if v.place and (region := v.place.departement.region)}
        self.fields["ministere"].choices = [("", "Tous"), *((v.slug, v.title) for v in ministries)]
        self.fields["region"].choices = [("", "Toutes"), *sorted(regions.items(), key=lambda item: fold(item[1]))]

    @property
    def ignored(self) -> list[str]:
        """Labels of the filters whose value means nothing."""
        return [str(self.fields[name].label) for name in self.errors]

    @property
    def is_narrowing(self) -> bool:
        self.is_valid()
        return any(self.cleaned_data.values())

    def matching(self) -> list:
        self.is_valid()
        chosen = self.cleaned_data
        found = self.entities
        for word in fold(chosen.get("q") or "").split():
            found = [vitrine for vitrine in found if word in fold(f"{vitrine.title} {vitrine.sigle}")]
        if ministry := self._ministries.get(chosen.get("ministere")):
            found = [vitrine for vitrine in found if vitrine.path.startswith(ministry.path)]
        if region := chosen.get("region"):
            found = [v for v in found if v.place and v.place.departement.region_id == region]
        return found
