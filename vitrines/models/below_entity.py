"""Pages that stand below an entity: its projects, its testimonials, its rubriques."""

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length, NullIf
from wagtail.models import Page, PageManager

from .vitrine import VitrinePage

LEVELS = 2
"""A project or testimonial stands in its list, its list in its entity."""


class BelowEntityManager(PageManager):
    """Pages with `entity_name`, the sigle or name of their entity, which lists show without another query."""

    def get_queryset(self) -> QuerySet:
        entity = VitrinePage.objects.filter(path=OuterRef("entity_path"))
        name = Coalesce(NullIf("sigle", Value("")), F("title"))
        return (
            super()
            .get_queryset()
            .annotate(entity_path=Left("path", Length("path") - LEVELS * Page.steplen))
            .annotate(entity_name=Subquery(entity.annotate(name=name).values("name")[:1]))
        )


def entity_above(page: Page, *, levels: int = LEVELS) -> VitrinePage | None:
    """The entity `levels` above `page` in the tree, if what stands there is one."""
    return VitrinePage.objects.filter(path=page.path[: -levels * page.steplen]).first()
