"""A vitrine that offers or applications hang on is not deleted: whoever tries is told so, and what to do instead."""

from collections.abc import Iterable

from django.db.models import PROTECT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.models import Page

from .models import VitrinePage

REFUSED = (
    "« {title} » ne peut pas être supprimée : des {what} y sont attachées. Dépubliez-la plutôt : elle quitte le site, "
    "et rien n’est perdu."
)


def attached(page: Page) -> str:
    """What keeps `page`, or a vitrine below it, from being deleted, in the plural; empty where nothing does."""
    below = VitrinePage.objects.filter(path__startswith=page.path).order_by().values("pk")
    for relation in VitrinePage._meta.related_objects:
        if relation.on_delete is PROTECT:
            field = relation.field.name
            if relation.related_model._default_manager.filter(**{f"{field}__in": below}).exists():
                return str(relation.related_model._meta.verbose_name_plural)
    return ""


def refuse(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Back to where one came from, where one of `pages` may not be deleted."""
    for page in pages:
        if what := attached(page):
            messages.error(request, REFUSED.format(title=page.title, what=what))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    return refuse(request, [page])


def before_bulk(request: HttpRequest, action_type: str, objects: list, action: BulkAction) -> HttpResponse | None:
    return refuse(request, [found for found in objects if isinstance(found, Page)]) if action_type == "delete" else None
