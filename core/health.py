"""Readiness check: the state of the database, cache and storage, and the delay of the scheduler and the task queue.

Only the database makes the site unready (503); without the other parts, most of the site still works.
"""

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.files.storage import storages
from django.db import DatabaseError
from django.db.models import Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from . import database, storage
from .models import ScheduledJob

LATE_CLOCK, LATE_QUEUE = dt.timedelta(minutes=5), dt.timedelta(minutes=15)
FRESH_FOR = 1.0
"""Seconds for which a result is cached."""
STORAGE_FRESH_FOR = 10.0
LONGEST_WAIT = 2.0
"""Timeout in seconds for the check of a part."""
OK, SILENT, LATE = "ok", "muet", "en retard"

_asking = threading.Lock()
_last: tuple[float, int, dict] = (-FRESH_FOR, 0, {})


def readiness() -> tuple[int, dict]:
    """HTTP status (200, or 503 without a database) and JSON payload. Checked at most once a second, by one thread."""
    global _last
    if not _asking.acquire(timeout=LONGEST_WAIT):
        return 503, {"etat": "indisponible", "base": "muette"}
    try:
        if time.monotonic() - _last[0] >= FRESH_FOR:
            _last = (time.monotonic(), *_ask())
        return _last[1:]
    finally:
        _asking.release()


def forget() -> None:
    """Drop the cached results."""
    global _last
    _last = (-FRESH_FOR, 0, {})
    _storage.forget()


def _ask() -> tuple[int, dict]:
    parts: dict[str, Any] = {"cache": _cache(), "stockage": OK if _storage.answers() else SILENT}
    try:
        if database.is_away():
            raise DatabaseError
        parts = {"base": "ok", "horloge": _clock(), "file": _queue()} | parts
    except DatabaseError as error:
        database.note(error)
        return 503, {"etat": "indisponible", "base": "muette"} | parts
    states = {part["etat"] if isinstance(part, dict) else part for part in parts.values()}
    return 200, {"etat": "dégradé" if SILENT in states else "disponible"} | parts


def _clock() -> dict:
    ran_at = ScheduledJob.objects.last_run(timezone.now())
    late = ran_at is None or timezone.now() - ran_at > LATE_CLOCK
    return {"etat": LATE if late else OK, "dernier_passage": ran_at.isoformat() if ran_at else None}


def _queue() -> dict:
    """The age in seconds of the oldest task that is ready to run."""
    ready = DBTaskResult.objects.ready()
    since = [
        ready.filter(run_after=get_date_max()).aggregate(oldest=Min("enqueued_at"))["oldest"],
        ready.exclude(run_after=get_date_max()).aggregate(oldest=Min("run_after"))["oldest"],
    ]
    oldest = min(filter(None, since), default=None)
    age = max(timezone.now() - oldest, dt.timedelta()) if oldest else dt.timedelta()
    return {"etat": LATE if age > LATE_QUEUE else OK, "attente_s": int(age.total_seconds())}


def _cache() -> str:
    cache = caches["default"]
    cache.get("sante")
    outage = getattr(cache, "outage", None)  # Only the backend of `core.cache` has one.
    return SILENT if outage and outage.is_on else OK


class Probe:
    """Runs a check in a thread, with a timeout of `LONGEST_WAIT`, and caches its result for `STORAGE_FRESH_FOR`."""

    def __init__(self, check: Callable[[], None]) -> None:
        self.check = check
        self.forget()

    def forget(self) -> None:
        self._thread: threading.Thread | None = None
        self._outcome, self._at = False, -STORAGE_FRESH_FOR

    def answers(self) -> bool:
        if time.monotonic() - self._at < STORAGE_FRESH_FOR:
            return self._outcome
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        self._thread.join(LONGEST_WAIT)
        return self._outcome and not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self.check()
        except storage.StorageUnavailable:
            self._outcome = False
        else:
            self._outcome = True
        finally:
            self._at = time.monotonic()


def _check_storages() -> None:
    for name in ("default", "candidatures"):
        storage.check(storages[name])


_storage = Probe(_check_storages)
