"""A migrated database to copy from: each worker's test database is made in a second instead of fifteen.

It is made once, by the process that hands out the tests, and again when what it is made of changes: migrations,
reference lists, locked packages. SQLite: a file under var/tests, copied into memory. PostgreSQL: a template database.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
NAMED_BY = "PREPARED_DATABASE"
"""Environment variable that tells the workers of it."""
PREFIX = "test_prepared_"
MADE_OF = ("*/migrations/*.py", "*/donnees/*", "*/loading.py", "requirements/dev.txt", "site_metiers/settings/*.py")


def digest() -> str:
    made_of = hashlib.sha256()
    for file in sorted(file for pattern in MADE_OF for file in ROOT.glob(pattern)):
        made_of.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}".encode())
    return made_of.hexdigest()[:16]


def prepare(vendor: str) -> str:
    """Make the database where it is not there yet; its path, or its name. Two runs at once: the second waits."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return (_sqlite if vendor == "sqlite" else _postgresql)(digest())


def prepare_for_workers() -> None:
    """Prepare a database of the kind that DATABASE_URL names, and tell the workers which."""
    os.environ[NAMED_BY] = prepare(connection.vendor)


def use() -> None:
    """Make this process' test database a copy of the prepared one. Without one, it is migrated as ever."""
    prepared = os.environ.get(NAMED_BY)
    if not prepared:
        return
    if connection.vendor == "postgresql":
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = connection.settings_dict["TEST"]["TEMPLATE"] = prepared
        return
    memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True, check_same_thread=False)
    with sqlite3.connect(prepared) as file:
        file.backup(memory)
    _open.append(memory)


_open: list[sqlite3.Connection] = []
"""A database in memory lasts as long as a connection to it."""


def _migrate(url: str) -> None:
    """In a process of its own: this one keeps no model, signal or connection of it."""
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)


def _sqlite(key: str) -> str:
    file = FOLDER / f"{PREFIX}{key}.sqlite3"
    if not file.exists():
        for former in FOLDER.glob(f"{PREFIX}*"):
            former.unlink()
        unfinished = file.with_suffix(".unfinished")
        _migrate(f"sqlite:///{unfinished}")
        with sqlite3.connect(unfinished) as made:
            made.execute("PRAGMA journal_mode = DELETE")  # One file, no log beside it.
        unfinished.rename(file)
    return str(file)


def _postgresql(key: str) -> str:
    name, unfinished = f"{PREFIX}{key}", f"{PREFIX}unfinished"
    server, _slash, _database = os.environ["DATABASE_URL"].rpartition("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as postgresql:
        rows = postgresql.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        known = {row[0] for row in rows}
        if name not in known:
            for former in known:
                with suppress(psycopg.errors.ObjectInUse):  # By another run.
                    postgresql.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(former)))
            postgresql.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            _migrate(f"{server}/{unfinished}")
            names = map(sql.Identifier, (unfinished, name))
            postgresql.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
    return name
