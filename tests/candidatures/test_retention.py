"""What is kept, how long, and that nothing of a person is left after."""

import datetime as dt
import uuid

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.core import mail
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from candidatures import expiry_notices, retention
from candidatures.lifecycle import mark_opened, move, withdraw, write
from candidatures.models import Archive, Candidature, Courriel, Dossier, Message, Motif, Piece, Profil
from candidatures.models.dossier import private_storage
from candidatures.vivier import join, propose
from core import outbox

from ..factories import OffreFactory, dossier_of, received
from .conftest import link
from .documents import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_site")]
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
DAY = relativedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def state(**fields) -> dict:
    return {"received_at": NOW} | fields


CASES = {
    "undecided": ({}, relativedelta(months=6)),
    "retained": ({"etat": "RETENUE", "decided_at": NOW}, relativedelta(months=3)),
    "refused": ({"etat": "NON_RETENUE", "decided_at": NOW}, relativedelta(months=3)),
    "taken back": ({"etat": "RETIREE", "decided_at": NOW}, relativedelta(months=1)),
}


@pytest.mark.parametrize("case", CASES)
def test_each_application_is_anonymised_on_the_day_it_says(clock, offre, case, committed):
    fields, after = CASES[case]
    candidature = received(offre=offre, content=pdf(), **state(**fields))
    said = retention.deletion_of(candidature)
    assert said.on == (NOW + after).date()
    with committed():
        clock.move_to(NOW + after - DAY)
        assert retention.purge().anonymisees == 0
        clock.move_to(NOW + after)
        assert retention.purge().anonymisees == 1
    candidature.refresh_from_db()
    assert candidature.dossier is None
    assert not Dossier.objects.exists()
    assert private_storage().listdir("")[1] == []
    assert Candidature.objects.received().count() == 1, "what is counted is kept"
    assert Archive.objects.exists() == (case in ("retained", "refused"))


def test_archive_keeps_the_evidence_and_ends_after_five_years(clock, offre, admin_user, committed):
    candidature = received(offre=offre, name="Camille", **state())
    move(candidature, "refuser", user=admin_user, motif=Motif.objects.first(), message="Merci.")
    clock.move_to(NOW + relativedelta(months=3))
    retention.purge()
    archive = Archive.objects.get()
    assert (archive.name, archive.reason) == ("Camille", Motif.objects.first().text)
    assert [step[2] for step in archive.history] == ["NON_RETENUE"]
    assert not Message.objects.exists()
    clock.move_to(NOW + relativedelta(months=3, years=5) - DAY)
    assert retention.purge().archives_effacees == 0
    clock.move_to(NOW + relativedelta(months=3, years=5))
    assert retention.purge().archives_effacees == 1


def test_what_is_never_confirmed_is_erased_after_seven_days(clock, offre):
    received(offre=offre, confirmed=False, sent_at=NOW)
    clock.move_to(NOW + dt.timedelta(days=7) - dt.timedelta(minutes=1))
    assert retention.purge().non_confirmees == 0
    clock.shift(60)
    assert retention.purge().non_confirmees == 1
    assert not Candidature.objects.exists(), "it was never received: it does not count"


def test_pool_ends_two_years_after_the_last_contact_unless_renewed(clock, client, offre, committed):
    dossier = dossier_of()
    join(dossier)
    assert retention.pool_deletion(Profil.objects.get()).on == dt.date(2028, 3, 10)
    clock.move_to(NOW + relativedelta(years=2) - relativedelta(months=1) - DAY)
    assert expiry_notices.warn() == 0
    clock.shift(dt.timedelta(days=1))
    with committed():
        assert expiry_notices.warn() == 1
        assert expiry_notices.warn() == 0
    assert "deux ans de plus" in mail.outbox[-1].body
    url = link("/candidatures/renouveler/")
    client.get(url)
    assert Profil.objects.get().last_contact_at == NOW
    client.post(url)
    clock.move_to(NOW + relativedelta(years=2))
    assert retention.purge().vivier == 0
    clock.move_to(NOW + relativedelta(years=4))
    assert retention.purge().vivier == 1
    assert not Dossier.objects.exists()


def test_undecided_is_announced_a_month_before_and_goes_on_if_renewed(clock, client, offre, committed):
    received(offre=offre, **state())
    clock.move_to(NOW + relativedelta(months=5) - DAY)
    with committed():
        assert expiry_notices.warn() == 0
        clock.move_to(NOW + relativedelta(months=5))
        assert expiry_notices.warn() == 1
        assert expiry_notices.warn() == 0
    client.post(link("/candidatures/renouveler/"))
    clock.move_to(NOW + relativedelta(months=6))
    assert retention.purge().anonymisees == 0


def test_a_refused_one_leaves_the_entity_while_its_author_stays_in_the_pool(clock, offre, admin_user):
    candidature = received(offre=offre, agrees_to_pool=True, content=pdf(), **state())
    move(candidature, "refuser", user=admin_user, motif=Motif.objects.first())
    clock.move_to(NOW + relativedelta(months=3))
    retention.purge()
    candidature.refresh_from_db()
    assert candidature.dossier is None
    assert Profil.objects.get().dossier.pieces.count() == 1


