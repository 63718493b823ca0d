"""Resolves URLs below `/institutions/` to entities."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Site

from .models import VitrinePage


def vitrine_at(request: HttpRequest, path: str) -> VitrinePage:
    """The live entity at `/institutions/<path>/` of the request's site. Raises Http404 if there is none."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    url_path = f"{site.root_page.url_path}institutions/{path.strip('/')}/"
    return get_object_or_404(VitrinePage.objects.live(), url_path=url_path)
