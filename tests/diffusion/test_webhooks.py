"""News of offers and vitrines: seen whoever made them, delivered signed to a real server, tried again, journalled."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core import outbox, page_cache
from diffusion import announcing, webhooks
from diffusion.models import Abonnement, Livraison
from equipes.roles import create_entity_roles
from search.tasks import rebuild_all

from ..factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    """An entity's own software: keeps what it gets, answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver.Handler)
        self.got, self.status, self.location = [], 204, ""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.got.append((self.path, dict(self.headers), body))
            self.send_response(self.server.status)
            if self.server.location:
                self.send_header("Location", self.server.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args) -> None:
            pass

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/avis?cle=1"


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _inside(settings):
    settings.WEBHOOKS_INSIDE = True


@pytest.fixture
def dinum(institutions):
    return add_vitrine(institutions, "DINUM", slug="dinum")


@pytest.fixture
def subscriber(dinum, receiver):
    return Abonnement.objects.create(vitrine=dinum, url=receiver.url)


@pytest.fixture
def look(dinum, django_capture_on_commit_callbacks):
    """A look at what is news, with its deliveries made."""

    def news() -> list[tuple[str, str]]:
        page_cache.drop_all()
        with django_capture_on_commit_callbacks(execute=True):
            found = announcing.announce_changes()
        return [(one.evenement.value, one.content["titre"]) for one in found]

    news()
    return news


def verified(receiver, secret: str) -> list[dict]:
    """What was received, each signature checked as the specification says."""
    told = []
    for _path, headers, body in receiver.got:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
        told.append(json.loads(body))
    return told


def test_publishing_changing_and_closing_are_delivered_signed(look, subscriber, receiver, dinum):
    offre = OffreFactory(vitrine=dinum, title="Ouverte")
    assert look() == [("offre.publiee", "Ouverte")]
    offre.title = "Renommée"
    offre.save()
    assert look() == [("offre.modifiee", "Renommée")]
    offre.mark_filled()
    assert look() == [("offre.fermee", "Renommée")]
    assert look() == []
    told = verified(receiver, subscriber.secret)
    assert [one["type"] for one in told] == ["offre.publiee", "offre.modifiee", "offre.fermee"]
    assert told[0]["data"]["id"] == offre.pk
    assert told[0]["data"]["html_url"].endswith(offre.get_absolute_url())
    assert receiver.got[0][0] == "/avis?cle=1"
    assert all(livraison.etat == "Reçue" for livraison in Livraison.objects.all())