def test_dry_run_says_the_same_and_changes_nothing(clock, offre, capsys):
    received(offre=offre, **state(etat="NON_RETENUE", decided_at=NOW))
    clock.move_to(NOW + relativedelta(months=3))
    call_command("purge_candidatures", dry_run=True)
    said = capsys.readouterr().out
    assert "anonymisees : 1" in said
    assert "archivees : 1" in said
    assert Dossier.objects.exists()
    call_command("purge_candidatures")
    assert not Dossier.objects.exists()


def store(content: bytes = b"%PDF-") -> str:
    """A file that no piece names."""
    return private_storage().save(f"{uuid.uuid4().hex}.pdf", ContentFile(content))


def upload(**fields) -> Piece:
    """A file whose form was never sent."""
    told = {"name": "cv.pdf", "size": 1, "pages": 1, "digest": "0" * 64, "form_key": uuid.uuid4()}
    return Piece.objects.create(**{"file": ContentFile(b"%PDF-", "cv.pdf")} | told | fields)


def test_purge_counts_each_kind_of_thing_and_a_dry_run_all_but_the_emptied_dossiers(clock, offre, committed):
    for number in range(2):
        received(offre=offre, confirmed=False, sent_at=NOW)
        received(offre=offre, **state(etat="RETENUE", decided_at=NOW))
        join(dossier_of())
        upload(file="absent.pdf")
        told = {"name": "Zoé", "email": f"z{number}@exemple.invalid", "history": [], "expires_on": NOW.date()}
        Archive.objects.create(candidature=received(offre=offre, **state(etat="RETIREE", decided_at=NOW)), **told)
    received(offre=offre, **state())
    for _ in range(3):
        store()
    clock.move_to(NOW + relativedelta(years=2))
    counts = {"non_confirmees": 2, "anonymisees": 5, "archivees": 2, "vivier": 2, "archives_effacees": 2}
    with committed():
        assert retention.purge(dry_run=True)._asdict() == counts | {"dossiers": 0, "fichiers": 2}
        assert retention.purge()._asdict() == counts | {"dossiers": 7, "fichiers": 5}
    assert retention.purge() == (0, 0, 0, 0, 0, 0, 0)
    assert private_storage().listdir("")[1] == []


def test_file_that_nothing_names_is_swept_once_it_is_more_than_a_day_old(clock, committed):
    orphan = store()
    clock.shift(dt.timedelta(days=1))
    assert retention.purge().fichiers == 0
    assert private_storage().exists(orphan)
    clock.shift(1)
    assert retention.purge().fichiers == 1
    assert not private_storage().exists(orphan)


def test_file_of_a_form_that_is_never_sent_goes_after_a_day(clock, committed):
    waiting = upload().file.name
    with committed():
        clock.shift(dt.timedelta(days=1) - dt.timedelta(seconds=1))
        assert retention.purge().fichiers == 0
        clock.shift(1)
        assert retention.purge().fichiers == 1
    assert not private_storage().exists(waiting)


def test_file_of_an_application_is_never_swept_before_it(clock, offre):
    candidature = received(offre=offre, content=pdf(), **state())
    clock.shift(dt.timedelta(days=90))
    assert retention.purge().fichiers == 0
    assert candidature.dossier.pieces.get().read() == pdf()


def test_nothing_is_swept_where_no_file_was_ever_stored(settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "jamais"}}
    settings.STORAGES = settings.STORAGES | {"candidatures": local}
    assert retention.purge().fichiers == 0


def test_file_that_the_storage_refuses_to_delete_keeps_no_other_one(clock, committed):
    refused, deleted = upload(file="../ailleurs.pdf"), upload()
    with committed():
        clock.shift(dt.timedelta(days=2))
        retention.purge()
    assert not Piece.objects.filter(pk__in=[refused.pk, deleted.pk]).exists()
    assert not private_storage().exists(deleted.file.name)


def failing(start: str):
    """The database fails at the query that begins with `start`."""

    def execute(run, sql, params, many, context):
        if sql.startswith(start):
            raise ConnectionError("La base ne répond plus.")
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


def test_erasure_that_fails_half_way_erases_nothing(offre):
    candidature = received(offre=offre)
    write(candidature, "Bonjour.")
    with pytest.raises(ConnectionError), failing('DELETE FROM "candidatures_dossier"'):
        retention.erase(candidature.dossier)
    candidature.refresh_from_db()
    assert candidature.dossier is not None
    assert candidature.messages.exists()


def test_renewal_that_fails_half_way_renews_nothing(clock, offre):
    candidature = received(offre=offre, **state())
    clock.shift(dt.timedelta(days=1))
    with pytest.raises(ConnectionError), failing('UPDATE "candidatures_profil"'):
        retention.renew(candidature.dossier)
    candidature.refresh_from_db()
    assert candidature.last_activity_at == NOW


