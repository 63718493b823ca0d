"""The form fields of the filters that Django does not have."""

from typing import Any

from django import forms

from referentiels.models import Commune

from .offer_index import OfferIndex

LONGEST_TEXT = 200
MOST_EXCLUSIONS = 20
WORDS = "mots"
"""Before the words of an exclusion."""


class KnownChoicesField(forms.MultipleChoiceField):
    """A multiple choice field that drops invalid values instead of failing, and lists them in `rejected`."""

    widget: type[forms.Widget] = forms.CheckboxSelectMultiple
    rejected: list[str] = []

    def to_python(self, value: Any) -> list[str]:
        values = super().to_python(value)
        self.rejected = [code for code in values if not self.valid_value(code)]
        return [code for code in values if code not in self.rejected]


class PlacesInput(forms.TextInput):
    """Several values of one parameter are shown as one text: « Rennes ou Nantes »."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return " ou ".join(value for value in data.getlist(name) if value)


class RadiusField(forms.DecimalField):
    """Shows the radius in force around a place, where none is asked for."""

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        return BoundRadius(form, self, field_name)


class BoundRadius(forms.BoundField):
    form: Any
    """A Criteria, with its `radius` and `commune`."""

    def value(self) -> Any:
        return super().value() or (f"{self.form.radius:g}" if self.form.commune else "")


class ExclusionsField(KnownChoicesField):
    """What is not wanted, as values `filter:value`: of a facet, `commune:` and an INSEE code, or `mots:` and words."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, facts: OfferIndex, **options: Any) -> None:
        super().__init__(**options)
        self.facts = facts

    def to_python(self, value: Any) -> list[str]:
        """The known values, once each; what they are for a reader becomes the choices."""
        values = [known for known in dict.fromkeys(forms.MultipleChoiceField.to_python(self, value)) if known]
        pairs = {known: known.partition(":")[::2] for known in values[:MOST_EXCLUSIONS]}
        communes = Commune.objects.in_bulk([code for name, code in pairs.values() if name == "commune"])
        names = {known: self._name(*pair, communes) for known, pair in pairs.items()}
        self.choices = [(known, f"Sauf {name}") for known, name in names.items() if name]
        return super().to_python(values)

    def _name(self, name: str, value: str, communes: dict[str, Commune]) -> str:
        if name == WORDS:
            return f"« {value.strip()} »" if value.strip() and len(value) <= LONGEST_TEXT else ""
        if name == "commune":
            return str(communes.get(value, ""))
        return str(dict(self.facts.choices(name)).get(value, ""))
