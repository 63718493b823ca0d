"""The decorator of all public read views of the API, from django-ninja and from Wagtail: quota, errors, caching."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from core import page_cache
from core.client_address import client_address

from . import quota

READS = ("GET", "HEAD")
WORTH_COMPRESSING = 500
"""Minimum size of a compressed response, in bytes."""


def refusal(status: int, message: str, **more: object) -> JsonResponse:
    """An error response in the common format of the API; `more` adds JSON keys."""
    return JsonResponse({"message": message} | more, status=status, json_dumps_params={"ensure_ascii": False})


def public_reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of public content: counts the caller's quota and answers 304 to conditional requests.

    The ETag comes from the content's generation (`core.page_cache`), so that a 304 queries no content.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        usage = quota.count_read(client_address(request))
        response = _answer(view, request, *args, **kwargs) if not usage.is_exceeded else _too_many(usage)
        response = _as_json(response)
        for name, value in getattr(request, "quota", usage).headers.items():
            response[name] = value
        return response

    return wrapper


REFUSALS = {404: "Rien de public à cette adresse.", 405: "Cette adresse n’admet pas cette méthode : voir « Allow »."}


def _as_json(response: HttpResponse) -> HttpResponse:
    """Convert a library's own error response to the common format of the API."""
    if response.status_code < 400 or "json" in response.get("Content-Type", ""):
        return response
    answer = refusal(response.status_code, REFUSALS.get(response.status_code, response.reason_phrase))
    if allowed := response.get("Allow"):
        answer["Allow"] = allowed
    return answer


def _too_many(usage: quota.Quota) -> JsonResponse:
    return refusal(429, f"Plus de {usage.limit} appels en une minute : réessayez dans {usage.reset} secondes.")


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method not in READS:
        return view(request, *args, **kwargs)
    if "\x00" in request.GET.urlencode(safe="\x00") or "%00" in request.META.get("QUERY_STRING", ""):
        return refusal(400, "Un caractère nul n’est admis dans aucun paramètre.")
    stamp, changed = page_cache.stamp(), page_cache.changed_at()
    validator = f"{stamp} {request.build_absolute_uri()} {request.headers.get('Accept', '')}"
    etag = f'W/"{hashlib.sha256(validator.encode()).hexdigest()[:32]}"'
    modified = int(changed.timestamp()) if changed else None
    if response := get_conditional_response(request, etag=etag, last_modified=modified):
        return response
    method, request.method = request.method, "GET"  # The server leaves the body of a HEAD out.
    try:
        response = view(request, *args, **kwargs)
    finally:
        request.method = method
    if response.status_code == 200:
        response["ETag"] = etag
        if modified:
            response["Last-Modified"] = http_date(modified)
        response.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    return _compressed(request, response)


def _compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Compress with Brotli if the client accepts it; otherwise Django's GZipMiddleware does. All content is public."""
    accepts_brotli = "br" in (
        part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(",")
    )
    if accepts_brotli and isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    if accepts_brotli and len(response.content) >= WORTH_COMPRESSING and not response.has_header("Content-Encoding"):
        response.content = brotli.compress(response.content, quality=4)
        response["Content-Encoding"] = "br"
        response["Content-Length"] = str(len(response.content))
    return response