def test_purge_killed_half_way_is_completed_by_the_next(clock, offre, monkeypatch):
    for _ in range(3):
        received(offre=offre, **state())
    clock.move_to(NOW + relativedelta(months=6))
    real, done = retention.forget, []

    def fail_on_the_second(candidature, **kwargs):
        done.append(candidature)
        if len(done) == 2:
            raise KeyboardInterrupt
        real(candidature, **kwargs)

    monkeypatch.setattr(retention, "forget", fail_on_the_second)
    with pytest.raises(KeyboardInterrupt):
        retention.purge()
    monkeypatch.undo()
    assert Candidature.objects.filter(dossier=None).count() == 1
    retention.purge()
    assert Candidature.objects.filter(dossier=None).count() == 3


class TestErasure:
    STRINGS = ("Zoé Introuvable", "zoe.introuvable@exemple.invalid", "06 11 22 33 44", "motivation-unique-7f3a",
               "https://code.exemple.invalid/zoe", "message-unique-91bc", "note-unique-5d2e", "etiquette-unique-8a",
               "motif-unique-c4", "proposition-unique-e6")  # fmt: skip

    @pytest.fixture
    def everywhere(self, offre, admin_user, committed) -> Dossier:
        """A person of whom there is something wherever there can be."""
        name, email, phone, motivation, url, message, note, tag, motif, proposal = self.STRINGS
        told = {"name": name, "email": email, "phone": phone, "motivation": motivation, "links": url}
        candidature = received(offre=offre, content=pdf(), **told)
        with committed():
            mark_opened(candidature, user=admin_user)
            candidature.notes.create(author=admin_user, text=note)
            candidature.etiquettes.create(name=tag)
            candidature.avis.create(author=admin_user, value=3)
            write(candidature, message)
            write(candidature, f"{message} de la personne", from_candidate=True)
            move(candidature, "refuser", user=admin_user, message=message, motif_text=motif)
            propose(join(candidature.dossier), OffreFactory(vitrine=offre.vitrine), user=admin_user, message=proposal)
        return candidature.dossier

    def rows_that_say(self, *words: str) -> list[str]:
        """Every row of every table in which one of `words` stands."""
        found = []
        for model in apps.get_models():
            for row in model._default_manager.values_list():
                text = repr(row)
                found += [f"{model._meta.label}: {word}" for word in words if word in text]
        return found

    def test_before_it_the_search_finds_the_person(self, everywhere):
        said = {entry.partition(": ")[2] for entry in self.rows_that_say(*self.STRINGS)}
        assert said == set(self.STRINGS), "a search that finds nothing proves nothing"

    def test_nothing_is_left_of_the_person_anywhere(self, client, everywhere, committed):
        keys = (everywhere.key.hex, str(everywhere.key))
        with committed():
            client.post(f"/candidatures/suivi/{everywhere.link_token}/effacer/")
        assert self.rows_that_say(*self.STRINGS, *keys) == []
        assert private_storage().listdir("")[1] == []
        assert Courriel.objects.count() == 0
        assert Candidature.objects.received().count() == 1

    def test_mail_that_waits_is_not_sent_any_more(self, everywhere, committed):
        waiting = Courriel.objects.create(key="lien-attente", kind="lien", dossier=everywhere)
        retention.erase(everywhere)
        mail.outbox.clear()
        outbox.deliver_one.call("candidatures.Courriel", waiting.pk)
        assert mail.outbox == []

    def test_erasing_before_confirming_leaves_not_even_a_count(self, offre):
        candidature = received(offre=offre, confirmed=False)
        retention.erase(candidature.dossier)
        assert not Candidature.objects.exists()


def test_what_is_logged_names_nobody(offre, caplog, admin_user):
    candidature = received(offre=offre, name="Zoé Introuvable")
    mark_opened(candidature, user=admin_user)
    withdraw(candidature)
    names = [repr(row) for row in apps.get_model("wagtailcore", "ModelLogEntry").objects.values_list()]
    assert not any("Introuvable" in text for text in [*names, caplog.text, str(candidature), str(candidature.dossier)])


def test_the_time_of_sending_counts_not_that_of_reading(clock, offre):
    candidature = received(offre=offre, **state())
    clock.shift(dt.timedelta(days=1))
    write(candidature, "Bonjour.")
    candidature.refresh_from_db()
    assert candidature.last_activity_at == timezone.now()
    assert retention.deletion_of(candidature).on == dt.date(2026, 9, 11)


def test_a_person_who_asks_otherwise_is_erased_by_command(offre, capsys, monkeypatch):
    received(offre=offre, email="zoe@exemple.invalid")
    with pytest.raises(CommandError, match="Aucun dossier"):
        call_command("effacer_candidature", "inconnue@exemple.invalid")
    monkeypatch.setattr("builtins.input", lambda _question: "non")
    with pytest.raises(CommandError, match="Rien n’est effacé"):
        call_command("effacer_candidature", "zoe@exemple.invalid")
    call_command("effacer_candidature", "ZOE@exemple.invalid", oui=True)
    assert "1 dossier(s) effacé(s)" in capsys.readouterr().out
    assert not Dossier.objects.exists()
