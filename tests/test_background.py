"""What runs beside the web server: the clock's jobs, the worker's tasks, and the supervisor of them all."""

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.images.models import Image, Rendition
from wagtail.models import Collection

from core import schedule
from core.models import ScheduledJob
from emplois.enums import EtatOffre
from home.demonstration.drawings import cover
from home.demonstration.source_files import add_image

from .factories import OffreFactory, add_vitrine
from .test_site import ROOT


@pytest.mark.django_db
def test_scheduled_offer_goes_live_and_ends_by_the_clock(client, vitrine):
    now = timezone.now()
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None)
    offre.go_live_at, offre.expire_at = now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)
    offre.save_revision().publish()
    offre.refresh_from_db()
    assert offre.etat == EtatOffre.PROGRAMMEE
    for hours, expected in ((1.1, EtatOffre.OUVERTE), (2.1, EtatOffre.EXPIREE)):
        with time_machine.travel(now + dt.timedelta(hours=hours), tick=False):
            assert "publish_scheduled" in schedule.run_due_jobs()
            offre.refresh_from_db()
            assert offre.etat == expected
            response = client.get(offre.get_absolute_url())
            assert response.status_code == 200
            assert ("a expiré" in response.content.decode()) == (expected == EtatOffre.EXPIREE)


@pytest.mark.django_db
def test_job_runs_once_a_period_and_is_made_up_once():
    start = dt.datetime(2026, 3, 2, 9, 0, 5, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        assert set(schedule.run_due_jobs()) == set(schedule.JOBS)
        assert schedule.run_due_jobs() == []
    with time_machine.travel(start + dt.timedelta(minutes=1), tick=False):
        assert set(schedule.run_due_jobs()) == {"publish_scheduled", "send_deliveries", "announce_changes"}
    with time_machine.travel(start + dt.timedelta(days=3), tick=False):
        assert set(schedule.run_due_jobs()) == set(schedule.JOBS)
        assert schedule.run_due_jobs() == []


@pytest.mark.django_db
def test_job_that_fails_is_logged_and_stops_no_other(monkeypatch, caplog):
    jobs = {"no_such_command": schedule.Job(schedule.MINUTE), "clearsessions": schedule.Job(schedule.DAY)}
    monkeypatch.setattr(schedule, "JOBS", jobs)
    assert schedule.run_due_jobs() == ["no_such_command", "clearsessions"]
    assert "no_such_command a échoué" in caplog.text


@pytest.mark.django_db
def test_one_process_alone_claims_a_run():
    now = timezone.now()
    later = now + dt.timedelta(minutes=1)
    assert [ScheduledJob.objects.claim("x", now=now, next_at=later) for _ in range(2)] == [True, False]


@pytest.mark.django_db
def test_publishing_a_page_makes_its_pictures_before_the_first_visitor(
    client, institutions, django_capture_on_commit_callbacks
):
    vitrine = add_vitrine(institutions, "Avec bannière")
    vitrine.banner = add_image("Bannière", "b.jpg", cover("essai"), Collection.get_first_root_node())
    with django_capture_on_commit_callbacks(execute=True):
        vitrine.save_revision().publish()
    made = Rendition.objects.count()
    assert made >= 6
    assert "avif" in client.get(vitrine.url).content.decode()
    assert Rendition.objects.count() == made
    assert Image.objects.count() == 1


@pytest.mark.django_db
def test_local_images_are_served_and_documents_are_not(client, institutions, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    response = client.get("/media/images/x.svg")
    assert response.status_code == 200
    policy = set(response["Content-Security-Policy"].split("; "))
    assert policy == {"default-src 'none'", "style-src 'unsafe-inline'", "sandbox"}
    assert b"<script>" in b"".join(response.streaming_content)
    for refused in ("/media/documents/x.svg", "/media/images/../documents/x.svg", "/media/images/"):
        assert client.get(refused).status_code in (400, 404)


def test_database_statistics_are_kept_up(db):
    call_command("optimize_database")


LIVING = "import os, sys, time; open(f'{sys.argv[1]}-{os.getpid()}', 'w').close(); time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + LIVING
FAILING = "import sys, time; time.sleep(0 if sys.argv[1] == 'serveur' else 60); sys.exit(3)"
WITH_A_CHILD = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[2], 'enfant']); " + LIVING
ANSWERING_ONCE = """
import os, socket, sys, time
open(f"{sys.argv[1]}-{os.getpid()}-{time.monotonic()}", "w").close()
if sys.argv[1] != "serveur":
    time.sleep(60)
with socket.create_server(("127.0.0.1", int(sys.argv[3]))) as listening:
    listening.settimeout(1)
    try:
        listening.accept()
    except TimeoutError:
        pass
sys.exit(1)
"""


