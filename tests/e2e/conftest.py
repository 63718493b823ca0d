"""The real thing: a demonstration of its own, served by the supervisor, seen in the Chromium that is found."""

import fcntl
import ipaddress
import itertools
import os
import quopri
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .. import prepared as migrated

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def environment_of(folder: Path, port: int) -> dict[str, str]:
    """What a demonstration runs with that keeps its files in `folder`."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "site_metiers.settings.production",
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "SECRET_KEY": "e2e-only-" + "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": f"http://localhost:{port}",
        "HTTPS": "0",
        "NUM_PROXIES": "1",  # So that a test may come from many networks.
        "API_CALLS_A_MINUTE": "100000",
        "PORT": str(port),
    }


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, worker_id) -> Path:
    """A demonstration with its pictures made, by the first worker that asks; every worker copies it."""
    shared = tmp_path_factory.getbasetemp()
    folder = (shared if worker_id == "master" else shared.parent) / "demonstration"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            environment = environment_of(unfinished, free_port())
            unfinished.mkdir()
            shutil.copy(migrated.prepare("sqlite"), unfinished / "db.sqlite3")
            manage = [sys.executable, "manage.py"]
            subprocess.run([*manage, "prepare_demo"], cwd=ROOT, env=environment, check=True)
            work = [*manage, "db_worker", "--batch", "--no-reload", "-v0"]
            workers = [subprocess.Popen(work, cwd=ROOT, env=environment) for _core in range(2)]
            assert [worker.wait(300) for worker in workers] == [0, 0]
            with closing(sqlite3.connect(unfinished / "db.sqlite3")) as base:
                base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            unfinished.rename(folder)
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory, prepared) -> Path:
    """Where this worker's demonstration keeps what it writes."""
    return shutil.copytree(prepared, tmp_path_factory.mktemp("demonstration") / "var")


@pytest.fixture
def link_in_mail(site, folder):
    """Wait for a mail to `address` that holds a link beginning with `start`, and give the link's path."""

    def find(start: str, address: str) -> str:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for path in sorted((folder / "mail").glob("*"), reverse=True):
                text = quopri.decodestring(path.read_bytes()).decode()
                found = re.search(rf"{re.escape(site)}({start}\S+)", text)
                if found and f"To: {address}" in text:
                    return found[1]
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address} with {start}")

    return find


@pytest.fixture(scope="session")
def environment(folder) -> dict[str, str]:
    return environment_of(folder, free_port())


@pytest.fixture(scope="session")
def key(site, environment) -> str:
    """An API key of an entity that no other test looks at."""
    command = [sys.executable, "manage.py", "create_api_key", "siccrf"]
    made = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return made.stdout.strip()


@pytest.fixture(scope="session")
def site(folder, environment):
    """The address of a running demonstration; Ctrl-C at the end must stop all of it."""
    port = environment["PORT"]
    with closing(sqlite3.connect(folder / "db.sqlite3")) as base, base:
        base.execute("UPDATE wagtailcore_site SET port = ?", [port])
    command = [sys.executable, "-m", "site_metiers.serve", "--port", str(port)]
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(f"http://localhost:{port}/sante/")
            yield f"http://localhost:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            code = server.wait(30)
    said = (folder / "serve.log").read_text()
    assert code == 0, said
    assert "ERROR" not in said, said


def _wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def browser() -> Browser:
    with sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


NETWORKS = map(str, itertools.islice(ipaddress.ip_network("198.18.0.0/15"), 1, None))
"""An address for each visitor (RFC 2544): the forms of all tests together would arouse suspicion in one network."""


AUTOSAVED = re.compile(r"/admin/.+/(add|edit)/")
"""Where Wagtail saves a form by itself; one that is half filled in is refused by 400 (JsonPostResponseMixin)."""


class Visit:
    """A page of the browser that notes what no page may do: errors in the console, requests to elsewhere."""

    def __init__(self, browser: Browser, site: str, **options):
        own = {"base_url": site, "locale": "fr-FR", "extra_http_headers": {"X-Forwarded-For": next(NETWORKS)}}
        self.context = browser.new_context(**own | options)
        self.context.set_default_timeout(10_000)
        self.context.set_default_navigation_timeout(30_000)  # The worker may still be making the pictures.
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.requests: list = []
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._note_request)
        self._site = site

    def _note_console(self, message) -> None:
        url = message.location.get("url", "")
        refused = "status of 422" in message.text or ("status of 400" in message.text and AUTOSAVED.search(url))
        if message.type in ("error", "warning") and not refused:
            self.faults.append(f"{message.type}: {message.text} ({url})")

    def _note_request(self, request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self._site, "data:", "blob:")):
            self.faults.append(f"outside: {request.url}")


@pytest.fixture
def visit(browser, site):
    """Open a page with the options of a browser context (width, theme, JavaScript…); no fault is forgiven."""
    opened = []

    def open_page(*, width: int = 1280, **options) -> Visit:
        opened.append(Visit(browser, site, viewport={"width": width, "height": 900}, **options))
        return opened[-1]

    yield open_page
    faults = [fault for found in opened for fault in found.faults]
    for found in opened:
        found.context.close()
    assert faults == []
