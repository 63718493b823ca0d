"""Whole public pages, kept in memory for visitors without a session and dropped as soon as content changes.

It stands before Django, as WSGI middleware, so that a kept page costs neither request object, nor session, nor query.
A page is served as long as the content's generation is the one it was made of, a number in the database that every
process reads at most once a second: the process that changed the content sees it at once, the others within that
second. So with the day in Paris, on which offers open and close. Where the application can answer nothing now (503), a
page beyond its time, or one of the generation that has just ended, is served rather than nothing.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterable
from itertools import chain
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.utils import timezone
from wagtail.images.models import AbstractRendition

from . import database
from .models import Generation

_PUBLIC = {"wagtailcore.page", "wagtailcore.site", "wagtailimages", "wagtaildocs", "wagtailredirects",
           "wagtailsearchpromotions"}  # fmt: skip
"""Labels of apps and of models whose objects visitors see."""
DRAFT_FIELDS = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title"}
"""What saving a draft changes of the published object: nothing that a visitor sees."""
NEVER_KEPT = (
    "/admin/",
    "/api/",
    "/sante/",
    "/documents/",
    "/donnees/",
    "/flux/",
    settings.MEDIA_URL,
    settings.STATIC_URL,
)
PERSONAL_COOKIES = {settings.SESSION_COOKIE_NAME, "messages"}
FORMER_FOR = 60.0
"""Seconds for which a page of the former generation is better than none."""
READ_EVERY = 1.0
"""Seconds for which a process trusts the generation it has read."""
MAX_BYTES, MAX_PAGES = 64_000_000, 20_000
"""What one process keeps at most, addresses and headers counted; the oldest pages make room."""
HAS_SESSION = "core.has_session"
"""Key of the WSGI environment, set where Django's own reading of the request has found a session."""
LONGEST_ADDRESS = 1_000
"""Characters of host, path and query beyond which a page is not kept: no link of the site is as long."""
OVERHEAD = 1_000
"""Bytes that a kept page costs beside its strings."""

_known: dict = {"stamp": "", "former": "", "renewed": 0.0, "changed": None, "until": 0.0}
_reading = Lock()


def stamp() -> str:
    """Generation and day: what all kept pages of this moment have in common. The last known while the base is away."""
    now = time.monotonic()
    if now >= _known["until"] and not database.is_away() and _reading.acquire(blocking=_known["until"] == 0.0):
        # One thread reads; the others go on with what is known, unless this process has just changed the content.
        _known["until"] = now + READ_EVERY
        try:
            generation = Generation.objects.first()
            day = timezone.localtime(timezone=timezone.get_default_timezone()).replace(
                hour=0, minute=0, second=0, microsecond=0
            )
            found = f"{generation.number if generation else 0} {day.date()}"
            if found != _known["stamp"]:
                _known.update(stamp=found, former=_known["stamp"], renewed=now)
            _known["changed"] = max(day, generation.changed_at) if generation else day
        except DatabaseError as error:
            database.note(error)
        finally:
            _reading.release()
    return _known["stamp"]


def changed_at() -> dt.datetime | None:
    """When what the public sees last changed, by what someone did or by the day in Paris; None before all knowledge."""
    stamp()
    return _known["changed"]


def stamp_before_request() -> str:
    """The stamp, for who stands before Django and so has to give the database back."""
    asks = time.monotonic() >= _known["until"]
    found = stamp()
    if asks:
        close_old_connections()
    return found


def drop_all() -> None:
    """Let no page kept until now be served again."""
    Generation.objects.update_or_create(pk=1, defaults={"number": F("number") + 1}, create_defaults={"number": 1})
    _known["until"] = 0.0


def register_content(*labels: str) -> None:
    """Drop the cached pages whenever an object of these apps, or `app.model`s, changes. Called from `ready()`."""
    _PUBLIC.update(labels)


