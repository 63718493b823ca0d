"""Kept pages: fast for visitors without a session, never stale, never someone else's."""

import time
from io import BytesIO

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections, connection

from core import page_cache
from core.models import Generation
from core.page_cache import PageCache

from .factories import OffreFactory, add_vitrine
from .test_offre_rules import paris

LIST = "/emplois/"


class Visitor:
    """Asks the site through its page cache, as a server does."""

    def __init__(self):
        self.asked = 0
        self.pages = PageCache(self._count(get_wsgi_application()), seconds=60)

    def _count(self, application):
        def counted(environ, start_response):
            self.asked += 1
            return application(environ, start_response)

        return counted

    def get(self, path: str, query: str = "", **headers) -> tuple[str, dict[str, str], bytes]:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            **headers,
        }
        answered = []
        result = self.pages(environ, lambda status, headers, *_: answered.extend([status, dict(headers)]))
        body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        return *answered, body


@pytest.fixture
def visitor(db, monkeypatch):
    """Keeps the test's own connection open between requests, as Django's test client does."""
    monkeypatch.setattr(page_cache, "close_old_connections", lambda: None)
    for ended in (request_started, request_finished):
        ended.disconnect(close_old_connections)
    page_cache._known["until"] = 0.0
    yield Visitor()
    page_cache._known["until"] = 0.0
    for ended in (request_started, request_finished):
        ended.connect(close_old_connections)


@pytest.fixture
def committed(visitor, offre, django_capture_on_commit_callbacks):
    visitor.get(LIST)  # The first page ever makes the site's settings.
    connection.run_on_commit.clear()  # What the fixtures left, which no commit of theirs runs.
    return django_capture_on_commit_callbacks(execute=True)


def test_second_visitor_gets_the_kept_page_without_a_query(visitor, offre, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(page_cache, "READ_EVERY", 60)  # Seconds that no busy machine takes for a page.
    status, _headers, first = visitor.get(LIST)
    assert status == "200 OK"
    with django_assert_num_queries(0):
        status, headers, second = visitor.get(LIST)
    assert (status, second, visitor.asked) == ("200 OK", first, 1)
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Vary"] == "Accept-Encoding, Cookie"
    assert "Content-Security-Policy" in headers


def test_browser_that_has_the_page_is_told_so(visitor, offre):
    _status, headers, _body = visitor.get(LIST)
    status, again, body = visitor.get(LIST, HTTP_IF_NONE_MATCH=headers["ETag"])
    assert (status, body, again["ETag"]) == ("304 Not Modified", b"", headers["ETag"])


@pytest.mark.parametrize("change", ["retitle", "fill", "delete", "add"])
def test_changed_content_is_seen_at_once(visitor, offre, change, committed):
    _status, _headers, before = visitor.get(LIST)
    with committed:
        match change:
            case "retitle":
                offre.title = "Intitulé corrigé"
                offre.save()
            case "fill":
                offre.mark_filled()
            case "delete":
                offre.delete()
            case "add":
                OffreFactory(vitrine=offre.vitrine)
    _status, _headers, after = visitor.get(LIST)
    assert after != before


def test_saved_draft_drops_nothing(visitor, offre, committed):
    with committed:
        offre.vitrine.save_revision()
        offre.save_revision()
    assert not Generation.objects.exists()


def test_other_process_sees_a_change_within_a_second(visitor, offre, monkeypatch):
    visitor.get(LIST)
    Generation.objects.create(number=1000)  # As another process would.
    visitor.get(LIST)
    assert visitor.asked == 1
    monkeypatch.setitem(page_cache._known, "until", time.monotonic())
    visitor.get(LIST)
    assert visitor.asked == 2


def test_day_that_ends_in_paris_drops_the_pages(visitor, offre):
    with time_machine.travel(paris(offre.date_posted.replace(day=20), 23, 59), tick=False):
        visitor.get(LIST)
    page_cache._known["until"] = 0.0
    with time_machine.travel(paris(offre.date_posted.replace(day=21), 0, 1), tick=False):
        visitor.get(LIST)
    assert visitor.asked == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "autre=1; messages=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"REQUEST_METHOD": "HEAD"},
    ],
)
def test_personal_request_is_neither_answered_from_nor_put_into_the_cache(visitor, offre, headers):
    for _ in range(2):
        visitor.get(LIST, **headers)
    assert visitor.asked == 2
    visitor.get(LIST)
    assert visitor.asked == 3


