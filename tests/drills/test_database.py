"""PostgreSQL restarted, away and locked (30); two migrations at once (32)."""

import subprocess
import sys
import threading
import time

import psycopg
import pytest

from .load import flood
from .processes import ROOT, Portal, wait_until

SOON = 5
"""Seconds after which the site serves again once the database is back."""
KEPT, UNKNOWN = "/emplois/", "/emplois/?q={}"


def test_restart_under_load_is_no_error(portal, postgres):
    cluster, address = postgres
    site = portal(address)
    site.get(KEPT)
    visits = {}
    crowd = threading.Thread(
        target=lambda: visits.update(flood(site.port, UNKNOWN, visitors=6, seconds=10, beside=(KEPT,)))
    )
    crowd.start()
    time.sleep(2)
    cluster.stop()
    cluster.start()
    assert wait_until(lambda: site.get("/emplois/?q=apres").status == 200) < SOON
    crowd.join()
    assert visits[UNKNOWN].statuses <= {200, 503}
    assert visits[KEPT].statuses == {200}
    assert "django.request" not in site.log
    before = len(site.log.splitlines())
    cluster.stop("immediate")
    cluster.start()
    statuses = {site.get(f"/emplois/?q=apres-{number}").status for number in range(10)}
    assert statuses <= {200, 503}, site.log.splitlines()[before:]


def test_base_that_is_away_is_told_at_once_and_kept_pages_are_served(portal, postgres):
    cluster, address = postgres
    site = portal(address, PAGE_CACHE_SECONDS="2")
    site.get(KEPT)
    (worker,) = site.children("db_worker")
    cluster.stop()
    assert site.get("/emplois/?q=premiere").seconds < SOON
    time.sleep(15)
    for number in range(3):
        answer = site.get(f"/emplois/?q={number}")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert "Réessayez dans un moment" in answer.text
        assert answer.headers["X-Request-ID"] in answer.text
        assert answer.seconds < 1
    machine = site.get("/api/v2/offres/")
    assert (machine.status, machine.headers["Content-Type"]) == (503, "application/json")
    kept, ready, live = site.get(KEPT), site.get("/sante/"), site.get("/sante/vivant/")
    assert (kept.status, kept.seconds < 1) == (200, True), "beyond its time"
    assert (ready.status, ready.seconds < 3, '"muette"' in ready.text) == (503, True, True)
    assert live.status == 200
    cluster.start()
    assert wait_until(lambda: site.get("/emplois/?q=retour").status == 200) < SOON
    assert site.get("/sante/").status == 200
    assert site.children("db_worker") == [worker], "the background work has waited"
    told = [line for line in site.log.splitlines() if "core.database" in line and "ne répond pas" in line]
    assert 2 <= len(told) <= 3, "one for each process that has met it"
    assert "django.request" not in site.log


def test_statement_that_takes_too_long_is_ended_in_a_request_and_not_in_a_command(portal, postgres):
    _cluster, address = postgres
    site = portal(address, STATEMENT_SECONDS="2")
    assert site.get("/emplois/?q=avant").status == 200
    with psycopg.connect(address) as holder:
        holder.execute("LOCK TABLE emplois_offre IN ACCESS EXCLUSIVE MODE")
        answer = site.get("/emplois/?q=pendant")
        assert answer.status == 503
        assert 1.5 < answer.seconds < 8
    assert site.get("/emplois/?q=apres").status == 200
    long = "from django.db import connection; connection.cursor().execute('SELECT pg_sleep(3)')"
    assert site.command("manage.py", "shell", "-c", long).returncode == 0


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_two_migrations_at_once_follow_each_other(tmp_path, request, vendor):
    if vendor == "postgresql":
        cluster = request.getfixturevalue("cluster")
        address = cluster.create("migrated-at-once")
    else:
        address = f"sqlite:///{tmp_path}/db.sqlite3"
    environment = Portal(tmp_path, address).environment
    command = [sys.executable, "manage.py", "migrate", "auth"]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sum("attente" in errors for _out, errors in told) <= 1
    assert sum("Applying auth.0001_initial" in out for out, _errors in told) == 1