def content_changed(sender: type[Model], *, update_fields: Iterable[str] | None = None, **_signal: object) -> None:
    """Receiver of saves and deletions: drops the kept pages once the transaction that changed content is committed."""
    if _PUBLIC.isdisjoint({sender._meta.app_label, sender._meta.label_lower}):
        return
    if sender.__module__ == "__fake__":  # A migration's model: this app's own table may not be there yet.
        return
    if issubclass(sender, AbstractRendition) or (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        return
    drop_all_on_commit()


def drop_all_on_commit(**_signal: object) -> None:
    """Once a transaction, however much it changes. Itself the receiver of pages' moves, which save nothing."""
    if drop_all not in (waiting[1] for waiting in connection.run_on_commit):
        transaction.on_commit(drop_all)


class CachedResponse(NamedTuple):
    stamp: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    until: float
    size: int
    """Bytes, its key included."""


class TellSession:
    """Django middleware, inside the session's: nothing whose request had a session is kept, whatever its cookies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.session_key is not None or request.session.modified:
            request.META[HAS_SESSION] = True
        return response


class PageCache:
    """`application`, whose public pages are kept for `seconds` at most."""

    def __init__(
        self, application: Callable, *, seconds: int, max_bytes: int = MAX_BYTES, max_pages: int = MAX_PAGES
    ) -> None:
        self.application, self.seconds = application, seconds
        self.max_bytes, self.max_pages = max_bytes, max_pages
        self._pages: dict[tuple, CachedResponse] = {}
        self._bytes = 0
        self._swept: tuple = ()
        self._lock = Lock()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = _key(environ)
        if key is None:
            return self.application(environ, start_response)
        made_of, kept = stamp_before_request(), self._pages.get(key)
        if kept is None or kept.stamp != made_of or kept.until < time.monotonic():
            answered: list = []
            result = self.application(environ, lambda *answer: answered.extend(answer))
            status, headers = answered[:2]
            if status.startswith("503 ") and kept is not None and _is_better_than_nothing(kept):
                getattr(result, "close", bool)()
                return _answer(kept, environ, start_response)
            if environ.get(HAS_SESSION) or not _is_public(status, headers):
                start_response(status, headers)
                return result
            try:
                kept = self._keep(key, made_of, headers, b"".join(result))
            finally:
                result.close()
        return _answer(kept, environ, start_response)

    def _keep(self, key: tuple, made_of: str, headers: list[tuple[str, str]], body: bytes) -> CachedResponse:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        given = [h for h in headers if h[0].lower() not in ("vary", "etag", "content-length", "x-request-id")]
        given += [("Vary", "Accept-Encoding, Cookie"), ("ETag", etag), ("Content-Length", str(len(body)))]
        if not any(name.lower() == "cache-control" for name, _value in headers):
            given.append(("Cache-Control", "no-cache"))  # Browsers ask each time, and are told 304 when it is the same.
        size = len(body) + sum(map(len, chain(*given))) + sum(len(str(part)) for part in key) + OVERHEAD
        kept = CachedResponse(made_of, given, body, etag, time.monotonic() + self.seconds, size)
        with self._lock:
            self._sweep()
            self._forget(key)
            self._pages[key] = kept
            self._bytes += size
            while self._bytes > self.max_bytes or len(self._pages) > self.max_pages:
                self._forget(next(iter(self._pages)))
        return kept

    def _sweep(self) -> None:
        """Once for each generation, and once more when the former one is no longer better than nothing: drop others."""
        served = {_known["stamp"], *([_known["former"]] if _former_serves() else [])}
        if self._swept != (swept := tuple(sorted(served))):
            self._swept = swept
            for key in [key for key, kept in self._pages.items() if kept.stamp not in served]:
                self._forget(key)

    def _forget(self, key: tuple) -> None:
        if old := self._pages.pop(key, None):
            self._bytes -= old.size


def _is_better_than_nothing(kept: CachedResponse) -> bool:
    return kept.stamp == _known["stamp"] or (kept.stamp == _known["former"] and _former_serves())


def _former_serves() -> bool:
    return time.monotonic() - _known["renewed"] < FORMER_FOR


def _answer(kept: CachedResponse, environ: dict, start_response: Callable) -> list[bytes]:
    if kept.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [h for h in kept.headers if h[0] in ("ETag", "Vary", "Cache-Control")])
        return [b""]
    start_response("200 OK", kept.headers)
    return [kept.body]


def _key(environ: dict) -> tuple | None:
    """What a kept page is found by; None for what is never kept."""
    path = environ.get("PATH_INFO", "")
    if environ.get("REQUEST_METHOD") != "GET" or path.startswith(NEVER_KEPT) or "HTTP_AUTHORIZATION" in environ:
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if cookies and not PERSONAL_COOKIES.isdisjoint(parse_cookie(cookies)):  # As Django reads them.
        return None
    query, host = environ.get("QUERY_STRING", ""), environ.get("HTTP_HOST", "")
    if len(path) + len(query) + len(host) > LONGEST_ADDRESS:
        return None
    return (
        path,
        query,
        host,
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", "") == "https",
        "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
    )


def _is_public(status: str, headers: list[tuple[str, str]]) -> bool:
    if not status.startswith("200 "):
        return False
    named = {name.lower(): value for name, value in headers}
    private = any(word in named.get("cache-control", "") for word in ("no-store", "private"))
    return "content-length" in named and "set-cookie" not in named and not private
