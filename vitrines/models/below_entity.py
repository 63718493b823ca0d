"""For pages below an entity: its projects, testimonials and rubriques."""

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Left, Length, NullIf
from wagtail.models import Page, PageManager

from .vitrine import VitrinePage

LEVELS = 2
"""Depth of a project or testimonial below its entity: it is a child of a list page, a child of the entity."""


class BelowEntityManager(PageManager):
    """Annotates pages with `entity_name`, the sigle or name of their entity, to avoid a query per page."""

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
    """The ancestor `levels` above `page` if it is an entity; else None."""
    return VitrinePage.objects.filter(path=page.path[: -levels * page.steplen]).first()
