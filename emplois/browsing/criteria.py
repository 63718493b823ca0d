"""The filter form of the list of offers. Its parameter names and values are public: bookmarks and alerts use them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from referentiels.models import Commune

from .offer_index import OfferIndex
from .reading import arrondissement, read

FACETS = {
    "teletravail": "Télétravail",
    "contrat": "Contrat",
    "famille": "Famille de métiers",
    "metier": "Métier",
    "entite": "Entité",
    "region": "Région",
    "departement": "Département",
    "categorie": "Catégorie",
    "versant": "Versant",
    "experience": "Expérience",
    "temps": "Temps de travail",
    "ouverture": "Ouvert à",
}
"""Parameter and label of the filters with counted values, in the order of the page."""
PLACES = ("commune", "region", "departement")
ORDERS = [
    ("pertinence", "Pertinence"),
    ("date", "Date de publication"),
    ("echeance", "Date limite de candidature"),
    ("salaire", "Rémunération"),
]
RADIUS = 20
"""Default radius around a commune, in kilometres."""
LONGEST_TEXT = 200


MOST_HOMONYMS = 6
"""How many communes of one name or postcode are searched around, until the visitor chooses one."""


def _thousands(number: Decimal) -> str:
    return f"{number:,.0f}".replace(",", "\u202f")


class KnownChoicesField(forms.MultipleChoiceField):
    """A multiple choice field that drops invalid values instead of failing, and lists them in `rejected`."""

    widget = forms.CheckboxSelectMultiple
    rejected: list[str] = []

    def to_python(self, value: Any) -> list[str]:
        values = super().to_python(value)
        self.rejected = [code for code in values if not self.valid_value(code)]
        return [code for code in values if code not in self.rejected]


class Criteria(forms.Form):
    """The filters of the list. Invalid values are dropped and listed in `ignored`."""

    data: QueryDict

    q = forms.CharField(
        label="Mots-clés",
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"type": "search", "data-suggestions": ""}),
    )
    commune: Commune | None = forms.CharField(  # type: ignore[assignment]  # The form metaclass moves fields to `fields`; the attribute is the match.
        label="Commune", max_length=80, help_text="Nom, code postal ou code INSEE."
    )
    rayon = forms.DecimalField(label="Rayon (km)", min_value=0, max_value=300)
    partout = forms.BooleanField(label="Avec le télétravail total, partout")
    salaire_min = forms.DecimalField(
        label="Rémunération minimale", min_value=0, max_value=1_000_000, help_text="Euros bruts par an."
    )
    publiee_depuis = forms.DecimalField(label="Publiée depuis", min_value=0, max_value=3650, help_text="En jours.")
    tri = forms.ChoiceField(
        label="Trier par",
        choices=[("", "Automatique"), *ORDERS],
        widget=forms.Select(attrs={"form": "filtres"}),
    )

    def __init__(self, data: QueryDict, facts: OfferIndex) -> None:
        self.asked = data.get("q", "")
        """The words as typed, before they are read into filters; with `exact` in `data` they are not."""
        self.read_from_words: dict[str, list[str]] = {}
        """Values that the words ask for, by filter."""
        if 0 < len(self.asked) <= LONGEST_TEXT and "exact" not in data:
            reading = read(self.asked, facts, with_place=not data.get("commune"))
            self.read_from_words, data = reading.values, reading.applied_to(data)
        super().__init__(data)
        self.facts = facts
        for name, label in FACETS.items():
            choices = [choice for group in facts.labels[name].values() for choice in group]
            self.fields[name] = KnownChoicesField(label=label, choices=choices)
        for field in self.fields.values():
            field.required = False
        self.commune = None
        self.communes: list[Commune] = []
        """The communes that match the text, the most populous first: several when they share a name or a postcode."""
        self.unknown_commune = ""
        self.is_valid()

    def clean_commune(self) -> str:
        text = self.cleaned_data["commune"]
        if text:
            self.communes = list(Commune.objects.matching(text)[:MOST_HOMONYMS])
            self.commune = next(iter(self.communes), None)
            if self.commune is None:
                self.unknown_commune = text
                raise forms.ValidationError("Commune inconnue.")
        return text

    @property
    def place_name(self) -> str:
        """The displayed name of the commune, or the text as typed when it matches several."""
        if self.commune is None:
            return ""
        if within := arrondissement(self.commune, self.cleaned_data["commune"]):
            return within
        if len(self.communes) > 1:
            return f"{self.cleaned_data['commune']} ({len(self.communes)} communes)"
        return str(self.commune)

    @property
    def radius(self) -> float:
        """Radius around the commune, in kilometres."""
        radius = self.cleaned_data.get("rayon")
        return float(RADIUS if radius is None else radius)

    @property
    def order(self) -> str:
        """The sort order: the requested one, else relevance when there are words or a commune, else date."""
        chosen = self.cleaned_data
        return chosen.get("tri") or ("pertinence" if chosen.get("q") or self.commune else "date")

    @property
    def ignored(self) -> list[str]:
        """The invalid parts of the query string, as displayed to the visitor."""
        unknown = [str(self.fields[name].label) for name in self.errors if name != "commune"]
        for field in self.fields.values():
            unknown += [f"{field.label} « {value[:40]} »" for value in getattr(field, "rejected", [])]
        return unknown

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """Parameter, value and displayed label of each active filter."""
        chosen = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", [], False) or name in ("tri", "rayon"):
                continue
            if isinstance(field, KnownChoicesField):
                labels = {code: label for group in self.facts.labels[name].values() for code, label in group}
                chosen += [(name, code, str(labels[code])) for code in value]
            elif name == "commune":
                chosen.append((name, value, f"{self.place_name}, {self.radius:g} km"))
            elif name == "partout":
                chosen.append((name, self.data[name], "Télétravail total, partout"))
            elif name == "salaire_min":
                chosen.append((name, str(value), f"Au moins {_thousands(value)} € bruts par an"))
            elif name == "publiee_depuis":
                chosen.append((name, str(value), f"Publiée depuis {value:g} jour{'s' if value > 1 else ''} au plus"))
            else:
                chosen.append((name, str(value), f"« {value} »"))
        if self.unknown_commune:
            chosen.append(("commune", self.unknown_commune, f"Commune « {self.unknown_commune[:40]} »"))
        return chosen

    @property
    def understood(self) -> list[str]:
        """What a reader sees of each filter that the words ask for."""
        return [label for name, value, label in self.active if value in self.read_from_words.get(name, ())]

    @property
    def lasting(self) -> dict:
        """The criteria of an alert, serialisable as JSON: without order and period, with communes by code."""
        criteria = {
            name: value for name, value in self.cleaned_data.items() if value and name not in ("tri", "publiee_depuis")
        }
        if self.commune:
            criteria |= {"commune": [commune.pk for commune in self.communes], "rayon": self.radius}
        if "salaire_min" in criteria:
            criteria["salaire_min"] = float(criteria["salaire_min"])
        return criteria

    def without(self, name: str, value: str | None = None) -> QueryDict:
        """A copy of the query string without the filter `name`, or without its value `value`."""
        data = self.data.copy()
        for parameter in ("page", *(("rayon", "partout") if name == "commune" else ())):
            data.pop(parameter, None)
        data.setlist(name, [other for other in data.getlist(name) if value is not None and other != value])
        return data

    def instead(self, **values: Any) -> QueryDict:
        """A copy of the query string with `values` replacing those of the same filters."""
        data = self.data.copy()
        data.pop("page", None)
        for name, value in values.items():
            data.setlist(name, value if isinstance(value, list) else [str(value)])
        return data
