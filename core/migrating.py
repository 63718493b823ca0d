"""A lock so that only one process at a time migrates a database, for instance when two instances start at once."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.files import locks
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.backends.utils import CursorWrapper

from .database import beside_the_pool

KEY = 4_720_260_115
"""Key of PostgreSQL's advisory lock: any number that nothing else locks in this database."""
ASK_EVERY = 0.5
"""Polling interval in seconds. A session blocked on the lock would block `CREATE INDEX CONCURRENTLY`."""


@contextlib.contextmanager
def alone(connection: BaseDatabaseWrapper, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the migration lock of this database. Calls `on_wait` once if another process holds it."""
    if connection.vendor == "postgresql":
        with beside_the_pool(connection) as own, own.cursor() as cursor:
            _wait_for(lambda: _try_advisory_lock(cursor), on_wait)
            yield  # PostgreSQL releases the lock when the session ends.
    elif isinstance(connection, SQLite) and not connection.is_in_memory_db():
        with Path(f"{connection.settings_dict['NAME']}.migrate.lock").open("w") as file:
            _wait_for(lambda: locks.lock(file, locks.LOCK_EX | locks.LOCK_NB), on_wait)
            yield
    else:
        yield


def _try_advisory_lock(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
    return cursor.fetchone()[0]


def _wait_for(acquire: Callable[[], bool], on_wait: Callable[[], None]) -> None:
    if acquire():
        return
    on_wait()
    while not acquire():
        time.sleep(ASK_EVERY)
