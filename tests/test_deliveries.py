"""The outbox: what leaves is handed over once or at least once, never by a row that was erased, and ends some day.

Each kind of delivery is tried where it lives (candidatures, alertes, diffusion/test_webhooks).
"""

import datetime as dt

import pytest
from django.core import mail as sent_mail
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Locale, Page

from alertes.models import Alerte, Envoi
from candidatures.models import Courriel, Dossier
from core import mail, outbox
from core.models import QueuedMail
from diffusion.models import Abonnement, Livraison
from vitrines.models import VitrinePage

from .factories import add_vitrine, dossier_of

NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def short(word: str) -> mail.Mail:
    return mail.Mail(f"Objet\n{word}", "Bonjour.", "agent@exemple.invalid")


def broken() -> mail.Mail:
    raise LookupError("agent@exemple.invalid")


def queued(writer=short, *keys, **state) -> QueuedMail:
    return QueuedMail.objects.create(writer=f"{__name__}.{writer.__name__}", keys=list(keys), **state)


@pytest.mark.django_db
class TestEngine:
    def test_a_mail_that_comes_twice_has_the_same_message_id(self):
        row = queued(short, "un")
        for _ in range(2):
            outbox.wake_due()
            QueuedMail.objects.update(sent_at=None, claimed_at=None)  # Killed before it could be written down.
        first, second = sent_mail.outbox
        assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
        assert first.extra_headers["Message-ID"] == f"<queuedmail.{row.pk}@localhost>"
        assert first.subject == "Objet un"

    def test_a_fault_of_ours_is_logged_without_the_address_and_stops_no_other(self, caplog):
        wrong, right = queued(broken), queued(short, "deux")
        assert outbox.wake_due() == 2
        wrong.refresh_from_db()
        right.refresh_from_db()
        assert (wrong.tries, wrong.answer, wrong.sent_at, wrong.claimed_at) == (1, "LookupError", None, None)
        assert right.sent_at
        assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
        assert not any("@" in record.getMessage() for record in caplog.records)

    def test_a_writer_that_is_gone_is_given_up_in_the_end(self, time_machine):
        time_machine.move_to(NOW, tick=False)
        row = QueuedMail.objects.create(writer="emplois.reminders.renamed_since", keys=[1])
        outbox.wake_due()
        time_machine.move_to(NOW + dt.timedelta(hours=6), tick=False)
        outbox.wake_due()
        row.refresh_from_db()
        assert (row.tries, row.given_up) == (2, True)
        time_machine.move_to(NOW + dt.timedelta(days=2), tick=False)
        assert outbox.wake_due() == 0

    def test_begun_again_it_is_sent(self, django_capture_on_commit_callbacks):
        row = queued(short, "un", given_up=True, tries=9, retry_until=timezone.now())
        assert outbox.wake_due() == 0
        with django_capture_on_commit_callbacks(execute=True):
            outbox.retry(row)
        assert len(sent_mail.outbox) == 1

    def test_only_one_of_two_workers_takes_it(self):
        row = queued(short, "un")
        assert outbox.claim(row)
        assert not outbox.claim(QueuedMail.objects.get())
        outbox.deliver_one.call("core.QueuedMail", row.pk)
        assert sent_mail.outbox == []

    def test_erased_while_it_was_sent_it_stays_erased(self, monkeypatch):
        row = queued(short, "un")
        monkeypatch.setattr(
            "tests.test_deliveries.short", lambda word: (row.delete(), mail.Mail("x", "x", "a@b.fr"))[1]
        )
        outbox.wake_due()
        assert not QueuedMail.objects.exists()

    @pytest.mark.parametrize("number", [1, 120])
    def test_one_wake_delivers_all_however_many(self, number):
        for each in range(number):
            queued(short, str(each))
        assert outbox.wake_due() == number
        assert len(sent_mail.outbox) == number

    def test_the_journal_ends_after_thirty_days_but_that_of_candidates_with_their_dossier(self, time_machine):
        time_machine.move_to(NOW)
        queued(short, "un")
        dossier = dossier_of()
        Courriel.objects.create(key="recu-1", kind="recu", dossier=dossier)
        for days, left in ((29, 1), (31, 0)):
            time_machine.move_to(NOW + dt.timedelta(days=days))
            call_command("purge_deliveries")
            assert QueuedMail.objects.count() == left
        assert Courriel.objects.count() == 1
        dossier.delete()
        assert not Courriel.objects.exists()

    def test_what_a_rows_subject_takes_with_it(self, institutions):
        """Nothing is delivered about what was erased."""
        now = timezone.now()
        alerte = Alerte.objects.create(email="x@exemple.invalid", criteria={}, expires_at=now, since=now, next_at=now)
        Envoi.objects.create(alerte=alerte, day=now.date(), offers=[1], total=1)
        subscriber = Abonnement.objects.create(
            vitrine=add_vitrine(institutions, "DINUM"), url="https://exemple.invalid/"
        )
        Livraison.objects.create(abonnement=subscriber, evenement="essai", payload={})
        alerte.delete()
        subscriber.delete()
        assert outbox.wake_due() == 0


