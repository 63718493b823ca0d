"""What every public reading of the API has in common, whichever library answers it."""

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
"""Bytes."""


def refusal(status: int, message: str, **more: object) -> JsonResponse:
    """An error as every address of the API tells it."""
    return JsonResponse({"message": message} | more, status=status, json_dumps_params={"ensure_ascii": False})


def public_reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, which shows public content alone: counted against the caller's quota, and answered 304 where it may be.

    Validators come from the content's generation (`core.page_cache`), so that "not changed" asks no content at all.
    """

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = quota.count_read(client_address(request))
        response = _answer(view, request, *args, **kwargs) if not asked.is_exceeded else _too_many(asked)
        response = _as_json(response)
        for name, value in getattr(request, "quota", asked).headers.items():
            response[name] = value
        return response

    return answered


REFUSALS = {404: "Rien de public à cette adresse.", 405: "Cette adresse n’admet pas cette méthode : voir « Allow »."}


def _as_json(response: HttpResponse) -> HttpResponse:
    """An error that a library answers in its own way, as every address of the API tells it."""
    if response.status_code < 400 or "json" in response.get("Content-Type", ""):
        return response
    answer = refusal(response.status_code, REFUSALS.get(response.status_code, response.reason_phrase))
    if allowed := response.get("Allow"):
        answer["Allow"] = allowed
    return answer


def _too_many(asked: quota.Quota) -> JsonResponse:
    return refusal(429, f"Plus de {asked.limit} appels en une minute : réessayez dans {asked.reset} secondes.")


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method not in READS:
        return view(request, *args, **kwargs)
    if "\x00" in request.GET.urlencode(safe="\x00") or "%00" in request.META.get("QUERY_STRING", ""):
        return refusal(400, "Un caractère nul n’est admis dans aucun paramètre.")
    stamp, changed = page_cache.stamp(), page_cache.changed_at()
    seen = f"{stamp} {request.build_absolute_uri()} {request.headers.get('Accept', '')}"
    etag = f'W/"{hashlib.sha256(seen.encode()).hexdigest()[:32]}"'
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
    """By Brotli where the caller takes it; Django's own middleware has gzip for the others. All of it is public."""
    takes_it = "br" in (part.split(";")[0].strip() for part in request.headers.get("Accept-Encoding", "").split(","))
    if takes_it and isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    if takes_it and len(response.content) >= WORTH_COMPRESSING and not response.has_header("Content-Encoding"):
        response.content = brotli.compress(response.content, quality=4)
        response["Content-Encoding"] = "br"
        response["Content-Length"] = str(len(response.content))
    return response
