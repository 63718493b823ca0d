"""Error responses: 503 with Retry-After when a request cannot be served now, else 500, with the request id."""

import json
import logging
import sys
from collections.abc import Callable
from functools import cache

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader

from . import database, request_ids
from .storage import StorageUnavailable
from .wagtail_seams import mark_as_logged

logger = logging.getLogger(__name__)
RETRY_AFTER = 5
"""Seconds."""
AGAIN_SOON = "Le service est momentanément indisponible : réessayez dans un moment."
FAILED = "Le service rencontre un problème : réessayez plus tard."
POLICY = "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'"


def wants_json(path: str) -> bool:
    """Whether an error at `path` is returned as JSON rather than HTML: only for the API."""
    return path.startswith("/api/")


def refuse(environ: dict, start_response: Callable) -> list[bytes]:
    """A 503 response from WSGI code in front of Django, from a cached page."""
    number = request_ids.current()
    if wants_json(environ.get("PATH_INFO", "")):
        kind, body = "application/json", json.dumps({"message": AGAIN_SOON, "requete": number}, ensure_ascii=False)
    else:
        kind, body = "text/html; charset=utf-8", _page().replace(PLACEHOLDER, number)
    content = body.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(content))),
        ("Retry-After", str(RETRY_AFTER)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", POLICY),
        ("Connection", "close"),
    ]
    start_response("503 Service Unavailable", headers)
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [content]


PLACEHOLDER = "__REQUEST_ID__"


@cache
def _page() -> str:
    return loader.render_to_string("503.html", {"request_id": PLACEHOLDER})


def server_error(request: HttpRequest) -> HttpResponse:
    """The handler500: 503 if the database or the storage is away or busy, else 500."""
    error = sys.exc_info()[1]
    number = request_ids.current()
    if isinstance(error, OperationalError | InterfaceError | StorageUnavailable):
        if not database.note(error):  # `note` logs an outage once, not for each request.
            logger.exception("%s", request.path)
        response = _answer(request, 503, AGAIN_SOON, number)
        response["Retry-After"] = str(RETRY_AFTER)
        response["Cache-Control"] = "no-store"
        mark_as_logged(response)
        return response
    return _answer(request, 500, FAILED, number)


def _answer(request: HttpRequest, status: int, message: str, number: str) -> HttpResponse:
    if wants_json(request.path):
        payload = {"message": message, "requete": number}
        return JsonResponse(payload, status=status, json_dumps_params={"ensure_ascii": False})
    page = loader.render_to_string(f"{status}.html", {"request_id": number})
    return HttpResponseServerError(page, status=status)
