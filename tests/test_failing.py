"""What a visitor, a log and a probe are told when something fails. This module is also a urlconf, of failing views."""

import datetime as dt
import json
import logging
import time
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, storages
from django.core.wsgi import get_wsgi_application
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max
from psycopg import errors

from core import database, health, schedule
from core.logs import ErrorMails, ImpersonalFormatter
from core.models import ScheduledJob
from core.request_ids import RequestIds
from core.storage import StorageUnavailable
from site_metiers import urls as site

handler500 = "core.unavailable.server_error"
LOST, LOCKED = "unable to open database file", "database is locked"


def lost() -> OperationalError:
    """As Django raises it where the database cannot be reached."""
    error = OperationalError(LOST)
    error.__cause__ = errors.AdminShutdown("terminating connection")
    return error


def locked() -> OperationalError:
    error = OperationalError(LOCKED)
    error.__cause__ = errors.LockNotAvailable("canceling statement due to lock timeout")
    return error


RAISED = {"lost": lost, "locked": locked, "bug": ValueError, "stockage": StorageUnavailable}


def failing(request, kind: str) -> HttpResponse:
    raise RAISED[kind]()


urlpatterns = [
    path("page/<str:kind>/", failing),
    path("api/<str:kind>/", failing),
    path("numero/", lambda request: HttpResponse("ok")),
    *site.urlpatterns,
]


@pytest.fixture(autouse=True)
def _unknown_health(db):
    health.forget()
    yield
    health.forget()
    until = time.monotonic() + 20
    while database.is_away():  # Until the thread that asks it has its answer.
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture
def ask(settings, db):
    """Ask a WSGI server with numbered requests; status, headers, body."""
    settings.ROOT_URLCONF = "tests.test_failing"
    settings.DEBUG = False
    application = RequestIds(get_wsgi_application())

    def asked(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": address, "SERVER_NAME": "testserver", "SERVER_PORT": "80"}
        answered = []
        streams = {"wsgi.url_scheme": "http", "wsgi.input": BytesIO()}
        result = application(environ | streams | headers, lambda *told: answered.extend(told))
        body = b"".join(result)
        return int(answered[0].split()[0]), dict(answered[1]), body.decode()

    return asked


class TestRequestNumbers:
    def test_each_request_has_its_own(self, ask):
        numbers = {ask("/numero/")[1]["X-Request-ID"] for _ in range(3)}
        assert len(numbers) == 3

    def test_error_page_and_log_tell_the_number_of_the_answer(self, ask, capsys):
        handler = logging.StreamHandler()
        handler.setFormatter(ImpersonalFormatter("{asctime} [{request_id}] {message}", style="{"))
        logging.getLogger("django.request").addHandler(handler)
        try:
            status, headers, page = ask("/page/bug/")
        finally:
            logging.getLogger("django.request").removeHandler(handler)
        assert status == 500
        assert f"requête {headers['X-Request-ID']}" in page
        assert f"[{headers['X-Request-ID']}]" in capsys.readouterr().err

    def test_error_is_mailed_with_its_number_once_a_quarter_of_an_hour(self, ask, settings, monkeypatch):
        settings.ADMINS = [("", "exploitation@exemple.invalid")]
        (handler,) = [found for found in logging.getLogger("django").handlers if isinstance(found, ErrorMails)]
        monkeypatch.setattr(handler, "_next", 0.0)
        numbers = [ask("/page/bug/")[1]["X-Request-ID"] for _ in range(3)]
        until = time.monotonic() + 10
        while not mail.outbox:
            assert time.monotonic() < until
            time.sleep(0.01)
        time.sleep(0.1)
        (sent,) = mail.outbox
        assert sent.to == ["exploitation@exemple.invalid"]
        assert f"requête {numbers[0]}" in sent.subject
        assert f"[{numbers[0]}]" in sent.body
        assert "Traceback" not in sent.body

    def test_machine_reads_it_in_json(self, ask):
        status, headers, body = ask("/api/bug/")
        assert (status, json.loads(body)["requete"]) == (500, headers["X-Request-ID"])

    @pytest.mark.parametrize(
        ("proxies", "given", "is_taken"),
        [(1, "abcdef0123456789", True), (0, "abcdef0123456789", False), (1, "court", False), (1, "a\nb" * 9, False),
         (1, "x" * 65, False)],
    )  # fmt: skip
    def test_the_number_of_a_trusted_proxy_is_taken_if_well_formed(self, ask, settings, proxies, given, is_taken):
        settings.NUM_PROXIES = proxies
        _status, headers, _body = ask("/numero/", HTTP_X_REQUEST_ID=given)
        assert (headers["X-Request-ID"] == given) == is_taken

    def test_log_tells_times_with_their_offset(self):
        record = logging.LogRecord("x", logging.INFO, "", 0, "a@exemple.invalid", (), None)
        record.created = dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC).timestamp()
        line = ImpersonalFormatter("{asctime} [{request_id}] {message}", style="{").format(record)
        assert line.startswith("2026-07-01T12:00:00.000+02:00 [")
        assert line.endswith("[adresse]")


