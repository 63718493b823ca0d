"""The gate of every address of the CMS that names a page or a file: what does not exist for someone is not found.

Wagtail's views ask for rights on what they change, not always on what they only name: where a page would move to, what
a chooser opens, the preview of an image. It also shows a page's draft title to all; here, to those with rights on it.
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
"""What the parameters of Wagtail's addresses mean."""


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
