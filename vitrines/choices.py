"""A form field to choose an entity, displayed as a tree."""

from functools import cache

from django import forms
from django.db.models import Min, QuerySet

from .models import VitrinePage

NOT_NEEDED = ("body", "figures", "social_links")
"""Large fields that choices, permission checks and lists do not use, to defer."""


def as_tree(field: forms.ModelChoiceField, vitrines: QuerySet[VitrinePage]) -> None:
    """Make `field` offer `vitrines` in tree order, each label indented by its depth."""
    field.queryset = vitrines.defer(*NOT_NEEDED).order_by("path")

    @cache
    def top() -> int:
        choices = vitrines if field.queryset is None else field.queryset
        return choices.aggregate(top=Min("depth"))["top"]

    def label(obj: VitrinePage) -> str:
        return f"{'— ' * (obj.depth - top())}{obj.title}"

    field.label_from_instance = label  # type: ignore[method-assign]  # Avoids a subclass per caller.