class TestDatabaseAway:
    def test_request_that_meets_it_is_answered_503_and_logged_in_one_line(self, ask, caplog):
        for _ in range(5):
            status, headers, page = ask("/page/lost/")
            assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
            assert "Réessayez dans un moment" in page
            assert "Traceback" not in page
        told = [record for record in caplog.records if "ne répond pas" in record.message]
        assert 1 <= len(told) <= 5
        assert not [record for record in caplog.records if record.exc_info]

    def test_it_is_asked_until_it_answers(self, db, caplog):
        caplog.set_level(logging.WARNING)
        assert database.note(lost())
        until = time.monotonic() + 10
        while database.is_away():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert "répond de nouveau" in caplog.text

    def test_a_lock_is_no_absence_but_asks_to_come_back_all_the_same(self, ask, caplog):
        status, headers, _page = ask("/page/locked/")
        assert (status, headers["Retry-After"]) == (503, "5")
        assert not database.is_away()
        assert [record for record in caplog.records if record.exc_info], "logged as the error it is"

    def test_storage_that_is_away_asks_to_come_back(self, ask):
        assert ask("/page/stockage/")[0] == 503

    @pytest.mark.parametrize(
        "error", [ProgrammingError("x"), ValueError("x"), InterfaceError("Error binding parameter")]
    )
    def test_another_error_means_nothing_of_the_kind(self, db, error):
        error.__cause__ = errors.SyntaxError("x")
        assert not database.means_away(error)

    def test_readiness_says_so_at_once(self, client, db, monkeypatch):
        monkeypatch.setattr(database, "_away", True)
        response = client.get("/sante/")
        monkeypatch.undo()
        assert response.status_code == 503
        assert response.json() == {"etat": "indisponible", "base": "muette", "cache": "ok", "stockage": "ok"}


class TestReadiness:
    @pytest.fixture
    def private(self, monkeypatch, tmp_path) -> Path:
        """Where candidates' files go: not there yet."""
        monkeypatch.setitem(storages._storages, "candidatures", FileSystemStorage(location=tmp_path / "cv"))
        return tmp_path / "cv"

    def test_storage_that_takes_no_file_is_told_and_the_site_is_served(self, client, private):
        private.write_text("")
        response = client.get("/sante/")
        assert response.status_code == 200
        assert (response.json()["etat"], response.json()["stockage"]) == ("dégradé", "muet")

    def test_probe_of_the_storage_leaves_nothing_in_it(self, client, private):
        assert client.get("/sante/").json()["stockage"] == "ok"
        assert list(private.iterdir()) == []

    def test_age_of_the_queue_is_that_of_the_oldest_task_that_could_run(self, client, db):
        now = timezone.now()
        task = {"task_path": "x", "backend_name": "default", "queue_name": "default", "args_kwargs": {}, "priority": 0}
        for enqueued, run_after in (
            (20, get_date_max()),
            (90, now - dt.timedelta(minutes=2)),
            (99, now.replace(year=2100)),
        ):
            DBTaskResult.objects.create(run_after=run_after, **task)
            DBTaskResult.objects.filter(run_after=run_after).update(enqueued_at=now - dt.timedelta(minutes=enqueued))
        told = client.get("/sante/").json()["file"]
        assert told["etat"] == "en retard"
        assert 20 * 60 <= told["attente_s"] < 21 * 60

    def test_all_who_ask_within_a_second_share_an_answer(self, client, db, django_assert_num_queries):
        client.get("/sante/")
        with django_assert_num_queries(0):
            client.get("/sante/")


