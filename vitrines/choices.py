"""A choice among entities, shown as the tree they are."""

from functools import cache

from django import forms
from django.db.models import Min, QuerySet

from .models import VitrinePage

NOT_NEEDED = ("body", "figures", "social_links")
"""What of a vitrine no choice, right or list looks at, and that is long."""


def as_tree(field: forms.ModelChoiceField, vitrines: QuerySet[VitrinePage]) -> None:
    """Let `field` offer `vitrines`, from the top down, each indented below the entity it belongs to."""
    field.queryset = vitrines.defer(*NOT_NEEDED).order_by("path")

    @cache
    def top() -> int:
        shown = vitrines if field.queryset is None else field.queryset
        return shown.aggregate(top=Min("depth"))["top"]

    def label(obj: VitrinePage) -> str:
        return f"{'— ' * (obj.depth - top())}{obj.title}"

    field.label_from_instance = label  # type: ignore[method-assign]  # Or a subclass for each of the callers' fields.
