"""Two migrations of one database at once: the second waits for the first."""

import copy
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections

from core import migrating


@pytest.fixture
def base(db, tmp_path):
    """The test's database, or a file where it is in memory."""
    parameters = copy.deepcopy(connection.settings_dict)
    parameters["OPTIONS"].pop("pool", None)
    if connection.vendor == "sqlite":
        parameters["NAME"] = str(tmp_path / "db.sqlite3")
    return type(connections["default"])(parameters, alias="default")


def test_the_second_waits_until_the_first_has_ended(base):
    waits, entered = threading.Event(), threading.Event()

    def second():
        with migrating.alone(base, on_wait=waits.set):
            entered.set()

    other = threading.Thread(target=second, daemon=True)
    with migrating.alone(base, on_wait=pytest.fail):
        other.start()
        assert waits.wait(10)
        assert not entered.wait(1.5)
    assert entered.wait(10)
    other.join(10)


def test_a_migration_that_failed_leaves_no_lock(base):
    with pytest.raises(ZeroDivisionError), migrating.alone(base, on_wait=pytest.fail):
        1 / 0  # noqa: B018
    with migrating.alone(base, on_wait=pytest.fail):
        pass


def test_every_migrate_takes_it(db, monkeypatch):
    """Whatever runs it: `migrate` of the command line, of prepare_demo, of the tests."""
    taken = []
    original = migrating.alone
    monkeypatch.setattr(migrating, "alone", lambda *args, **options: taken.append(args) or original(*args, **options))
    call_command("migrate", "contenttypes", verbosity=0, plan=True)
    assert taken == [(connections["default"],)]
