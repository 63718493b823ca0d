"""A circuit breaker for the database: after a connection error, requests fail at once until it responds again."""

import contextlib
import copy
import logging
import threading
import time
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)
ASK_EVERY = 1.0
"""Seconds between two connection attempts during an outage."""
CONNECTION_LOST = {"57P01", "57P02", "57P03", "53300"}
"""PostgreSQL's codes for: shut down by an administrator, crashed, not yet ready, no connection left."""
SQLITE_AWAY = ("unable to open database file", "disk I/O error", "readonly database")

_lock = threading.Lock()
_away = False


def is_away() -> bool:
    """Whether this process saw the database go away and has not reached it since."""
    return _away


def means_away(error: BaseException) -> bool:
    """Whether `error` means that the database is unreachable, and not a lock, a statement timeout or a wrong query."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    if connection.vendor == "sqlite":
        return any(words in str(error) for words in SQLITE_AWAY)
    code = getattr(error.__cause__, "sqlstate", None)
    return code is None or code in CONNECTION_LOST or code.startswith("08")


def note(error: BaseException) -> bool:
    """Whether `error` means that the database is away; if so, a background thread retries until it responds."""
    global _away
    if not means_away(error):
        return False
    with _lock:
        if not _away:
            _away = True
            logger.error("La base de données ne répond pas : %s", " ".join(str(error).split()))
            threading.Thread(target=_wait_for_it, daemon=True, name="waiting-for-the-database").start()
    return True


@contextlib.contextmanager
def beside_the_pool(beside: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """A new connection to the database of `beside`, outside the pool, closed on exit."""
    parameters = copy.deepcopy(beside.settings_dict)
    parameters["OPTIONS"].pop("pool", None)
    own = type(beside)(parameters, alias=beside.alias)
    try:
        yield own
    finally:
        own.close()


def _answers() -> bool:
    """Whether the database responds now. Bypasses the pool, whose timeout is longer."""
    try:
        with beside_the_pool(connections["default"]) as own, own.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001  Any error means another attempt.
        return False
    return True


def _wait_for_it() -> None:
    global _away
    since = time.monotonic()
    while not _answers():
        time.sleep(ASK_EVERY)
    _away = False
    logger.warning("La base de données répond de nouveau, après %.0f s.", time.monotonic() - since)


def limit_statements(seconds: int) -> None:
    """Set PostgreSQL's statement timeout for this process; 0 sets none. Must be called before the first connection."""
    options = connections["default"].settings_dict["OPTIONS"]
    if seconds and "options" in options:
        options["options"] += f" -c statement_timeout={seconds * 1000}"
