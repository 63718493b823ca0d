"""Readiness: what the portal needs, whether it answers, and how late its clock and its queue are.

The database alone decides whether requests may come; without the rest, most of the site can be served.
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
"""Seconds for which an answer serves all who ask."""
STORAGE_FRESH_FOR = 10.0
LONGEST_WAIT = 2.0
"""Seconds for the answer of a part; one that takes longer is silent."""
OK, SILENT, LATE = "ok", "muet", "en retard"

_asking = threading.Lock()
_last: tuple[float, int, dict] = (-FRESH_FOR, 0, {})


def readiness() -> tuple[int, dict]:
    """Status (200, or 503 without a database) and what is told. Asked anew once a second, by one caller."""
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
    """Ask anew the next time."""
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
    """The age of the oldest task that could be run now, in seconds."""
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
    outage = getattr(cache, "outage", None)  # Of `core.cache`; a process's own memory is always there.
    return SILENT if outage and outage.is_on else OK


class Probe:
    """A check made in a thread of its own, so that nobody waits for long; its outcome serves for a while."""

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
