"""Counts in the database: exact under parallel threads, forgotten with their period, naming nobody."""

import datetime as dt
import os
import subprocess
import sys

import pytest
import time_machine
from django.db import connection

from core import counters
from core.models import Counter

from .test_site import ROOT

NOON = dt.datetime(2026, 3, 2, 12, 0, 5, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.django_db
def test_counts_start_again_with_each_period():
    with time_machine.travel(NOON, tick=False) as clock:
        assert [counters.increment("essais", "a", period=HOUR) for _ in range(3)] == [1, 2, 3]
        assert counters.increment("essais", "b", period=HOUR) == 1
        assert counters.increment("autres", "a", period=HOUR) == 1
        clock.shift(dt.timedelta(minutes=59))
        assert counters.increment("essais", "a", period=HOUR) == 4
        clock.shift(dt.timedelta(minutes=1))
        assert counters.increment("essais", "a", period=HOUR) == 1


@pytest.mark.django_db
def test_key_is_spent_once():
    assert [counters.spend_once("jeton", valid_for=HOUR) for _ in range(3)] == [True, False, False]
    assert counters.spend_once("autre jeton", valid_for=HOUR)


@pytest.mark.django_db
def test_purge_deletes_what_is_over_and_nothing_else():
    with time_machine.travel(NOON, tick=False) as clock:
        counters.spend_once("jeton", valid_for=2 * HOUR)
        counters.increment("essais", "a", period=HOUR)
        clock.shift(HOUR)
        assert counters.purge() == 1
        assert not counters.spend_once("jeton", valid_for=2 * HOUR)
        clock.shift(HOUR * 2)
        assert counters.purge() == 1
        assert not Counter.objects.exists()


@pytest.mark.django_db
def test_row_names_nobody():
    counters.increment("essais", "jeanne@exemple.invalid 192.0.2.1", period=HOUR)
    (row,) = Counter.objects.values_list()
    assert "jeanne" not in str(row)
    assert "192.0.2.1" not in str(row)


SCRIPT = """
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import django

django.setup()

from django.db import connection

from core import counters
from core.models import Counter

if connection.vendor == "sqlite":
    with connection.schema_editor() as editor:
        editor.create_model(Counter)
together = Barrier(8)


def count(_number):
    together.wait()
    try:
        return [counters.increment("essais", "a", period=dt.timedelta(days=20_000)) for _ in range(25)]
    finally:
        connection.close()


with ThreadPoolExecutor(8) as pool:
    print(*(number for numbers in pool.map(count, range(8)) for number in numbers))
Counter.objects.all().delete()  # Committed beside the test's own transaction.
"""


@pytest.mark.django_db
def test_parallel_threads_each_get_a_number_of_their_own(tmp_path):
    """In a process of its own: SQLite in memory, as the tests have it, does not wait for a lock as its files do."""
    name, base = f"sqlite:///{tmp_path}/db.sqlite3", connection.settings_dict
    if connection.vendor == "postgresql":
        name = f"postgres://{base['USER']}:{base['PASSWORD']}@{base['HOST']}:{base['PORT']}/{base['NAME']}"
    environment = os.environ | {"DATABASE_URL": name}
    told = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert sorted(map(int, told.stdout.split())) == list(range(1, 201))
