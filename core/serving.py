"""Serves pages, routed in two queries at any depth, and the images of the local media folder."""

from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.static import serve as serve_file
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from . import wagtail_seams


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's page view, with the page and its ancestors fetched in one query instead of two per level."""
    site = Site.find_for_request(request)
    if site is None or site.root_page.specific_class is Page:  # What Wagtail's own migrations leave.
        return render(request, "core/no_site.html", status=503) if not path else _nothing()
    wagtail_seams.route_once(request, lambda: _route(request, site, [part for part in path.split("/") if part]))
    return wagtail_serve(request, path)


def _nothing() -> HttpResponse:
    raise Http404


def _route(request: HttpRequest, site: Site, parts: list[str]) -> RouteResult:
    root = site.root_page
    paths = [root.url_path + "".join(f"{part}/" for part in parts[:end]) for end in range(1, len(parts) + 1)]
    pages = sorted(Page.objects.filter(url_path__in=paths), key=lambda page: page.depth) if paths else []
    line = [root, *pages]
    if len(line) != line[-1].depth - root.depth + 1:  # An ancestor is missing from the URL.
        raise Http404
    page = line[-1].specific
    page.known_ancestors = line[:-1]
    return page.route(request, parts[len(line) - 1 :])  # The rest of the path is for a routable page.


@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": True})
def image(request: HttpRequest, folder: str, path: str) -> HttpResponse | FileResponse:
    """Serve an image of the local media folder. The CSP stops an SVG from running scripts and loading files."""
    response = serve_file(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    response["Cache-Control"] = "public, max-age=2592000"  # A rendition's file name changes with its source.
    return response
