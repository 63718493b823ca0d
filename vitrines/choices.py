"""A choice among entities, shown as the tree they are."""

from django import forms
from django.db.models import QuerySet

from .models import VitrinePage
from .models.vitrine import ROOT_ENTITY_DEPTH

NOT_NEEDED = ("body", "figures", "social_links")
"""What of a vitrine no choice, right or list looks at, and that is long."""


def as_tree(field: forms.ModelChoiceField, vitrines: QuerySet[VitrinePage]) -> None:
    """Let `field` offer `vitrines`, from the top down, each indented below the entity it belongs to."""
    field.queryset = vitrines.defer(*NOT_NEEDED).order_by("path")
    field.label_from_instance = lambda vitrine: f"{'— ' * (vitrine.depth - ROOT_ENTITY_DEPTH)}{vitrine.title}"
