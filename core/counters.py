"""Rate-limit counters in the database: exact across processes, and available during an outage of the cache.

A counter stores only a keyed hash (HMAC) of the counted value, until its period ends: no personal data.
"""

import datetime as dt

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Counter

SALT = "core.counters"


def increment(name: str, value: str, *, period: dt.timedelta) -> int:
    """Count `value` under `name`. Returns its count in the current `period`, this time included.

    Periods are fixed windows since 1970 (UTC). A rolled back transaction also rolls back the count.
    """
    window, passed = divmod(timezone.now().timestamp(), period.total_seconds())
    ends_at = timezone.now() + dt.timedelta(seconds=period.total_seconds() - passed)
    return _add(f"{name} {int(window)} {value}", ends_at)


def spend_once(key: str, *, valid_for: dt.timedelta) -> bool:
    """True the first time for `key`, then False for `valid_for`; after that, the caller must reject `key` itself."""
    return _add(f"spent {key}", timezone.now() + valid_for) == 1


def is_spent(key: str) -> bool:
    """Whether `key` has been spent (see `spend_once`)."""
    return Counter.objects.filter(key=_hash(f"spent {key}"), expires_at__gt=timezone.now()).exists()


def purge() -> int:
    """Delete the expired counters. Returns how many."""
    return Counter.objects.filter(expires_at__lt=timezone.now()).delete()[0]


def _add(counted: str, expires_at: dt.datetime) -> int:
    """Insert or increment a counter, atomically: one statement, on SQLite and on PostgreSQL. Returns the count."""
    key = _hash(counted)
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS counter (key, expires_at, count) VALUES (%s, %s, 1) "  # noqa: S608
            "ON CONFLICT (key) DO UPDATE SET count = counter.count + 1 RETURNING count",
            [key, connection.ops.adapt_datetimefield_value(expires_at)],
        )
        return cursor.fetchone()[0]


def _hash(counted: str) -> str:
    return salted_hmac(SALT, counted, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