def test_a_deadline_that_passes_is_news_without_anyone_doing_anything(look, dinum, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")
    OffreFactory(vitrine=dinum, title="Un jour", deadline=dt.date(2026, 3, 2))
    assert ("offre.publiee", "Un jour") in look()
    time_machine.move_to("2026-03-02T23:30:00Z")  # The third of March in Paris.
    assert look() == [("offre.fermee", "Un jour")]


def test_vitrines_are_news_too(look, dinum):
    below = add_vitrine(dinum, "beta.gouv.fr", live=False)
    assert look() == []
    below.save_revision().publish()
    assert look() == [("vitrine.publiee", "beta.gouv.fr")]
    below.refresh_from_db()
    below.unpublish()
    assert look() == [("vitrine.fermee", "beta.gouv.fr")]


def test_only_subscribers_of_the_entity_or_above_are_told(look, subscriber, receiver, dinum, institutions):
    OffreFactory(vitrine=add_vitrine(institutions, "Voisine"), title="Ailleurs")
    OffreFactory(vitrine=add_vitrine(dinum, "beta.gouv.fr"), title="Dessous")
    look()
    assert {one["data"]["titre"] for one in verified(receiver, subscriber.secret)} == {"beta.gouv.fr", "Dessous"}


def test_nothing_is_looked_at_while_nothing_has_changed(look, dinum, django_assert_num_queries):
    page_cache.stamp()
    with django_assert_num_queries(1):
        assert announcing.announce_changes() == []


def test_the_first_look_of_all_announces_nothing(dinum):
    OffreFactory(vitrine=dinum)
    assert announcing.announce_changes() == []


class TestFailures:
    @pytest.mark.parametrize("status", [500, 302, 404])
    def test_a_refusal_is_tried_again_later_and_journalled(
        self, look, subscriber, receiver, dinum, status, time_machine
    ):
        time_machine.move_to("2026-03-10T12:00:00Z", tick=False)
        receiver.status, receiver.location = status, "http://127.0.0.1/ailleurs"
        OffreFactory(vitrine=dinum)
        look()
        livraison, pauses, start = Livraison.objects.get(), [], timezone.now()
        while livraison.etat == "En attente":
            assert outbox.wake_due() == 0, "not before its time"
            pauses.append((livraison.not_before - timezone.now()).total_seconds() / 60)
            time_machine.move_to(livraison.not_before, tick=False)
            outbox.wake_due()
            livraison.refresh_from_db()
        assert (livraison.answer, receiver.got[0][0]) == (f"Réponse {status}.", "/avis?cle=1")
        assert pauses[:6] == [1, 3, 9, 27, 60, 60]
        assert dt.timedelta(hours=18) <= timezone.now() - start < dt.timedelta(hours=19)
        assert (livraison.etat, livraison.tries) == ("Abandonnée", len(receiver.got))
        assert len({headers["webhook-id"] for _path, headers, _body in receiver.got}) == 1

    def test_no_server_at_all(self, look, dinum):
        Abonnement.objects.create(vitrine=dinum, url="http://127.0.0.1:9/x")
        OffreFactory(vitrine=dinum)
        look()
        livraison = Livraison.objects.get()
        assert (livraison.etat, livraison.tries) == ("En attente", 1)
        assert "Pas de réponse" in livraison.answer

    @pytest.mark.parametrize(
        "url",
        ["http://93.184.216.34/", "https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest/",
         "https://[::1]/", "https://localhost/", "https://hote.invalid/", "https://x:99999/",
         "https://[::ffff:10.0.0.1]/", "https://[::ffff:93.184.216.34]/", "https://[64:ff9b::a00:1]/",
         "https://[64:ff9b:1::a00:1]/", "https://[2002:a00:1::]/", "https://[2002:5db8:d822::1]/", "https://[fec0::1]/",
         "https://[fd00::1]/", "https://[fe80::1]/", "https://[ff0e::1]/", "https://[2001:0:5db8::1]/", "https://[::a00:1]/",
         "https://224.0.0.1/", "https://239.1.1.1/", "https://240.0.0.1/", "https://100.64.0.1/", "https://0.0.0.0/",
         "https://192.88.99.1/", "https://2130706433/", "https://0x7f.1/"],
    )  # fmt: skip
    def test_no_address_of_another_network_is_called(self, settings, url):
        settings.WEBHOOKS_INSIDE = False
        with pytest.raises(webhooks.Unreachable):
            webhooks.resolve(url)

    @pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
    def test_a_public_address_is_called(self, settings, address):
        settings.WEBHOOKS_INSIDE = False
        host = f"[{address}]" if ":" in address else address
        assert webhooks.resolve(f"https://{host}/x")[0] == address

    def test_inner_and_unknown_hosts_are_told_apart_by_nothing(self, settings):
        settings.WEBHOOKS_INSIDE = False
        answers = set()
        for url in ("https://127.0.0.1/", "https://localhost/", "https://hote.invalid/", "https://10.1.2.3:22/"):
            with pytest.raises(webhooks.Unreachable) as error:
                webhooks.resolve(url)
            answers.add(str(error.value))
        assert len(answers) == 1

    def test_deliveries_pass_before_the_indexing_that_waits(self, look, subscriber, dinum, settings):
        """Behind 912 indexing tasks, two deliveries had not left after minutes."""
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "OPTIONS": {}}}
        default = DBTaskResult._meta.get_field("priority").default
        for _ in range(3):
            rebuild_all.enqueue()
        OffreFactory(vitrine=dinum)
        look()
        first = DBTaskResult.objects.ready().order_by("-priority", "run_after").first()
        assert first.task_path == "core.outbox.deliver_one"
        assert first.priority > default

    def test_old_lines_of_the_journal_are_forgotten(self, subscriber, time_machine):
        time_machine.move_to("2026-01-01T00:00:00Z")
        Livraison.objects.create(abonnement=subscriber, evenement="essai", payload={})
        time_machine.move_to("2026-02-15T00:00:00Z")
        call_command("purge_deliveries")
        assert not Livraison.objects.exists()


