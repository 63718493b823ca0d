"""The filter form of the list of offers. Its parameter names and values are public: bookmarks and alerts use them."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse_lazy

from core.french import NUMBERS, number, of_town
from referentiels.arrondissements import Arrondissement
from referentiels.models import Located

from .criteria_fields import LONGEST_TEXT, ExclusionsField, KnownChoicesField, PlacesInput, RadiusField
from .offer_index import SKILLS, OfferIndex
from .place_reading import read_places
from .places import (
    AREA_FILTERS,
    LONGEST_PLACE,
    MOST_PLACES,
    PLACE_FILTERS,
    Places,
    area_label,
    areas,
    place_of,
    plain,
)
from .reading import Reading, read
from .tokens import EXCLUDED

FACETS = {
    "teletravail": "Télétravail",
    "teletravail_jours": "Jours de télétravail par semaine",
    "contrat": "Contrat",
    SKILLS: "Compétence",
    "famille": "Famille de métiers",
    "metier": "Métier",
    "entite": "Entité",
    "region": "Région",
    "departement": "Département",
    "categorie": "Catégorie",
    "versant": "Versant",
    "experience": "Expérience",
    "temps": "Temps de travail",
    "ouvert_aux": "Ouvert aux",
    "ouverture": "Ouverture",
    "diplome": "Niveau d’études demandé",
    "management": "Encadrement d’équipe",
}
"""Parameter and label of the filters with counted values, in the order of the page."""
ONLY_WHERE_CHOSEN = ("ouverture",)
"""Filters that the page does not offer: links and alerts of before have them, and the API."""
ORDERS = [
    ("pertinence", "Pertinence"),
    ("date", "Date de publication"),
    ("echeance", "Date limite de candidature"),
    ("salaire", "Rémunération"),
]
RADIUS = 20
"""Default radius around a commune, in kilometres."""
_SEARCHABLE = re.compile(r"[^\W_]")


class Criteria(forms.Form):
    """The filters of the list. Invalid values are dropped and listed in `ignored`."""

    data: QueryDict

    q = forms.CharField(
        label="Mots-clés",
        max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"type": "search", "data-suggestions": ""}),
    )
    commune: Located | None = forms.CharField(  # type: ignore[assignment]  # The form metaclass moves fields to `fields`; the attribute is the match.
        label="Lieu",
        max_length=LONGEST_PLACE * MOST_PLACES,
        help_text="Commune, arrondissement, code postal, département ou région.",
        widget=PlacesInput(attrs={"data-suggestions": reverse_lazy("search:lieux")}),
    )
    rayon = RadiusField(label="Rayon (km)", min_value=0, max_value=300)
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
        self._given = data
        self.asked = data.get("q", "")
        """The words as typed, before they are read into filters; with `exact` in `data` they are not."""
        self.read_from_words: dict[str, list[str]] = {}
        """Values that the words ask for, by filter."""
        self.reading: Reading | None = None
        self.everywhere = ""
        """« France entière » among the words: it asks for no place."""
        self.unsearchable = ""
        """Words without a letter or a digit: nothing is searched."""
        if self.asked.strip() and not _SEARCHABLE.search(self.asked):
            self.unsearchable = self.asked[:40]
            data = data.copy()
            data["q"] = ""
        elif 0 < len(self.asked) <= LONGEST_TEXT and "\0" not in self.asked and "exact" not in data:
            reading = read(self.asked, facts)
            self.reading, self.read_from_words, data = reading, reading.values, reading.applied_to(data)
            self.everywhere = reading.everywhere
        self.facts = facts
        data = self._with_places(data)
        super().__init__(data)
        for name, label in FACETS.items():
            self.fields[name] = KnownChoicesField(label=label, choices=facts.choices(name))
        self.fields[EXCLUDED] = ExclusionsField(label="Sauf", facts=facts)
        for field in self.fields.values():
            field.required = False
        located = {place.pk: place for places in self.places.located.values() for place in places}
        self.communes: list[Located] = list(located.values())
        """The communes and arrondissements that the texts mean: several for a name or a postcode that they share."""
        self.commune = next(iter(self.communes), None)
        self.unknown_commune = next(iter(self.places.unknown), "")
        self.is_valid()
        natural = dict(ORDERS)[self._natural_order]
        cast(forms.ChoiceField, self.fields["tri"]).choices = [("", f"{natural} (automatique)"), *ORDERS]

    def respelled(self, words: str) -> "Criteria":
        """The same criteria with `words`, spelled otherwise, instead of those that no filter says."""
        criteria = Criteria(self.instead(q=words), self.facts)
        read = self.read_from_words | criteria.read_from_words
        criteria.read_from_words = {
            name: [*self.read_from_words.get(name, ()), *criteria.read_from_words.get(name, ())] for name in read
        }
        criteria.asked, criteria._given = self.asked, self._given
        criteria.everywhere = self.everywhere or criteria.everywhere
        return criteria

    def _with_places(self, data: QueryDict) -> QueryDict:
        """The query string `data` with each place as the filter that finds it.

        An area typed in « Lieu » becomes its filter; one that does not hold the other places joins them in « Lieu ».
        """
        known = {kind: {code for code, _label in self.facts.choices(kind)} for kind in AREA_FILTERS}
        chosen = [
            (kind, code) for kind in AREA_FILTERS for code in dict.fromkeys(data.getlist(kind)) if code in known[kind]
        ]
        self.places = Places(data.getlist("commune"), read_places, [place_of(*one) for one in chosen])
        changed = data.copy()
        changed.setlist("commune", self.places.texts)
        for kind in AREA_FILTERS:
            unknown = [code for code in data.getlist(kind) if code not in known[kind]]
            changed.setlist(kind, list(dict.fromkeys([*unknown, *self.places.filters.get(kind, ())])))
        is_same = all(changed.getlist(name) == data.getlist(name) for name in PLACE_FILTERS)
        return data if is_same else changed

    def clean_commune(self) -> str:
        if self.unknown_commune:
            raise forms.ValidationError("Lieu inconnu.")
        return self.cleaned_data["commune"]

    @property
    def place_name(self) -> str:
        """The displayed names of the places that are searched around."""
        return " ou ".join(self._place_name(text) for text in self.places.located)

    def _place_name(self, text: str) -> str:
        places = self.places.located[text]
        return str(places[0]) if len(places) == 1 else text

    def _place_label(self, text: str) -> str:
        """« À 20 km de Saint-Denis (93) », « Saint-Denis : deux communes, 20 km autour », « Bretagne »."""
        if text in self.places.areas:
            return area_label(self.places.areas[text])
        if text not in self.places.located:
            return f"Lieu « {text[:40]} »"
        places, name = self.places.located[text], self._place_name(text)
        if len(places) > 1:
            around = f", {self.radius:g} km autour" if self.radius else ""
            return f"{name} : {NUMBERS[len(places)]} communes{around}"
        return f"À {self.radius:g} km {of_town(name)}" if self.radius else name

    @property
    def around_cities(self) -> list[str]:
        """The cities of the arrondissements that are searched: an offer may name the city alone."""
        return list(dict.fromkeys(place.city for place in self.communes if isinstance(place, Arrondissement)))

    @property
    def radius(self) -> float:
        """Radius around the commune, in kilometres."""
        radius = self.cleaned_data.get("rayon")
        return float(RADIUS if radius is None else radius)

    @property
    def order(self) -> str:
        """The sort order: the requested one, else relevance with words, skills or a commune, else date."""
        return self.cleaned_data.get("tri") or self._natural_order

    @property
    def _natural_order(self) -> str:
        chosen = self.cleaned_data
        return "pertinence" if chosen.get("q") or chosen.get(SKILLS) or self.commune else "date"

    @property
    def ignored(self) -> list[str]:
        """The invalid parts of the query string, as displayed to the visitor."""
        unknown = [str(self.fields[name].label) for name in self.errors if name != "commune"]
        for field in self.fields.values():
            unknown += [f"{field.label} « {value[:40]} »" for value in getattr(field, "rejected", [])]
        return unknown

    def labels(self, name: str) -> list[str]:
        """What a reader sees of the active values of the filter `name`."""
        return [label for parameter, _value, label in self.active if parameter == name]

    @cached_property
    def active(self) -> list[tuple[str, str, str]]:
        """Parameter, value and displayed label of each active filter."""
        chosen = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value in (None, "", [], False) or name in ("tri", "rayon"):
                continue
            if isinstance(field, KnownChoicesField):
                labels: dict = dict(field.choices)  # type: ignore[arg-type]  # The stubs allow other shapes than the pairs given here.
                chosen += [(name, code, str(labels[code])) for code in value]
            elif name == "commune":
                chosen += [(name, text, self._place_label(text)) for text in self.places.texts]
            elif name == "partout":
                chosen.append((name, self.data[name], "Télétravail total, partout"))
            elif name == "salaire_min":
                chosen.append((name, str(value), f"Jusqu’à {number(value)} € bruts par an ou plus"))
            elif name == "publiee_depuis":
                chosen.append((name, str(value), f"Publiée depuis {value:g} jour{'s' if value > 1 else ''} au plus"))
            else:
                chosen.append((name, str(value), f"« {value} »"))
        if "commune" in self.errors:
            chosen += [("commune", text, self._place_label(text)) for text in self.places.texts]
        return chosen

    @property
    def understood_filters(self) -> list[tuple[str, str, str]]:
        """Parameter, value and displayed label of each filter that the words ask for."""
        return [one for one in self.active if one[1] in self.read_from_words.get(one[0], ())]

    @property
    def understood(self) -> list[str]:
        """What a reader sees of each filter that the words ask for."""
        return [label for _name, _value, label in self.understood_filters]

    @property
    def understood_tags(self) -> list[tuple[str, str]]:
        """The same, then the words that are left, each with the query string without what says it."""
        tags = [(label, self._unsaid((name, value))) for name, value, label in self.understood_filters]
        words = self.cleaned_data.get("q")
        return [*tags, (f"« {words} »", self._unsaid(None))] if words else tags

    def _unsaid(self, meaning: tuple[str, str] | None) -> str:
        """The query string as it was given, without the words that say `meaning`, or without those that are no filter.

        Filters that the same words say are given by name.
        """
        data = self._given.copy()
        data.pop("page", None)
        if self.reading:
            words, values = self.reading.without(meaning)
            data.setlist("q", [words] if words else [])
            for name, others in values.items():
                data.setlist(name, list(dict.fromkeys([*data.getlist(name), *others])))
        return data.urlencode()

    @property
    def other_tags(self) -> list[tuple[str, str]]:
        """The other active filters, each with the query string without it; not the words, when they are read."""
        understood = self.understood_filters
        return [
            (label, self.without(name, value).urlencode())
            for name, value, label in self.active
            if (name, value, label) not in understood and not (name == "q" and understood)
        ]

    @property
    def exact(self) -> str:
        """The query string of the same search with the words as they are."""
        data = self._given.copy()
        data.pop("page", None)
        data["exact"] = "1"
        return data.urlencode()

    @property
    def lasting(self) -> dict:
        """The criteria of an alert, serialisable as JSON: without order and period, with communes by code."""
        criteria = {
            name: value for name, value in self.cleaned_data.items() if value and name not in ("tri", "publiee_depuis")
        }
        if self.communes or self.places.areas:
            criteria |= {"commune": [commune.pk for commune in self.communes], "rayon": self.radius}
        if self.places.areas:
            criteria["areas"] = list(self.places.areas.values())
        if "salaire_min" in criteria:
            criteria["salaire_min"] = float(criteria["salaire_min"])
        return criteria

    def without(self, name: str, value: str | None = None) -> QueryDict:
        """A copy of the query string without the filter `name`, or without its value `value`."""
        data = self.data.copy()
        left = [other for other in data.getlist(name) if value is not None and other != value]
        for parameter in ("page", *(("rayon", "partout") if name == "commune" and not left else ())):
            data.pop(parameter, None)
        data.setlist(name, left)
        return data

    def without_all(self, names: Iterable[str]) -> QueryDict:
        """A copy of the query string without the filters `names`."""
        return self.instead(**{name: [] for name in names})

    def instead(self, **values: Any) -> QueryDict:
        """A copy of the query string with `values` replacing those of the same filters."""
        data = self.data.copy()
        data.pop("page", None)
        for name, value in values.items():
            data.setlist(name, value if isinstance(value, list) else [str(value)])
        return data

    def at_instead(self, text: str, place: str) -> QueryDict:
        """A copy of the query string with `place` instead of what `text` names: other places stay."""
        data = self.instead(commune=[place if other == text else other for other in self.data.getlist("commune")])
        if text in self.places.namesakes and text not in self.places.areas:
            name, codes = areas()[plain(text)]
            data.setlist(name, [code for code in data.getlist(name) if code not in codes])
            data.appendlist("commune", place)
        return data
