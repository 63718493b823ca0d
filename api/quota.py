"""Rate limiting: a number of calls per minute, announced in the headers of each response."""

import datetime as dt
import hashlib
import time
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache

from core import counters

WINDOW = 60
"""Length of the counting window, in seconds."""


class Quota(NamedTuple):
    limit: int
    remaining: int
    reset: int
    """Seconds until the counter is reset."""

    @property
    def is_exceeded(self) -> bool:
        return self.remaining < 0

    @property
    def headers(self) -> dict[str, str]:
        headers = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.remaining, 0)),
            "X-RateLimit-Reset": str(self.reset),
        }
        return headers | ({"Retry-After": str(self.reset)} if self.is_exceeded else {})


def count(caller: str, *, limit: int | None = None) -> Quota:
    """Count one call of `caller` in the database, so that the quota of a key does not depend on the cache."""
    calls = counters.increment("api", caller, period=dt.timedelta(seconds=WINDOW))
    return _quota(calls, limit)


def count_read(caller: str) -> Quota:
    """Count one read of `caller` in the cache, because a database write would cost more than the read.

    The cache stores a digest of `caller`, for a minute. Without a shared cache, each process has its own counter.
    """
    key = f"quota:{hashlib.sha256(caller.encode()).hexdigest()[:32]}:{int(time.time()) // WINDOW}"
    cache.add(key, 0, timeout=WINDOW)
    try:
        calls = cache.incr(key)
    except ValueError:  # The key expired between the two calls.
        calls = 1
    return _quota(calls)


def _quota(calls: int, limit: int | None = None) -> Quota:
    limit = settings.API_CALLS_A_MINUTE if limit is None else limit
    return Quota(limit, limit - calls, WINDOW - int(time.time()) % WINDOW)
