"""The filters of the offers' list; names and values are the public contract of its query string."""

import datetime as dt

import django_filters as filters
from django.db.models import F

from referentiels.models import Departement, Famille, Metier, Region

from . import enums
from .deadlines import PARIS, paris_today
from .models import Offre
from .querysets import OffreQuerySet

ORDERS = {
    "date": [F("first_published_at").desc(nulls_last=True)],
    "echeance": [F("deadline").asc(nulls_last=True)],
    "salaire": [F("pay_max").desc(nulls_last=True), F("pay_min").desc(nulls_last=True)],
}


class AnyOfFilter(filters.MultipleChoiceFilter):
    """Rows whose ChoiceSetField holds any of the chosen codes."""

    def get_filter_predicate(self, v):
        return {f"{self.field_name}__contains": f"|{v}|"}


class OffreFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label="Mots-clés", max_length=200)
    metier = filters.ModelMultipleChoiceFilter(
        queryset=Metier.objects.all(), to_field_name="slug", field_name="metier", label="Métier"
    )
    famille = filters.ModelMultipleChoiceFilter(
        queryset=Famille.objects.all(), to_field_name="slug", field_name="metier__famille", label="Famille de métiers"
    )
    region = filters.ModelMultipleChoiceFilter(
        queryset=Region.objects.all(), to_field_name="code", field_name="lieux__region", label="Région"
    )
    departement = filters.ModelMultipleChoiceFilter(
        queryset=Departement.objects.all(), to_field_name="code", field_name="lieux__departement", label="Département"
    )
    contrat = AnyOfFilter(field_name="contracts", choices=enums.Contrat.choices, label="Contrat")
    categorie = AnyOfFilter(field_name="categories", choices=enums.Categorie.choices, label="Catégorie")
    versant = filters.MultipleChoiceFilter(choices=enums.Versant.choices, label="Versant")
    teletravail = filters.MultipleChoiceFilter(choices=enums.Teletravail.choices, label="Télétravail")
    experience = filters.MultipleChoiceFilter(choices=enums.Experience.choices, label="Expérience")
    salaire_min = filters.NumberFilter(
        field_name="pay_max", lookup_expr="gte", label="Rémunération minimale", min_value=0, max_value=1_000_000
    )
    publiee_depuis = filters.NumberFilter(
        method="published_within", label="Publiée depuis (jours)", min_value=0, max_value=3650
    )
    tri = filters.ChoiceFilter(method="sort", choices=[(key, key) for key in ORDERS], label="Tri")

    class Meta:
        model = Offre
        fields: list[str] = []

    def search(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        return queryset.matching(value)

    def published_within(self, queryset: OffreQuerySet, name: str, value) -> OffreQuerySet:
        """Offers first published in the last `value` days, today in Paris included."""
        first = dt.datetime.combine(paris_today() - dt.timedelta(days=int(value)), dt.time(), tzinfo=PARIS)
        return queryset.filter(first_published_at__gte=first)

    def sort(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        return queryset.order_by(*ORDERS[value], "-pk")

    def filter_queryset(self, queryset: OffreQuerySet) -> OffreQuerySet:
        return super().filter_queryset(queryset).distinct()
