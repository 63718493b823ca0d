"""An in-memory cache of whole public pages, for visitors without a session, invalidated when content changes.

It is WSGI middleware in front of Django, so a cached page needs no request object, session or query. A page is valid
while the content's generation, a number in the database, is the one it was rendered with. Each process reads that
number at most once a second: the process that changed the content sees the change at once, others within a second. A
new day in Paris, on which offers open and close, invalidates pages too. When the application answers 503, the cache
serves an expired page, or one of the previous generation, for a short time.
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
"""Labels of apps and models whose objects are public content."""
DRAFT_FIELDS = {"latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title"}
"""Fields of the published object that saving a draft changes: none is public."""
NEVER_CACHED = (
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
"""Seconds for which a page of the previous generation may replace a 503."""
READ_EVERY = 1.0
"""Seconds for which a process caches the generation."""
MAX_BYTES, MAX_PAGES = 64_000_000, 20_000
"""Maximum size of the cache of a process, keys and headers included; the oldest pages are evicted."""
HAS_SESSION = "core.has_session"
"""Key of the WSGI environment, set when the request has a session according to Django."""
LONGEST_ADDRESS = 1_000
"""Maximum characters of host, path and query of a cached page: no link of the site is as long."""
OVERHEAD = 1_000
"""Estimated bytes that a cached page uses besides its strings."""

_known: dict = {"stamp": "", "former": "", "renewed": 0.0, "changed": None, "until": 0.0}
_reading = Lock()


def stamp() -> str:
    """The cache version: generation and day in Paris. During an outage of the database, the last one known."""
    now = time.monotonic()
    if now >= _known["until"] and not database.is_away() and _reading.acquire(blocking=_known["until"] == 0.0):
        # One thread reads; others use the known stamp, unless this process has just changed the content.
        _known["until"] = now + READ_EVERY
        try:
            generation = Generation.objects.first()
            day = timezone.localtime(timezone=timezone.get_default_timezone()).replace(
                hour=0, minute=0, second=0, microsecond=0
            )
            current = f"{generation.number if generation else 0} {day.date()}"
            if current != _known["stamp"]:
                _known.update(stamp=current, former=_known["stamp"], renewed=now)
            _known["changed"] = max(day, generation.changed_at) if generation else day
        except DatabaseError as error:
            database.note(error)
        finally:
            _reading.release()
    return _known["stamp"]


def changed_at() -> dt.datetime | None:
    """When public content last changed, at the latest at midnight in Paris; None if the database was never read."""
    stamp()
    return _known["changed"]


def stamp_before_request() -> str:
    """Like stamp(), but also closes the connection; for WSGI code outside a request."""
    may_query = time.monotonic() >= _known["until"]
    current = stamp()
    if may_query:
        close_old_connections()
    return current


def drop_all() -> None:
    """Invalidate all cached pages, in all processes."""
    Generation.objects.update_or_create(pk=1, defaults={"number": F("number") + 1}, create_defaults={"number": 1})
    _known["until"] = 0.0


def register_content(*labels: str) -> None:
    """Invalidate the cached pages when an object of these apps, or `app.model`s, changes. Called from `ready()`."""
    _PUBLIC.update(labels)


def content_changed(sender: type[Model], *, update_fields: Iterable[str] | None = None, **_signal: object) -> None:
    """Receiver of `post_save` and `post_delete`: invalidates the cache when public content changes, on commit."""
    if _PUBLIC.isdisjoint({sender._meta.app_label, sender._meta.label_lower}):
        return
    if sender.__module__ == "__fake__":  # A migration's model: the table of `Generation` may not exist yet.
        return
    if issubclass(sender, AbstractRendition) or (update_fields and DRAFT_FIELDS.issuperset(update_fields)):
        return
    drop_all_on_commit()


def drop_all_on_commit(**_signal: object) -> None:
    """Invalidate the cache on commit, once per transaction. Also the receiver of page moves, which send no save."""
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


class MarkSessionMiddleware:
    """Marks requests that have a session, so that `PageCache` does not cache them. Inside the session middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.session_key is not None or request.session.modified:
            request.META[HAS_SESSION] = True
        return response


class PageCache:
    """WSGI middleware that caches the public pages of `application` for at most `seconds`."""

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
        made_of, cached = stamp_before_request(), self._pages.get(key)
        if cached is None or cached.stamp != made_of or cached.until < time.monotonic():
            started: list = []
            result = self.application(environ, lambda *arguments: started.extend(arguments))
            status, headers = started[:2]
            if status.startswith("503 ") and cached is not None and _may_replace_error(cached):
                getattr(result, "close", bool)()
                return _answer(cached, environ, start_response)
            if environ.get(HAS_SESSION) or not _is_public(status, headers):
                start_response(status, headers)
                return result
            try:
                cached = self._store(key, made_of, headers, b"".join(result))
            finally:
                result.close()
        return _answer(cached, environ, start_response)

    def _store(self, key: tuple, made_of: str, headers: list[tuple[str, str]], body: bytes) -> CachedResponse:
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        given = [h for h in headers if h[0].lower() not in ("vary", "etag", "content-length", "x-request-id")]
        given += [("Vary", "Accept-Encoding, Cookie"), ("ETag", etag), ("Content-Length", str(len(body)))]
        if not any(name.lower() == "cache-control" for name, _value in headers):
            given.append(("Cache-Control", "no-cache"))  # Browsers revalidate each time, and get 304 when unchanged.
        size = len(body) + sum(map(len, chain(*given))) + sum(len(str(part)) for part in key) + OVERHEAD
        response = CachedResponse(made_of, given, body, etag, time.monotonic() + self.seconds, size)
        with self._lock:
            self._sweep()
            self._forget(key)
            self._pages[key] = response
            self._bytes += size
            while self._bytes > self.max_bytes or len(self._pages) > self.max_pages:
                self._forget(next(iter(self._pages)))
        return response

    def _sweep(self) -> None:
        """Evict pages of other generations, once per generation and once when the previous one expires."""
        served = {_known["stamp"], *([_known["former"]] if _former_serves() else [])}
        if self._swept != (swept := tuple(sorted(served))):
            self._swept = swept
            for key in [key for key, page in self._pages.items() if page.stamp not in served]:
                self._forget(key)

    def _forget(self, key: tuple) -> None:
        if old := self._pages.pop(key, None):
            self._bytes -= old.size


def _may_replace_error(cached: CachedResponse) -> bool:
    """Whether a stale page may be served instead of a 503."""
    return cached.stamp == _known["stamp"] or (cached.stamp == _known["former"] and _former_serves())


def _former_serves() -> bool:
    return time.monotonic() - _known["renewed"] < FORMER_FOR


def _answer(cached: CachedResponse, environ: dict, start_response: Callable) -> list[bytes]:
    if cached.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [h for h in cached.headers if h[0] in ("ETag", "Vary", "Cache-Control")])
        return [b""]
    start_response("200 OK", cached.headers)
    return [cached.body]


def _key(environ: dict) -> tuple | None:
    """The cache key of a request; None when its response must not be cached."""
    path = environ.get("PATH_INFO", "")
    if environ.get("REQUEST_METHOD") != "GET" or path.startswith(NEVER_CACHED) or "HTTP_AUTHORIZATION" in environ:
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if cookies and not PERSONAL_COOKIES.isdisjoint(parse_cookie(cookies)):  # Parsed as Django does.
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