class TestCacheAway:
    @pytest.fixture
    def cache(self, settings):
        settings.CACHES = {
            "default": {"BACKEND": "core.cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1/0"},
            "renditions": {"BACKEND": "core.cache.FailOpenRedisCache", "LOCATION": "redis://127.0.0.1:1/0"},
        }
        yield caches["default"]
        caches["default"].outage.end()

    def test_nothing_fails_and_one_line_is_logged(self, cache, caplog):
        cache.set("a", 1)
        assert cache.get("a") == 1
        assert cache.add("b", 5)
        assert not cache.add("b", 6)
        assert cache.incr("b") == 6
        cache.set_many({"c": 1, "d": 2})
        assert cache.get_many(["c", "d"]) == {"c": 1, "d": 2}
        cache.delete("c")
        assert cache.get_or_set("c", lambda: 7) == 7
        assert "d" in cache
        assert caches["renditions"].get("autre") is None
        assert len([record for record in caplog.records if "cache partagé ne répond pas" in record.message]) == 1

    def test_readiness_says_so_and_the_site_is_served(self, cache, client, home):
        response = client.get("/sante/")
        assert response.status_code == 200
        assert (response.json()["etat"], response.json()["cache"]) == ("dégradé", "muet")
        assert client.get("/").status_code == 200


class TestClock:
    NOON = dt.datetime(2026, 3, 2, 12, 0, 5, tzinfo=dt.UTC)

    @pytest.fixture(autouse=True)
    def _jobs(self, monkeypatch, db):
        jobs = {"purge_counters": schedule.Job(schedule.MINUTE), "clearsessions": schedule.Job(schedule.DAY)}
        monkeypatch.setattr(schedule, "JOBS", jobs)

    def test_set_back_an_hour_silences_nothing_and_is_told(self, client):
        with time_machine.travel(self.NOON, tick=False) as clock:
            schedule.run_due_jobs()
            clock.shift(dt.timedelta(hours=-1))
            assert client.get("/sante/").json()["horloge"]["etat"] == "en retard"
            assert schedule.run_due_jobs() == ["purge_counters", "clearsessions"]
            assert schedule.run_due_jobs() == []
            health.forget()
            assert client.get("/sante/").json()["horloge"]["etat"] == "ok"
            clock.shift(dt.timedelta(minutes=1))
            assert schedule.run_due_jobs() == ["purge_counters"]

    def test_two_machines_a_minute_apart_run_nothing_twice(self):
        with time_machine.travel(self.NOON, tick=False) as clock:
            schedule.run_due_jobs()
            clock.shift(dt.timedelta(seconds=-60))
            assert schedule.run_due_jobs() == []

    def test_each_run_is_one_line_with_its_duration_and_outcome(self, caplog):
        caplog.set_level(logging.INFO, logger="core.schedule")
        schedule.run_due_jobs()
        (first, second) = [record.message for record in caplog.records if record.name == "core.schedule"]
        assert first == "purge_counters : 0.0 s. Comptes effacés : 0."
        assert second.startswith("clearsessions : 0.0 s.")

    def test_log_of_production_shows_them(self, settings):
        assert settings.LOGGING["loggers"]["core.schedule"]["level"] == "INFO"
        assert ScheduledJob.objects.last_run(timezone.now()) is None
