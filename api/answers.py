"""Helpers shared by the responses about offers, métiers and entities: URLs, pagination, references."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, Site

from referentiels.models import Metier
from vitrines.models import VitrinePage

from . import schemas

REFUSED = {400: schemas.Refusal, 429: schemas.Refusal}
NOT_FOUND = REFUSED | {404: schemas.Refusal}


def listed(request: HttpRequest, count: int, page: int, size: int, items: list) -> dict:
    """The response of a list: the total `count`, URLs of the next and previous pages, and the `items` of this page."""

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"], query["taille"] = str(number), str(size)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {
        "count": count,
        "next": address(page + 1) if page * size < count else None,
        "previous": address(page - 1) if page > 1 else None,
        "results": items,
    }


class Addresses:
    """Builds the absolute URLs of a response, with one lookup of the Wagtail site."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.site = request, Site.find_for_request(request)

    def detail(self, name: str, **kwargs: Any) -> str:
        return self.request.build_absolute_uri(reverse(f"api:{name}", kwargs=kwargs))

    def absolute(self, path: str | None) -> str | None:
        return self.request.build_absolute_uri(path) if path else None

    def page(self, page: Page | None) -> str | None:
        return self.absolute(page.get_url(self.request, self.site)) if page else None

    def page_detail(self, pk: int) -> str:
        return self.request.build_absolute_uri(reverse("wagtailapi_v2:pages:detail", args=[pk]))


def reference(code: str, label: str) -> dict | None:
    """The code and label of a value of a reference list; None for an empty code."""
    return {"code": code, "label": str(label)} if code else None


def entity(vitrine: VitrinePage, to: Addresses) -> dict:
    """The reference to an entity inside another response; without `html_url` if its page is not live."""
    return {
        "id": vitrine.pk,
        "cle": vitrine.public_key,
        "title": vitrine.title,
        "sigle": vitrine.sigle,
        "html_url": to.page(vitrine) if vitrine.live else None,
        "detail_url": to.detail("entite", id=vitrine.pk),
    }


def metier(metier: Metier | None, to: Addresses) -> dict | None:
    """The reference to a métier inside another response; None for an offer without a métier."""
    if metier is None:
        return None
    detail = to.detail("metier", slug=metier.slug)
    return {"slug": metier.slug, "libelle": metier.name, "famille": metier.famille.name, "detail_url": detail}
