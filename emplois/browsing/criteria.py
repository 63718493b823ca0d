"""What a visitor asks of the offers: the form behind the query string, whose names and values are a public contract."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from referentiels.models import Commune

from .offer_index import OfferIndex

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
}
"""The filters whose values are counted, in the order of the page."""
PLACES = ("commune", "region", "departement")
ORDERS = [
    ("pertinence", "Pertinence"),
    ("date", "Date de publication"),
    ("echeance", "Date limite de candidature"),
    ("salaire", "Rémunération"),
]
RADIUS = 20
"""Kilometres around a commune when none are given."""
LONGEST_TEXT = 200


MOST_HOMONYMS = 6
"""Communes of one name or postcode, around all of which is searched until one is chosen."""


def _thousands(number: Decimal) -> str:
    return f"{number:,.0f}".replace(",", "\u202f")


class KnownChoicesField(forms.MultipleChoiceField):
    """Several choices, of which those that mean nothing are dropped and kept in `rejected`."""

    widget = forms.CheckboxSelectMultiple
    rejected: list[str] = []

    def to_python(self, value: Any) -> list[str]:
        values = super().to_python(value)
        self.rejected = [found for found in values if not self.valid_value(found)]
        return [found for found in values if found not in self.rejected]


class Criteria(forms.Form):
    """The filters of the list. A value that means nothing is dropped, and told in `ignored`."""

    data: QueryDict

    q = forms.CharField(
        label="Mots-clés",
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"type": "search", "data-suggestions": ""}),
    )
    commune: Commune | None = forms.CharField(  # type: ignore[assignment]  # Fields are in `fields`; here is what it found.
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
        super().__init__(data)
        self.facts = facts
        for name, label in FACETS.items():
            choices = [choice for group in facts.labels[name].values() for choice in group]
            self.fields[name] = KnownChoicesField(label=label, choices=choices)
        for field in self.fields.values():
            field.required = False
        self.commune = None
        self.communes: list[Commune] = []
        """Those that the text names, the most populous first: often one, sometimes of the same name or postcode."""
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
        """The commune, or what several are called, as a reader sees it."""
        if len(self.communes) > 1:
            return f"{self.cleaned_data['commune']} ({len(self.communes)} communes)"
        return str(self.commune)

    @property
    def radius(self) -> float:
        """Kilometres around the commune."""
        asked = self.cleaned_data.get("rayon")
        return float(RADIUS if asked is None else asked)

    @property
    def order(self) -> str:
        """How the offers are sorted: as asked, else by relevance to words or a commune, else the newest first."""
        chosen = self.cleaned_data
        return chosen.get("tri") or ("pertinence" if chosen.get("q") or self.commune else "date")

    @property
    def ignored(self) -> list[str]:
        """What of the query string means nothing, as a reader may be told."""
        unknown = [str(self.fields[name].label) for name in self.errors if name != "commune"]
        for field in self.fields.values():
            unknown += [f"{field.label} « {value[:40]} »" for value in getattr(field, "rejected", [])]
        return unknown

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """Parameter, value and what a reader sees of each filter in force."""
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
    def lasting(self) -> dict:
        """What is asked, without what passes (the period, the order), as JSON holds it; of a commune, its code."""
        kept = {
            name: value for name, value in self.cleaned_data.items() if value and name not in ("tri", "publiee_depuis")
        }
        if self.commune:
            kept |= {"commune": [commune.pk for commune in self.communes], "rayon": self.radius}
        if "salaire_min" in kept:
            kept["salaire_min"] = float(kept["salaire_min"])
        return kept

    def without(self, name: str, value: str | None = None) -> QueryDict:
        """The query string's data with the filter `name` less, or with one of its values less."""
        data = self.data.copy()
        for parameter in ("page", *(("rayon", "partout") if name == "commune" else ())):
            data.pop(parameter, None)
        data.setlist(name, [kept for kept in data.getlist(name) if value is not None and kept != value])
        return data

    def instead(self, **values: Any) -> QueryDict:
        """The query string's data with other values of some filters."""
        data = self.data.copy()
        data.pop("page", None)
        for name, value in values.items():
            data.setlist(name, value if isinstance(value, list) else [str(value)])
        return data
