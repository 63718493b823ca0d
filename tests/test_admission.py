"""A bound on the requests that wait: beyond it one is told at once to come back, and what costs nothing is served."""

import threading
import time
from io import BytesIO

import pytest
from django.http import FileResponse

from core import admission, database, liveness, page_cache
from core.admission import Admission
from core.liveness import Liveness
from core.page_cache import PageCache
from core.request_ids import RequestIds

KNOWN = "/static/site/site.css"


class SlowSite:
    """A WSGI application that answers when it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked: list[str] = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] == "/panne/":
            raise RuntimeError
        if environ["PATH_INFO"] not in ("/gardee/", KNOWN, admission.ALWAYS):
            assert self.go.wait(20)
        headers = [("Content-Length", "2"), ("Content-Type", "text/html")]
        if environ["PATH_INFO"] == "/fichier/":
            start_response("200 OK", headers)
            return FileResponse(BytesIO(b"ok"))
        start_response("200 OK", headers)
        return Body([b"ok"])


class Body(list):
    def close(self) -> None:
        pass


class Visit(threading.Thread):
    """One request in a thread, as a server makes it."""

    def __init__(self, application, path: str) -> None:
        super().__init__(daemon=True)
        self.application, self.path = application, path
        self.status, self.headers, self.body = "", {}, b""
        self.start()

    def run(self) -> None:
        def start_response(status, headers, *_more):
            self.status, self.headers = status, dict(headers)

        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": self.path, "HTTP_HOST": "testserver"}
        result = self.application(environ, start_response)
        self.body = b"".join(result)
        getattr(result, "close", bool)()

    def finished(self) -> "Visit":
        self.join(20)
        assert not self.is_alive()
        return self


@pytest.fixture
def site():
    slow = SlowSite()
    yield slow
    slow.go.set()


@pytest.fixture
def gate(site):
    return Admission(site, at_once=1, waiting=1)


@pytest.fixture
def full(site, gate):
    """One request is inside, another one waits."""
    inside = Visit(gate, "/dedans/")
    wait_for(lambda: site.asked == ["/dedans/"])
    waiting = Visit(gate, "/attend/")
    wait_for(lambda: len(gate.turns._waiting) == 1)
    return inside, waiting


def wait_for(condition) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_who_comes_beyond_the_bound_is_refused_at_once_with_a_page_and_when_to_come_back(site, gate, full):
    begin = time.monotonic()
    refused = Visit(RequestIds(gate), "/de-trop/").finished()
    assert time.monotonic() - begin < admission.LONGEST_WAIT / 2
    assert refused.status == "503 Service Unavailable"
    assert (refused.headers["Retry-After"], refused.headers["Cache-Control"]) == ("5", "no-store")
    page = refused.body.decode()
    assert "Réessayez dans un moment" in page
    assert f"requête {refused.headers['X-Request-ID']}" in page
    assert 'id="contenu"' not in page, "upload.js would show it in place of the form that was sent"
    assert "/de-trop/" not in site.asked


def test_a_machine_is_refused_in_json(gate, full):
    refused = Visit(RequestIds(gate), "/api/v2/offres/").finished()
    assert refused.headers["Content-Type"] == "application/json"
    assert refused.headers["X-Request-ID"] in refused.body.decode()


def test_who_waits_has_its_turn_and_the_next_may_come(site, gate, full):
    site.go.set()
    assert [visit.finished().status for visit in full] == ["200 OK", "200 OK"]
    assert Visit(gate, "/suivante/").finished().status == "200 OK"
    assert gate.turns._free == 1


def test_those_who_wait_pass_in_the_order_of_arrival(site):
    gate, visits = Admission(site, at_once=1, waiting=5), []
    for number in range(6):
        visits.append(Visit(gate, f"/{number}/"))
        wait_for(lambda number=number: len(site.asked) + len(gate.turns._waiting) == number + 1)
    site.go.set()
    for visit in visits:
        visit.finished()
    assert site.asked == [f"/{number}/" for number in range(6)]


def test_who_waits_too_long_is_refused(gate, full, monkeypatch, site):
    monkeypatch.setattr(admission, "LONGEST_WAIT", 0.05)
    gate.turns._most_waiting = 2
    assert Visit(gate, "/troisieme/").finished().status.startswith("503")
    assert len(gate.turns._waiting) == 1
    site.go.set()
    assert [visit.finished().status for visit in full] == ["200 OK", "200 OK"]


def test_what_fails_leaves_its_place(gate):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/panne/"}
    with pytest.raises(RuntimeError):
        gate(environ, lambda *_: None)
    assert gate.turns._free == 1


@pytest.mark.django_db
def test_a_file_that_is_read_slowly_holds_no_place(site, gate):
    site.go.set()
    result = gate({"REQUEST_METHOD": "GET", "PATH_INFO": "/fichier/"}, lambda *_: None)
    assert gate.turns._free == 1
    result.close()
    assert gate.turns._free == 1


def test_kept_pages_static_files_and_probes_are_served_beyond_the_bound(gate, site, monkeypatch):
    monkeypatch.setattr(admission, "static_paths", lambda: frozenset([KNOWN]))
    monkeypatch.setattr(page_cache, "_known", page_cache._known | {"stamp": "1", "until": time.monotonic() + 60})
    pages = Liveness(PageCache(gate, seconds=60))
    assert Visit(pages, "/gardee/").finished().status == "200 OK"
    inside, waiting = Visit(gate, "/dedans/"), None
    wait_for(lambda: "/dedans/" in site.asked)
    waiting = Visit(gate, "/attend/")
    wait_for(lambda: gate.turns._waiting)
    for path in ("/gardee/", KNOWN, admission.ALWAYS, liveness.PATH):
        assert Visit(pages, path).finished().status == "200 OK", path
    for path in ("/autre/", "/static/ailleurs.css", "/sante/autre/"):
        assert Visit(pages, path).finished().status.startswith("503"), path
    (key,) = [key for key in pages.application._pages if "/gardee/" in key]
    pages.application._pages[key] = pages.application._pages[key]._replace(until=0.0)
    late = Visit(pages, "/gardee/").finished()
    assert (late.status, late.body) == ("200 OK", b"ok"), "beyond its time rather than nothing"
    page_cache._known.update(stamp="2", former="1", renewed=time.monotonic())
    assert Visit(pages, "/gardee/").finished().status == "200 OK", "the former generation's rather than nothing"
    page_cache._known.update(renewed=time.monotonic() - page_cache.FORMER_FOR)
    assert Visit(pages, "/gardee/").finished().status.startswith("503"), "but not for long"
    site.go.set()
    inside.finished(), waiting.finished()


def test_nobody_waits_for_a_database_that_is_away(gate, site, monkeypatch):
    monkeypatch.setattr(database, "_away", True)
    assert Visit(gate, "/page/").finished().status.startswith("503")
    assert site.asked == []
    assert gate.turns._free == 1
