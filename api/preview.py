"""The preview of a draft by token, for headless clients, in the same format as published content."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.request import Request
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from core.client_address import client_address
from core.headless import stored_draft
from core.preloading import preload
from core.wagtail_seams import serializer_class
from emplois.models import Offre

from . import quota
from .answers import Addresses
from .offres import detail
from .pages import PublicPages
from .reading import refusal


def preview(router: WagtailAPIRouter) -> Callable[[HttpRequest], HttpResponse]:
    """Build the preview view; `router` resolves the URLs of pages. It answers 404 for an invalid or expired token."""

    def view(request: HttpRequest) -> HttpResponse:
        if quota.count(f"apercu-{client_address(request)}").is_exceeded:
            return refusal(429, "Trop d’appels en une minute.")
        draft = stored_draft(request.GET.get("token", ""))
        if isinstance(draft, Page):
            payload = _page(draft, request, router)
        elif isinstance(draft, Offre):
            draft.pk, draft.slug = draft.pk or 0, draft.slug or "apercu"
            payload = detail(draft, list(draft.lieux.all()), Addresses(request))
        else:
            return refusal(404, "Ce lien d’aperçu n’existe pas ou n’est plus valable.")
        response = JsonResponse(payload, json_dumps_params={"ensure_ascii": False})
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return view


def _page(page: Page, request: HttpRequest, router: WagtailAPIRouter) -> dict:
    page.pk = page.pk or 0  # A page never saved has no primary key.
    preload(page)
    view = PublicPages()
    view.request, view.action = Request(request), "detail_view"
    view.request.wagtailapi_router = router
    fields = [("parent", True, None)]
    serializer = serializer_class(view, router, type(page), fields)
    return serializer(page, context=view.get_serializer_context()).data
