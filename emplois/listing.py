"""The list of offers in the CMS: its filters, its export and its bulk actions, limited to the user's permissions."""

from typing import Any

import django_filters
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.log_actions import log
from wagtail.models import WorkflowState
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from object_permissions.bulk_actions import GuardedBulkAction, GuardedDeleteBulkAction
from object_permissions.policies import VISIBLE
from object_permissions.snippets import GuardedSnippetIndexView
from referentiels.models import Metier
from vitrines.models import VitrinePage

from .closing import FILLED
from .enums import Contrat, EtatOffre
from .fields import FIELDS
from .models import Offre
from .querysets import OffreQuerySet


def _exported(name: str) -> str:
    """The exported attribute of a field: its display label if it has choices."""
    return f"get_{name}_display" if getattr(Offre._meta.get_field(name), "choices", None) else name


EXPORTED = {
    "title": "Intitulé",
    "reference": "Référence",
    "vitrine": "Entité",
    "metier": "Métier",
    "etat.label": "État",
    "places": "Lieux",
    "contract_labels": "Contrat",
    "pay": "Rémunération",
    "date_posted": "Publiée le",
    "deadline": "Date limite",
    "filled_on": "Pourvue le",
} | {_exported(field.name): field.exported for field in FIELDS if field.exported}
"""Attributes of an offer in an export, with their headings."""


def entities(request: HttpRequest) -> QuerySet[VitrinePage]:
    """The entities whose offers the user may see, in tree order; the choices of the entity filter."""
    return policy_registry.get_by_type(Offre).vitrines(request.user, VISIBLE).order_by("path")


REVIEWS = {
    WorkflowState.STATUS_IN_PROGRESS: "en relecture",
    WorkflowState.STATUS_NEEDS_CHANGES: "changements demandés",
}


def state_label(offre: Offre) -> str:
    """The label of the offer's state, followed by its review status if a review is in progress."""
    return ", ".join(filter(None, [str(offre.etat.label), REVIEWS.get(offre.review)]))


class OffreListFilter(WagtailFilterSet):
    etat = django_filters.ChoiceFilter(label="État", choices=EtatOffre.choices, method="in_state", empty_label="Tous")
    relecture = django_filters.ChoiceFilter(
        label="Relecture", choices=[(key, label.capitalize()) for key, label in REVIEWS.items()], method="in_review"
    )
    metier = django_filters.ModelChoiceFilter(label="Métier", queryset=Metier.objects.all())
    vitrine = django_filters.ModelChoiceFilter(label="Entité", queryset=entities, method="of_entity")
    contracts = django_filters.ChoiceFilter(label="Contrat", choices=Contrat.choices, method="of_contract")
    deadline = django_filters.DateFromToRangeFilter(label="Date limite", widget=DateRangePickerWidget)

    class Meta:
        model = Offre
        fields: list[str] = []

    def in_state(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        return queryset.in_state(EtatOffre(value))

    def in_review(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        return queryset.in_review(value)

    def of_entity(self, queryset: OffreQuerySet, name: str, value: VitrinePage) -> OffreQuerySet:
        return queryset.for_vitrine(value)

    def of_contract(self, queryset: OffreQuerySet, name: str, value: str) -> OffreQuerySet:
        return queryset.filter(contracts__contains=f"|{value}|")


class OffreIndexView(GuardedSnippetIndexView):
    add_item_label = "Rédiger une offre"

    def get_base_queryset(self) -> OffreQuerySet:
        return super().get_base_queryset().select_related("vitrine", "metier").with_review()


class OffreDeleteBulkAction(GuardedDeleteBulkAction):
    models = [Offre]


class OffreFilledBulkAction(GuardedBulkAction, SnippetBulkAction):
    """Marks the selected offers as filled, except those that cannot be or that the user may not change."""

    models = [Offre]
    display_name = "Marquer pourvues"
    aria_label = "Marquer pourvues les offres choisies"
    action_type = "filled"
    action_priority = 10
    template_name = "emplois/cms/confirm_bulk_filled.html"

    def check_perm(self, offre: Offre) -> bool:
        may = self.permission_policy.user_has_permission_for_instance(self.request.user, "change", offre)
        return may and offre.can_be_filled

    @classmethod
    def execute_action(cls, objects: list[Offre], user: User | None = None, **kwargs: Any) -> tuple[int, int]:
        for offre in objects:
            offre.mark_filled()
            log(instance=offre, action=FILLED, user=user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        s = "s" if num_parent_objects > 1 else ""
        return f"{num_parent_objects} offre{s} marquée{s} pourvue{s}."
