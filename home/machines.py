"""Addresses that machines read: health, robots, and where the public's former addresses now lead."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from core import health

EXPIRES_AFTER = dt.timedelta(days=180)
"""For how long a reader may rely on `security.txt`."""


@never_cache
def sante(request: HttpRequest) -> JsonResponse:
    """Readiness. 200 when the database answers, 503 when it does not; and what is told of the rest (`core.health`).

    Liveness is answered before Django: see `core.liveness`.
    """
    status, told = health.readiness()
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def robots(request: HttpRequest) -> HttpResponse:
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return HttpResponse(
        f"User-agent: *\nDisallow: /admin/\nDisallow: /candidatures/\nSitemap: {sitemap}\n", content_type="text/plain"
    )


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a vulnerability (RFC 9116). 404 until the site says whom to write to."""
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
    """The present address of a former one, its query string kept."""
    query = urlencode(list(request.GET.lists()), doseq=True)
    target = f"{to}{slug}/" if slug else to
    return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)
