"""Refuses to delete a vitrine that has offers or applications, with a message on what to do instead."""

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
    """The plural name of a model that protects `page`, or a vitrine below it, from deletion; empty if there is none."""
    below = VitrinePage.objects.filter(path__startswith=page.path).order_by().values("pk")
    for relation in VitrinePage._meta.related_objects:
        if relation.on_delete is PROTECT:
            field = relation.field.name
            if relation.related_model._default_manager.filter(**{f"{field}__in": below}).exists():
                return str(relation.related_model._meta.verbose_name_plural)
    return ""


def refuse(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """An error message and a redirect to the parent page if one of `pages` may not be deleted; else None."""
    for page in pages:
        if what := attached(page):
            messages.error(request, REFUSED.format(title=page.title, what=what))
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook `before_delete_page`: refuses, for every user of the CMS, a page with offers or applications."""
    return refuse(request, [page])


def before_bulk(request: HttpRequest, action_type: str, objects: list, action: BulkAction) -> HttpResponse | None:
    """Hook `before_bulk_action`: the same for the bulk deletion of pages."""
    if action_type != "delete":
        return None
    return refuse(request, [page for page in objects if isinstance(page, Page)])
