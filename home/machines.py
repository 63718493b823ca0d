"""Views for machines: health, robots.txt, security.txt, and redirects from former URLs."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from core import health

EXPIRES_AFTER = dt.timedelta(days=180)
"""Validity of `security.txt`."""


@never_cache
def sante(request: HttpRequest) -> JsonResponse:
    """The readiness probe: 200 if the database responds, else 503, with the state of each part (`core.health`).

    `core.liveness` answers the liveness probe before Django.
    """
    status, payload = health.readiness()
    return JsonResponse(payload, status=status, json_dumps_params={"ensure_ascii": False})


def robots(request: HttpRequest) -> HttpResponse:
    """`robots.txt`: excludes the CMS and the pages of applications, and gives the URL of the sitemap."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse(
        f"User-agent: *\nDisallow: /admin/\nDisallow: /candidatures/\nSitemap: {sitemap}\n", content_type="text/plain"
    )


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116). 404 without SECURITY_CONTACT."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + EXPIRES_AFTER).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def former_address(request: HttpRequest, to: str, slug: str = "") -> HttpResponsePermanentRedirect:
    """Permanent redirect from a former URL to `to`, or to its child `slug`, with the same query string."""
    query = urlencode(list(request.GET.lists()), doseq=True)
    target = f"{to}{slug}/" if slug else to
    return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)
