"""What is killed comes back: each process of the portal, whoever its parent is (28)."""

import os
import signal

import pytest

from .processes import wait_until

BACK_WITHIN = 30


def test_killed_web_worker_comes_back(portal):
    site = portal()
    (worker,) = site.web_workers
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: site.get("/").status == 200, seconds=BACK_WITHIN)
    assert site.web_workers != [worker]
    assert site.process.poll() is None


def test_killed_server_and_worker_killed_again_and_again_come_back(portal):
    site = portal(WEB_CONCURRENCY="2")
    first, workers = site.server, site.web_workers
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: site.children("granian") not in ([], [first]), seconds=BACK_WITHIN)
    wait_until(lambda: site.get("/").status == 200, seconds=BACK_WITHIN)
    assert not [pid for pid in workers if os.path.exists(f"/proc/{pid}")], "workers of the killed server are gone"
    second = site.server
    for _ in range(2):  # Twice within seconds: granian gives up, the supervisor does not.
        for pid in site.web_workers:
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: site.children("granian") != [second] or site.get("/").status == 200, seconds=BACK_WITHIN)
    wait_until(lambda: site.get("/").status == 200, seconds=BACK_WITHIN)
    assert site.process.poll() is None


@pytest.mark.parametrize("word", ["db_worker", "scheduler"])
def test_killed_worker_and_clock_come_back(portal, word):
    site = portal()
    (first,) = site.children(word)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: site.children(word) not in ([], [first]), seconds=BACK_WITHIN)
    assert site.get("/").status == 200
