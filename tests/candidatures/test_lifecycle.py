"""From one state to the next: which transitions there are, what each changes, and who is told."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.db.models.signals import pre_save
from django.utils import timezone

from candidatures.enums import DECIDED, UNDECIDED, EtatCandidature
from candidatures.lifecycle import TRANSITIONS, NotPossible, mark_opened, move, possible, withdraw, write
from candidatures.models import Candidature, Courriel, Evenement, Message, Motif, Profil
from core.models import Generation

from ..factories import received

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("module_site")]
NOW = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def candidature(offre) -> Candidature:
    return received(offre=offre)


@pytest.mark.parametrize("etat", EtatCandidature)
@pytest.mark.parametrize("name", TRANSITIONS)
def test_only_the_transitions_of_the_table_happen(candidature, admin_user, etat, name):
    Candidature.objects.filter(pk=candidature.pk).update(etat=etat, decided_at=timezone.now())
    candidature.refresh_from_db()
    transition = TRANSITIONS[name]
    if etat in transition.sources:
        move(candidature, name, user=admin_user)
        event = Evenement.objects.get()
        assert (event.name, event.from_etat, event.to_etat, event.user) == (name, etat, transition.target, admin_user)
    else:
        with pytest.raises(NotPossible):
            move(candidature, name, user=admin_user)
        assert not Evenement.objects.exists()
    candidature.refresh_from_db()
    assert candidature.etat == (transition.target if etat in transition.sources else etat)
    assert bool(candidature.decided_at) or candidature.etat in UNDECIDED


@pytest.mark.parametrize(
    ("etat", "names"),
    [
        (EtatCandidature.RECUE, ["etudier", "rencontrer", "retenir", "refuser"]),
        (EtatCandidature.A_LETUDE, ["rencontrer", "retenir", "refuser"]),
        (EtatCandidature.ENTRETIEN, ["retenir", "refuser"]),
        (EtatCandidature.RETENUE, ["reprendre"]),
        (EtatCandidature.NON_RETENUE, ["reprendre"]),
        (EtatCandidature.RETIREE, []),
    ],
)
def test_what_may_be_done_next(etat, names):
    assert [transition.name for transition in possible(Candidature(etat=etat))] == names


def test_all_but_the_study_are_told_and_the_refusal_alone_gives_a_reason():
    assert [name for name, transition in TRANSITIONS.items() if not transition.tells] == ["etudier"]
    assert [name for name, transition in TRANSITIONS.items() if transition.gives_reason] == ["refuser"]


def test_two_decide_at_once_and_one_is_told(candidature, admin_user):
    late = Candidature.objects.get(pk=candidature.pk)
    move(candidature, "retenir", user=admin_user, message="Bravo.")
    with pytest.raises(NotPossible):
        move(late, "refuser", user=admin_user, message="Non.")
    assert [message.text for message in Message.objects.all()] == ["Bravo."]


def test_what_is_taken_back_is_decided_by_nobody(candidature, admin_user):
    assert withdraw(Candidature.objects.get(pk=candidature.pk))
    with pytest.raises(NotPossible):
        move(candidature, "retenir", user=admin_user)


def test_who_agreed_joins_the_pool_when_not_retained(offre, metier, admin_user):
    offre.metier = metier
    offre.save()
    agreed, silent = received(offre=offre, agrees_to_pool=True), received(offre=offre)
    for candidature in (agreed, silent):
        move(candidature, "refuser", user=admin_user, motif=Motif.objects.first())
    assert Profil.objects.get().dossier == agreed.dossier
    assert list(agreed.dossier.metiers.all()) == [metier]


def test_who_agreed_is_not_in_the_pool_before_a_refusal(offre, admin_user):
    candidature = received(offre=offre, agrees_to_pool=True)
    move(candidature, "retenir", user=admin_user)
    assert not Profil.objects.exists()


@pytest.mark.parametrize("etat", DECIDED)
def test_decision_has_its_time_and_loses_it_when_taken_up_again(clock, candidature, admin_user, etat):
    move(candidature, "retenir" if etat == EtatCandidature.RETENUE else "refuser", user=admin_user)
    clock.shift(60)
    assert Candidature.objects.get().decided_at == candidature.decided_at == NOW
    move(candidature, "reprendre", user=admin_user)
    assert Candidature.objects.get().decided_at is candidature.decided_at is None
    assert Candidature.objects.get().last_activity_at == NOW + dt.timedelta(seconds=60)


def test_reason_is_written_by_a_refusal_alone(candidature, admin_user):
    motif = Motif.objects.first()
    move(candidature, "rencontrer", user=admin_user, motif=motif, motif_text="Non.")
    assert Candidature.objects.get().reason == ""
    move(candidature, "refuser", user=admin_user, motif=motif, motif_text="Non.")
    assert (Candidature.objects.get().motif, Candidature.objects.get().motif_text) == (motif, "Non.")


def test_message_of_the_entity_goes_to_the_person_and_is_its_first_answer(clock, offre, committed):
    candidature = received(offre=offre, email="zoe@exemple.invalid", name="Zoé")
    received(offre=offre, email="autre@exemple.invalid")
    Candidature.objects.update(warned_at=NOW)
    clock.shift(60)
    with committed():
        write(candidature, "Bonjour Zoé.")
    assert [message.to for message in mail.outbox] == [["zoe@exemple.invalid"]]
    assert "Bonjour Zoé." in mail.outbox[0].body
    candidature.refresh_from_db()
    answered = candidature.answered_at
    assert answered == candidature.last_activity_at == NOW + dt.timedelta(seconds=60)
    assert candidature.warned_at is None
    clock.shift(60)
    write(candidature, "Encore.")
    candidature.refresh_from_db()
    assert candidature.answered_at == answered, "the first answer counts"
    assert candidature.last_activity_at == NOW + dt.timedelta(seconds=120)


def test_message_of_the_person_is_no_answer_and_is_mailed_to_nobody(candidature, committed):
    with committed():
        message = write(candidature, "Et maintenant ?", from_candidate=True)
    assert message.from_candidate
    assert mail.outbox == []
    assert Candidature.objects.get().answered_at is None


def test_first_opening_is_noted_with_its_entity_and_no_other_one(clock, candidature, admin_user):
    again = Candidature.objects.get()
    mark_opened(candidature, user=admin_user)
    clock.shift(60)
    mark_opened(again, user=admin_user)
    assert (candidature.opened_at, candidature.opened_by) == (NOW, "La mission Talents")
    assert (Candidature.objects.get().opened_at, Candidature.objects.get().opened_by) == (NOW, "La mission Talents")
    event = Evenement.objects.get()
    assert (event.name, event.from_etat, event.to_etat) == ("ouvrir", "RECUE", "RECUE")
    assert (event.user, event.entity) == (admin_user, "La mission Talents")


@pytest.mark.parametrize("etat", [*UNDECIDED, *DECIDED])
def test_person_takes_it_back_once_and_what_was_written_of_it_goes(clock, candidature, admin_user, etat):
    Candidature.objects.update(etat=etat, decided_at=NOW - dt.timedelta(days=1))
    candidature.refresh_from_db()
    candidature.notes.create(author=admin_user, text="Très clair.")
    candidature.avis.create(author=admin_user, value=3)
    candidature.etiquettes.create(name="python")
    assert withdraw(candidature) is True
    assert withdraw(candidature) is False
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.decided_at) == (EtatCandidature.RETIREE, NOW)
    event = Evenement.objects.get()
    assert (event.name, event.from_etat, event.to_etat) == ("retirer", etat, "RETIREE")
    assert (event.user, event.entity) == (None, "")
    for written in (candidature.notes, candidature.avis, candidature.etiquettes):
        assert not written.exists()


@pytest.fixture
def last_step_fails():
    """Neither an event nor a mail can be stored."""

    def fail(**_signal) -> None:
        raise ConnectionError("La base ne répond plus.")

    for model in (Evenement, Courriel):
        pre_save.connect(fail, sender=model)
    yield
    for model in (Evenement, Courriel):
        pre_save.disconnect(fail, sender=model)


@pytest.mark.usefixtures("last_step_fails")
@pytest.mark.parametrize(
    "change",
    [
        lambda candidature, user: move(candidature, "retenir", user=user),
        lambda candidature, user: write(candidature, "Bonjour."),
        lambda candidature, user: mark_opened(candidature, user=user),
        lambda candidature, user: withdraw(candidature),
    ],
    ids=["move", "write", "open", "withdraw"],
)
def test_what_fails_half_way_leaves_no_trace(candidature, admin_user, change):
    before = Candidature.objects.values().get()
    with pytest.raises(ConnectionError):
        change(candidature, admin_user)
    assert Candidature.objects.values().get() == before
    assert not Message.objects.exists()


def drops_cached_pages(committed, candidature: Candidature, **options) -> bool:
    connection.run_on_commit.clear()  # What the fixtures left, which no commit of theirs runs.
    before = Generation.objects.values_list("number", flat=True).first()
    with committed():
        write(Candidature.objects.get(pk=candidature.pk), "Bonjour.", **options)
    return Generation.objects.values_list("number", flat=True).first() != before


def test_first_answer_to_a_spontaneous_application_alone_drops_the_cached_pages(offre, committed):
    """The page of the entity says whether it takes spontaneous applications, which depends on those it has answered."""
    spontaneous, to_offer = received(vitrine=offre.vitrine), received(offre=offre)
    assert not drops_cached_pages(committed, spontaneous, from_candidate=True)
    assert drops_cached_pages(committed, spontaneous)
    assert not drops_cached_pages(committed, spontaneous), "the second answer"
    assert not drops_cached_pages(committed, to_offer)