class TestSupervisor:
    """Three stand-in processes, each leaving a file that tells its number; the supervisor is the real one."""

    @pytest.fixture
    def supervise(self, tmp_path):
        started = []

        def start(script: str, port: int = 1) -> subprocess.Popen:
            program = textwrap.dedent(
                f"""
                import sys
                from site_metiers import serve
                serve.FIRST_PAUSE, serve.LONGEST_PAUSE, serve.GRACE = 0.2, 0.8, 1.0
                child, rest = [sys.executable, "-c", {script!r}], [{LIVING!r}, "{port}"]
                wanted = {{name: [*child, name, *rest] for name in (serve.ESSENTIAL, "fond", "horloge")}}
                sys.exit(serve.supervise(wanted, ("127.0.0.1", {port})))
                """
            )
            with (tmp_path / "said").open("wb") as said:
                command = [sys.executable, "-c", program]
                environment = os.environ | {"PYTHONPATH": str(ROOT)}
                started.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=said))
            return started[-1]

        yield start
        for process in started:
            process.kill()
            process.wait()

    @staticmethod
    def numbers(folder, pattern: str, count: int) -> list[int]:
        """The process numbers left under `pattern`, once there are `count`."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            found = sorted(folder.glob(pattern))
            if len(found) >= count:
                return [int(path.name.split("-")[1]) for path in found]
            time.sleep(0.05)
        raise AssertionError(f"{pattern}: {count} expected")

    @staticmethod
    def all_gone(numbers: list[int]) -> bool:
        def alive(number: int) -> bool:
            try:
                os.kill(number, 0)
            except ProcessLookupError:
                return False
            return True

        until = time.monotonic() + 5
        while any(map(alive, numbers)):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    @pytest.mark.parametrize("script", [LIVING, STUBBORN], ids=["polite", "stubborn"])
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_one_signal_stops_all_and_leaves_no_orphan(self, tmp_path, supervise, number, script):
        supervisor = supervise(script)
        children = self.numbers(tmp_path, "*-*", 3)
        supervisor.send_signal(number)
        assert supervisor.wait(10) == 0
        assert self.all_gone(children)

    def test_killed_supervisor_takes_its_children_along(self, tmp_path, supervise):
        supervisor = supervise(LIVING)
        children = self.numbers(tmp_path, "*-*", 3)
        supervisor.kill()
        supervisor.wait(10)
        assert self.all_gone(children)

    @pytest.mark.parametrize("name", ["serveur", "fond"])
    def test_what_is_killed_is_started_again(self, tmp_path, supervise, name):
        supervisor = supervise(LIVING)
        (first,) = self.numbers(tmp_path, f"{name}-*", 1)
        os.kill(first, signal.SIGKILL)
        self.numbers(tmp_path, f"{name}-*", 2)
        supervisor.terminate()
        assert supervisor.wait(10) == 0
        assert f"« {name} » s’est arrêté" in (tmp_path / "said").read_text()

    def test_children_of_what_was_killed_do_not_outlive_its_restart(self, tmp_path, supervise):
        supervisor = supervise(WITH_A_CHILD)
        children = self.numbers(tmp_path, "enfant-*", 3)
        (first,) = self.numbers(tmp_path, "serveur-*", 1)
        (own,) = (child for child in children if os.getpgid(child) == first)
        os.kill(first, signal.SIGKILL)
        self.numbers(tmp_path, "enfant-*", 4)
        assert self.all_gone([own])
        supervisor.terminate()
        assert supervisor.wait(10) == 0
        assert self.all_gone(self.numbers(tmp_path, "enfant-*", 4))

    def test_server_that_ends_after_it_has_answered_comes_back_after_growing_pauses(self, tmp_path, supervise):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        supervisor = supervise(ANSWERING_ONCE, port)
        self.numbers(tmp_path, "serveur-*", 5)
        starts = sorted(float(path.name.rsplit("-", 1)[1]) for path in tmp_path.glob("serveur-*"))
        assert starts[3] - starts[2] > starts[2] - starts[1] + 0.2, "the pause grows"
        supervisor.terminate()
        assert supervisor.wait(10) == 0

    def test_server_that_fails_to_start_ends_everything_with_its_code(self, tmp_path, supervise):
        supervisor = supervise(FAILING)
        assert supervisor.wait(10) == 3
        assert "n’a pas pu démarrer" in (tmp_path / "said").read_text()