BEFORE = [("alertes", "0001_initial"), ("candidatures", "0002_first_wordings"), ("diffusion", "0001_initial")]


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    """The worker's database outside of any transaction, as migrations need it: who asks puts it back as it was."""
    with django_db_blocker.unblock():
        yield


def test_what_was_under_way_before_the_outbox_goes_on(database):
    Locale.objects.get_or_create(language_code="fr")  # A flush may have gone before.
    root = Page.add_root(instance=Page(title="Racine de l’essai", slug="racine-de-l-essai"))
    entity = root.add_child(instance=VitrinePage(title="Entité"))
    executor = MigrationExecutor(connection)
    moved = {app for app, _name in BEFORE}
    latest = [key for key in executor.loader.graph.leaf_nodes() if key[0] in moved]
    executor.migrate(BEFORE)
    old = executor.loader.project_state(BEFORE).apps
    try:
        now = timezone.now()
        dossier = old.get_model("candidatures", "Dossier").objects.create(
            key="00000000-0000-4000-8000-000000000001", name="Zoé", email="z@exemple.invalid", motivation="x"
        )
        mails = old.get_model("candidatures", "Courriel").objects
        waiting = mails.create(key="lien-1", kind="lien", dossier=dossier, tries=3)
        mails.create(key="lien-2", kind="lien", dossier=dossier, given_up=True)
        mails.create(key="lien-3", kind="lien", dossier=dossier, sent_at=now)
        alerte = old.get_model("alertes", "Alerte").objects.create(
            email="x@exemple.invalid", criteria={}, expires_at=now, since=now, next_at=now
        )
        digests = old.get_model("alertes", "Envoi").objects
        digest = digests.create(alerte=alerte, day="2026-03-10", offers=[1], total=1)
        digests.create(alerte=alerte, day="2026-03-09", offers=[1], total=1, claimed_at=now)
        subscriber = old.get_model("diffusion", "Abonnement").objects.create(
            vitrine_id=entity.pk, url="https://x.invalid/"
        )
        calls = old.get_model("diffusion", "Livraison").objects
        event = {"abonnement": subscriber, "evenement": "essai", "payload": {}}
        call = calls.create(**event, attempts=2)
        given_up = calls.create(**event, etat="ECHEC", attempts=8)
        calls.create(**event, etat="FAITE", delivered_at=now)
    finally:
        MigrationExecutor(connection).migrate(latest)
    try:
        assert list(outbox.due(Courriel).values_list("pk", "tries")) == [(waiting.pk, 3)]
        assert list(outbox.due(Envoi).values_list("pk", flat=True)) == [digest.pk]
        assert list(outbox.due(Livraison).values_list("pk", "tries")) == [(call.pk, 2)]
        assert Livraison.objects.get(pk=given_up.pk).etat == "Abandonnée"
    finally:
        Dossier.objects.all().delete()
        Alerte.objects.all().delete()
        Page.objects.get(pk=root.pk).delete()
