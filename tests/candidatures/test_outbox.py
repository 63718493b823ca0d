"""Mail to candidates: nothing lost, nothing sent twice, whatever happens to the mail server or to the worker."""

import datetime as dt
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from candidatures.courriels import post
from candidatures.models import Courriel
from core import outbox

from ..factories import dossier_of
from ..test_site import ROOT


class MailServer:
    """A server that really speaks SMTP. It may refuse, or hold its answer after it has taken a mail."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.port = 0
        self.refuses = False
        self.holds = 0.0

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.refuses:
            return "451 Réessayez plus tard"
        text = envelope.content.decode()
        self.keys.append(text.partition("Message-ID: ")[2].split()[0])
        if self.holds:
            time.sleep(self.holds)
        return "250 Pris"


@pytest.fixture
def server():
    handler = MailServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.mark.django_db
class TestInOneProcess:
    @pytest.fixture(autouse=True)
    def _smtp(self, settings, server):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port

    @pytest.fixture
    def courriel(self):
        assert post("lien", dossier_of(), "1")
        return Courriel.objects.get()

    def test_same_key_is_posted_once(self, courriel):
        assert not post("lien", courriel.dossier, "1")
        assert Courriel.objects.count() == 1

    def test_sent_once_however_often_it_is_woken_up(self, courriel, server):
        for _ in range(3):
            outbox.deliver_one.call("candidatures.Courriel", courriel.pk)
            outbox.wake_due()
        assert len(server.keys) == 1

    def test_a_server_down_for_an_hour_loses_nothing(self, courriel, server):
        start = timezone.now()
        server.refuses = True
        with time_machine.travel(start, tick=False) as clock:
            for _ in range(60):
                clock.shift(60)
                outbox.wake_due()
            assert server.keys == []
            courriel.refresh_from_db()
            assert 4 <= courriel.tries <= 12, "it tries again, less and less often"
            server.refuses = False
            clock.shift(3600)
            outbox.wake_due()
        assert len(server.keys) == 1

    def test_a_server_that_is_not_there_blocks_nothing(self, courriel, settings):
        settings.EMAIL_PORT = 9
        outbox.deliver_one.call("candidatures.Courriel", courriel.pk)
        courriel.refresh_from_db()
        assert (courriel.tries, courriel.claimed_at, courriel.sent_at) == (1, None, None)

    def test_gives_up_after_days(self, courriel, server):
        server.refuses = True
        outbox.wake_due()
        for days, given_up in ((4, False), (6, True)):
            with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=False):
                outbox.wake_due()
                courriel.refresh_from_db()
                assert courriel.given_up is given_up
        with time_machine.travel(timezone.now() + dt.timedelta(days=9), tick=False):
            assert outbox.wake_due() == 0

    def test_taken_up_by_a_worker_that_died_it_is_sent_by_the_next(self, courriel, server):
        assert outbox.claim(courriel)
        assert outbox.wake_due() == 0
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=11), tick=False):
            assert outbox.wake_due() == 1
        assert len(server.keys) == 1


SCRIPT = textwrap.dedent("""
    import sys, uuid
    import django
    django.setup()
    from django.utils import timezone
    from candidatures.courriels import post
    from core import outbox
    from candidatures.models import Courriel, Dossier

    def prepare(number):
        for n in range(number):
            dossier = Dossier.objects.create(key=uuid.uuid4(), name="x", email=f"c{n}@exemple.invalid", motivation="x",
                                             confirmed_at=timezone.now())
            post("lien", dossier, str(dossier.pk))

    def later():
        Courriel.objects.filter(sent_at=None).update(claimed_at=None)
        outbox.wake_due()

    def told():
        print(Courriel.objects.filter(sent_at__isnull=False).count())

    {"prepare": lambda: prepare(int(sys.argv[2])), "later": later, "told": told}[sys.argv[1]]()
""")


@pytest.fixture
def site(tmp_path, server, django_db_setup, django_db_blocker):
    """A site of its own, with a database and a queue on disk, and its worker."""
    if connection.vendor != "sqlite":
        pytest.skip("one database is enough: what is tested is what a process leaves behind")
    with django_db_blocker.unblock(), closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "site_metiers.settings.dev",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "PYTHONPATH": str(ROOT),
    }
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)

    class Site:
        def run(self, *words: str) -> str:
            command = [sys.executable, str(script), *words]
            return subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
            ).stdout.strip()

        def worker(self, *options: str) -> subprocess.Popen:
            command = [
                sys.executable,
                "manage.py",
                "db_worker",
                "-v",
                "0",
                "--no-reload",
                "--interval",
                "0.1",
                *options,
            ]
            started.append(subprocess.Popen(command, cwd=ROOT, env=environment))
            return started[-1]

    started: list[subprocess.Popen] = []
    yield Site()
    for worker in started:  # None outlives its test, whatever became of it.
        worker.kill()
        worker.wait(10)


def wait_until(condition, *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


MAILS = 6


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["before anything", "while the server holds its answer", "between two mails"])
def test_a_worker_that_is_killed_loses_and_doubles_nothing(site, server, killed):
    site.run("prepare", str(MAILS))
    if killed == "while the server holds its answer":
        server.holds = 1.0
    worker = site.worker()
    if killed != "before anything":
        wait_until(lambda: len(server.keys) >= 2)
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    server.holds = 0.0
    site.run("later")  # What the clock does once the claim of the dead worker has run out.
    assert site.worker("--batch").wait(60) == 0
    assert site.run("told") == str(MAILS)
    assert len(set(server.keys)) == MAILS, "each mail arrived"
    assert len(server.keys) <= MAILS + 1, "only what was in the dead worker's hands may come again, by the same key"