class TestInTheCms:
    @pytest.fixture
    def responsable(self, dinum, django_user_model):
        create_entity_roles(dinum)
        user = django_user_model.objects.create_user("responsable", "resp@exemple.invalid", "x")
        user.groups.add(Group.objects.get(name__startswith="Responsables - DINUM"))
        return user

    def test_subscribing_trying_and_removing(
        self, client, responsable, receiver, dinum, django_capture_on_commit_callbacks
    ):
        client.force_login(responsable)
        address = f"/admin/webhooks/{dinum.pk}/"
        client.post(address, {"url": receiver.url})
        subscriber = Abonnement.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"test": subscriber.pk})
        page = client.get(address).content.decode()
        assert "Réponse 204." in page
        assert verified(receiver, subscriber.secret)[0]["type"] == "essai"
        client.post(address, {"remove": subscriber.pk})
        assert not Abonnement.objects.exists()

    def test_what_was_given_up_can_be_sent_again(
        self, client, responsable, subscriber, receiver, dinum, django_capture_on_commit_callbacks
    ):
        receiver.status = 500
        client.force_login(responsable)
        address = f"/admin/webhooks/{dinum.pk}/"
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"test": subscriber.pk})
        livraison = Livraison.objects.get()
        assert livraison.etat == "Abandonnée"
        receiver.status = 200
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, {"again": livraison.pk})
        livraison.refresh_from_db()
        assert livraison.etat == "Reçue"

    def test_an_inner_address_is_refused_at_the_field(self, client, responsable, dinum, settings):
        settings.WEBHOOKS_INSIDE = False
        client.force_login(responsable)
        page = client.post(f"/admin/webhooks/{dinum.pk}/", {"url": "https://127.0.0.1/x"}).content.decode()
        assert "aucun serveur public" in page
        assert not Abonnement.objects.exists()

    def test_another_entity_s_are_not_theirs(self, client, responsable, institutions, dinum):
        other = Abonnement.objects.create(vitrine=add_vitrine(institutions, "Voisine"), url="https://x.fr/secret")
        client.force_login(responsable)
        assert client.get(f"/admin/webhooks/{other.vitrine_id}/").status_code == 404
        client.post(f"/admin/webhooks/{dinum.pk}/", {"remove": other.pk})
        assert Abonnement.objects.filter(pk=other.pk).exists()


class TestIndexNow:
    @pytest.fixture(autouse=True)
    def _key(self, settings, receiver):
        settings.INDEXNOW_KEY, settings.INDEXNOW_URL = "cle-pour-index", receiver.url

    def test_changed_addresses_are_told(self, look, receiver, dinum, settings):
        offre = OffreFactory(vitrine=dinum)
        page_cache.drop_all()
        call_command("announce_changes")
        told = json.loads(receiver.got[0][2])
        assert told["urlList"] == [f"http://localhost:8000{offre.get_absolute_url()}"]
        assert (told["key"], told["keyLocation"]) == ("cle-pour-index", "http://localhost:8000/cle-pour-index.txt")

    def test_the_key_s_file(self, client, settings):
        assert client.get("/cle-pour-index.txt").content == b"cle-pour-index"
        assert client.get("/autre-cle-ici.txt").status_code == 404
        settings.INDEXNOW_KEY = ""
        assert client.get("/cle-pour-index.txt").status_code == 404
