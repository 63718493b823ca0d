"""How often one may ask: so many calls a minute, told in the headers of every answer."""

import datetime as dt
import hashlib
import time
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache

from core import counters

WINDOW = 60
"""Seconds."""


class Quota(NamedTuple):
    limit: int
    remaining: int
    reset: int
    """Seconds until calls are counted from nought again."""

    @property
    def is_exceeded(self) -> bool:
        return self.remaining < 0

    @property
    def headers(self) -> dict[str, str]:
        told = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.remaining, 0)),
            "X-RateLimit-Reset": str(self.reset),
        }
        return told | ({"Retry-After": str(self.reset)} if self.is_exceeded else {})


def count(caller: str, *, limit: int | None = None) -> Quota:
    """Count one call of `caller` in the database: what a key may do is the same whatever the cache does."""
    calls = counters.increment("api", caller, period=dt.timedelta(seconds=WINDOW))
    return _quota(calls, limit)


def count_read(caller: str) -> Quota:
    """Count one reading of `caller` in the cache: to write to the database would cost more than the reading does.

    Stored as a digest, for a minute at most. While the cache is away, each process counts for itself.
    """
    key = f"quota:{hashlib.sha256(caller.encode()).hexdigest()[:32]}:{int(time.time()) // WINDOW}"
    cache.add(key, 0, timeout=WINDOW)
    try:
        calls = cache.incr(key)
    except ValueError:  # It went in between: the window is over.
        calls = 1
    return _quota(calls)


def _quota(calls: int, limit: int | None = None) -> Quota:
    limit = settings.API_CALLS_A_MINUTE if limit is None else limit
    return Quota(limit, limit - calls, WINDOW - int(time.time()) % WINDOW)
