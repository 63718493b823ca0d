"""Middleware that answers 404 to CMS URLs with the id of a page or file that is not visible to the user.

Wagtail's views check permissions on the objects they change, but not always on those they only display: the target of a
move, the parent in a chooser, the preview of an image. Wagtail also displays draft titles to all users; this middleware
limits them to users with permissions on the page.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from core.pages import draft_reader

from . import objects

NAMED = {
    "page_id": lambda: Page,
    "parent_page_id": lambda: Page,
    "page_to_move_id": lambda: Page,
    "destination_id": lambda: Page,
    "image_id": get_image_model,
    "document_id": get_document_model,
}
"""The model of each id in Wagtail's URL patterns."""


class ExistingMiddleware:
    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        reset = draft_reader.set(objects.may_read_draft(request.user) if request.user.is_authenticated else None)
        try:
            return self.get_response(request)
        finally:
            draft_reader.reset(reset)

    def process_view(self, request: HttpRequest, _view: Callable, _args: list, kwargs: dict) -> HttpResponse | None:
        if draft_reader.get() is None or not request.user.is_authenticated or request.user.is_superuser:
            return None
        for name, model in NAMED.items():
            if name in kwargs and not objects.of(model(), request.user).filter(pk=kwargs[name]).exists():
                return TemplateResponse(request, "wagtailadmin/404.html", status=404)
        return None