@pytest.mark.parametrize("path", ["/admin/", "/sante/", "/nulle-part/"])
def test_cms_health_and_errors_are_not_kept(visitor, offre, path):
    for _ in range(2):
        visitor.get(path)
    assert visitor.asked == 2


def test_packed_and_plain_pages_are_kept_apart(visitor, offre):
    _status, headers, packed = visitor.get(LIST, HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    _status, headers, plain = visitor.get(LIST)
    assert "Content-Encoding" not in headers
    assert len(packed) < len(plain)


def test_forged_host_is_refused_and_not_kept(visitor, offre):
    status, _headers, _body = visitor.get(LIST, HTTP_HOST="ailleurs.invalid")
    assert status.startswith("400")
    assert visitor.get(LIST)[0] == "200 OK"


def test_kept_pages_outlive_a_database_that_is_away(visitor, offre, monkeypatch):
    visitor.get(LIST)
    page_cache._known["until"] = 0.0

    def away(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr(Generation.objects, "values_list", away)
    assert visitor.get(LIST)[0] == "200 OK"
    assert visitor.asked == 1


def test_oldest_pages_make_room(visitor, offre):
    visitor.get(LIST)
    (kept,) = visitor.pages._pages.values()
    visitor.pages.max_bytes = int(2.5 * kept.size)
    for number in range(4):
        visitor.get(LIST, f"q={number}")
    assert len(visitor.pages._pages) == 2
    visitor.get(LIST)
    assert visitor.asked == 6


class TestBounds:
    """1,200 requests with 60,000 characters each grew a worker by 65 MB."""

    def test_no_long_address_is_kept(self, visitor):
        for number in range(20):
            assert visitor.get("/robots.txt", "x" * 60_000 + str(number))[0].startswith("200")
        assert visitor.pages._pages == {}
        assert visitor.pages._bytes == 0

    def test_keys_and_headers_count(self, visitor):
        visitor.get("/robots.txt", "x" * 900)
        (kept,) = visitor.pages._pages.values()
        assert kept.size == visitor.pages._bytes > len(kept.body) + 900

    def test_entries_are_few_however_small(self, visitor):
        visitor.pages.max_pages = 10
        for number in range(30):
            visitor.get("/robots.txt", f"n={number}")
        assert len(visitor.pages._pages) == 10
        assert visitor.pages._bytes == sum(kept.size for kept in visitor.pages._pages.values())

    def test_a_header_of_the_visitor_makes_no_more_of_them(self, visitor):
        for number in range(5):
            visitor.get("/robots.txt", HTTP_X_FORWARDED_PROTO=f"x{number}")
        assert len(visitor.pages._pages) == 1

    def test_former_generations_are_dropped(self, visitor, monkeypatch):
        for number in range(3):
            visitor.get("/robots.txt", f"n={number}")
            page_cache.drop_all()
        visitor.get("/robots.txt", "n=9")
        assert len({kept.stamp for kept in visitor.pages._pages.values()}) <= 2, "the last and the one before"
        monkeypatch.setattr(page_cache, "FORMER_FOR", 0)
        visitor.get("/robots.txt", "n=10")
        assert {kept.stamp for kept in visitor.pages._pages.values()} == {page_cache._known["stamp"]}


@pytest.mark.parametrize(
    "cookie", ["sessionid=x", "sessionid =x", "a=b; sessionid = x", "a=b;sessionid=x", "messages =x"]
)
def test_a_cookie_is_read_as_django_reads_it(visitor, cookie):
    """« sessionid =x », with a space, put a signed-in page into the public cache."""
    visitor.get("/robots.txt", HTTP_COOKIE=cookie)
    assert visitor.pages._pages == {}


def test_nothing_that_django_gave_a_session_is_kept(visitor, offre, monkeypatch):
    """Even if the two were to read cookies differently."""
    monkeypatch.setattr(page_cache, "PERSONAL_COOKIES", set())
    visitor.get(LIST, HTTP_COOKIE="sessionid=abcdefghijklmnopqrstuvwxyz012345")
    assert visitor.pages._pages == {}
    visitor.get(LIST)
    assert len(visitor.pages._pages) == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_behind_the_old_validator(client, institutions):
    dinum = add_vitrine(institutions, "DINUM")
    before = client.get("/api/v2/offres/")
    OffreFactory(vitrine=dinum, title="Nouvelle")
    after = client.get("/api/v2/offres/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["count"] == 1
