"""One migration of a database at a time, whoever asks for it: two starting instances, a deployment and a person."""

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
"""Of PostgreSQL's advisory lock: any number that nothing else takes in this database."""
ASK_EVERY = 0.5
"""Seconds. Asked again and again, as a session that waits for the lock would hold up `CREATE INDEX CONCURRENTLY`."""


@contextlib.contextmanager
def alone(connection: BaseDatabaseWrapper, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Wait until nobody else migrates this database; `waiting` is called once where that takes time."""
    if connection.vendor == "postgresql":
        with beside_the_pool(connection) as own, own.cursor() as cursor:
            _wait_for(lambda: _try_advisory_lock(cursor), waiting)
            yield  # The lock goes with its session, however that ends.
    elif isinstance(connection, SQLite) and not connection.is_in_memory_db():
        with Path(f"{connection.settings_dict['NAME']}.migrate.lock").open("w") as file:
            _wait_for(lambda: locks.lock(file, locks.LOCK_EX | locks.LOCK_NB), waiting)
            yield
    else:
        yield


def _try_advisory_lock(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
    return cursor.fetchone()[0]


def _wait_for(taken: Callable[[], bool], waiting: Callable[[], None]) -> None:
    if taken():
        return
    waiting()
    while not taken():
        time.sleep(ASK_EVERY)
