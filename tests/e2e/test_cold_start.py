"""Many people search at once while the server has just started: each gets what one alone would get."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote

from .conftest import ROOT, _wait_for, free_port

STARTS = 4
AT_ONCE = 25
QUERIES = ["développeur", "cheffe de projet", "administratrice systèmes", "cybersécurité", "ingénieure données"]


def ask(address: str) -> tuple[int, list[int]]:
    with urllib.request.urlopen(address, timeout=30) as response:
        answer = json.load(response)
    return answer["count"], [offre["external_id"] for offre in answer["results"]]


@contextmanager
def cold_server(environment) -> Iterator[str]:
    """A web server that has answered nothing yet that searches."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning", "--host", "127.0.0.1"]
    command += [
        "--port",
        str(port),
        "--blocking-threads",
        "16",
        "--backpressure",
        "64",
        "site_metiers.wsgi:application",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(f"http://localhost:{port}/robots.txt")
        yield f"http://localhost:{port}/api/v2/offres/?taille=20&mots_cles="
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def test_parallel_searches_on_cold_starts_answer_as_one_thread_does(site, environment):
    with cold_server(environment) as base:
        alone = {query: ask(f"{base}{quote(query)}") for query in QUERIES}
    assert all(total for total, _ids in alone.values())
    queries = [QUERIES[number % len(QUERIES)] for number in range(AT_ONCE)]
    for _ in range(STARTS):
        with cold_server(environment) as base, ThreadPoolExecutor(AT_ONCE) as pool:
            together = list(pool.map(lambda query, base=base: ask(f"{base}{quote(query)}"), queries))
        assert together == [alone[query] for query in queries]
