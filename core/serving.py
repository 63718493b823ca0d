"""From an address to its page in two queries, however deep it stands; and the local folder's images."""

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
    """Wagtail's view of a page, found with its ancestors in one query instead of two for each level."""
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
    found = sorted(Page.objects.filter(url_path__in=paths), key=lambda page: page.depth) if paths else []
    line = [root, *found]
    if len(line) != line[-1].depth - root.depth + 1:  # A page whose parent is not in the address.
        raise Http404
    page = line[-1].specific
    page.known_ancestors = line[:-1]
    return page.route(request, parts[len(line) - 1 :])  # What is left is the page's own: none, unless it is routable.


@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "sandbox": True})
def image(request: HttpRequest, folder: str, path: str) -> HttpResponse | FileResponse:
    """An image out of the local folder. A drawing among them (SVG) may run nothing and load nothing."""
    response = serve_file(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))
    response["Cache-Control"] = "public, max-age=2592000"  # A rendition's name changes with what it is made of.
    return response
