"""The filters of the offers' list; names and values are the public contract of its query string."""

import datetime as dt
from itertools import groupby

import django_filters as filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q

from referentiels.models import Commune, Departement, Metier
from vitrines.models import VitrinePage

from . import enums, finding
from .deadlines import PARIS, paris_today
from .models import Lieu, Offre
from .querysets import OffreQuerySet

ORDERS = {
    "date": [F("first_published_at").desc(nulls_last=True)],
    "echeance": [F("deadline").asc(nulls_last=True)],
    "salaire": [F("pay_max").desc(nulls_last=True), F("pay_min").desc(nulls_last=True)],
}
ORDER_LABELS = [
    ("pertinence", "Pertinence"),
    ("date", "Date de publication"),
    ("echeance", "Date limite de candidature"),
    ("salaire", "Rémunération"),
]
RADIUS = 20
"""Kilometres around a commune when none are given."""


class KnownChoicesField(forms.MultipleChoiceField):
    """Several choices, of which those that mean nothing are dropped and kept in `rejected`."""

    widget = forms.CheckboxSelectMultiple
    rejected: list[str] = []

    def to_python(self, value) -> list[str]:
        values = super().to_python(value)
        self.rejected = [found for found in values if not self.valid_value(found)]
        return [found for found in values if found not in self.rejected]


class ChoicesFilter(filters.MultipleChoiceFilter):
    """Rows whose field is one of the chosen values."""

    field_class = KnownChoicesField

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class AnyOfFilter(ChoicesFilter):
    """Rows whose ChoiceSetField holds any of the chosen codes."""

    def filter(self, qs, value):
        wanted = Q()
        for code in value or ():
            wanted |= Q(**{f"{self.field_name}__contains": f"|{code}|"})
        return qs.filter(wanted)


class PlaceFilter(ChoicesFilter):
    """Rows with a place in one of the chosen areas; a row of two such places counts once."""

    def filter(self, qs, value):
        here = Lieu.objects.filter(offre=OuterRef("pk"), **{f"{self.field_name}__in": value or ()})
        return qs.filter(Exists(here)) if value else qs


class EntityFilter(ChoicesFilter):
    """Offers of the chosen entities and of all below them."""

    def filter(self, qs, value):
        below = Q()
        for path in VitrinePage.objects.filter(slug__in=value or ()).values_list("path", flat=True):
            below |= Q(vitrine__path__startswith=path)
        return qs.filter(below)


class OffreFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Mots-clés", max_length=200)
    commune = filters.CharFilter(
        method="around", label="Commune", max_length=80, help_text="Nom, code postal ou code INSEE."
    )
    rayon = filters.NumberFilter(method="skip", label="Rayon (km)", min_value=0, max_value=300)
    teletravail = ChoicesFilter(choices=enums.Teletravail.choices, label="Télétravail")
    contrat = AnyOfFilter(field_name="contracts", choices=enums.Contrat.choices, label="Contrat")
    famille = ChoicesFilter(field_name="metier__famille__slug", label="Famille de métiers")
    metier = ChoicesFilter(field_name="metier__slug", label="Métier")
    entite = EntityFilter(label="Entité")
    region = PlaceFilter(label="Région")
    departement = PlaceFilter(label="Département")
    categorie = AnyOfFilter(field_name="categories", choices=enums.Categorie.choices, label="Catégorie")
    versant = ChoicesFilter(choices=enums.Versant.choices, label="Versant")
    experience = ChoicesFilter(choices=enums.Experience.choices, label="Expérience")
    salaire_min = filters.NumberFilter(
        method="paying",
        label="Rémunération minimale",
        min_value=0,
        max_value=1_000_000,
        help_text="Euros bruts par an.",
    )
    publiee_depuis = filters.NumberFilter(
        method="published_within", label="Publiée depuis", min_value=0, max_value=3650, help_text="En jours."
    )
    tri = filters.ChoiceFilter(
        method="skip",
        choices=ORDER_LABELS,
        label="Trier par",
        empty_label="Automatique",
        widget=forms.Select(attrs={"form": "filtres"}),
    )

    class Meta:
        model = Offre
        fields: list[str] = []

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        for name, choices in _reference_choices().items():
            self.filters[name].extra["choices"] = choices
        self.commune: Commune | None = None
        self.corrected = ""

    def search(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        """Offers that `value` describes; when none does, those that its nearest spelling does, unless told `exact`."""
        found = finding.matching(queryset, value)
        if "exact" in self.data or found.exists():
            return found
        corrected = finding.corrected(value)
        instead = finding.matching(queryset, corrected) if corrected else found
        if corrected and instead.exists():
            self.corrected = corrected
            return instead
        return found

    def skip(self, queryset: OffreQuerySet, name: str, value) -> OffreQuerySet:
        """For a value that another filter or the sort reads."""
        return queryset

    def around(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        """Offers within `rayon` km of the commune that `value` names, the most populous of that name."""
        self.commune = Commune.objects.matching(value).first()
        if self.commune is None:
            return queryset  # Said once all filters have been through: see `filter_queryset`.
        radius = self.form.cleaned_data.get("rayon")
        near = Commune.objects.within(self.commune, kilometres=float(RADIUS if radius is None else radius))
        return queryset.filter(Exists(Lieu.objects.filter(offre=OuterRef("pk"), commune__in=near)))

    def paying(self, queryset: OffreQuerySet, name: str, value) -> OffreQuerySet:
        return queryset.filter(Q(pay_max__gte=value) | Q(pay_max__isnull=True, pay_min__gte=value))

    def published_within(self, queryset: OffreQuerySet, name: str, value) -> OffreQuerySet:
        """Offers first published in the last `value` days, today in Paris included."""
        first = dt.datetime.combine(paris_today() - dt.timedelta(days=int(value)), dt.time(), tzinfo=PARIS)
        return queryset.filter(first_published_at__gte=first)

    def filter_queryset(self, queryset: OffreQuerySet) -> OffreQuerySet:
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("commune") and self.commune is None:
            self.form.add_error("commune", "Commune inconnue.")
        text, order = (self.form.cleaned_data.get(name) for name in ("q", "tri"))
        if text and order in ("", None, "pertinence"):
            return found.order_by("relevance", *ORDERS["date"], "-pk")
        return found.order_by(*ORDERS.get(order, ORDERS["date"]), "-pk")

    @property
    def ignored(self) -> list[str]:
        """What of the query string means nothing, as a reader may be told. Read after `qs`."""
        unknown = [str(self.form.fields[name].label) for name in self.form.errors]
        for field in self.form.fields.values():
            unknown += [f"{field.label} « {value[:40]} »" for value in getattr(field, "rejected", [])]
        return unknown

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """Parameter, value and what a reader sees of each filter in force. Read after `qs`."""
        chosen = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            if value in (None, "", []) or name in ("tri", "rayon"):
                continue
            if isinstance(field, KnownChoicesField):
                labels = dict(_flat(field.choices))
                chosen += [(name, code, str(labels[code])) for code in value]
            elif name == "commune":
                radius = self.form.cleaned_data.get("rayon")
                chosen.append((name, value, f"{self.commune}, {RADIUS if radius is None else radius:g} km"))
            else:
                chosen.append((name, str(value), f"{field.label} : {value}" if name != "q" else f"« {value} »"))
        return chosen


def _flat(choices) -> list[tuple[str, str]]:
    """Pairs out of choices that may stand in groups."""
    return [
        pair for value, label in choices for pair in (label if isinstance(label, list | tuple) else [(value, label)])
    ]


def _reference_choices() -> dict[str, list]:
    """What may be chosen of the reference lists and of the entities, in three queries."""
    metiers = list(Metier.objects.select_related("famille").order_by("famille__order", "famille__name", "name"))
    families = {metier.famille.slug: metier.famille.name for metier in metiers}
    departements = list(Departement.objects.select_related("region"))
    regions = {departement.region.code: departement.region.name for departement in departements}
    entities = VitrinePage.objects.live().order_by("title").values_list("slug", "title")
    return {
        "famille": list(families.items()),
        "metier": [
            (name, [(metier.slug, metier.name) for metier in group])
            for name, group in groupby(metiers, key=lambda metier: metier.famille.name)
        ],
        "entite": list(entities),
        "region": sorted(regions.items(), key=lambda item: item[1]),
        "departement": [(departement.code, str(departement)) for departement in departements],
    }
