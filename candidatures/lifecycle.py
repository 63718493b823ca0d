"""The state machine of applications: named transitions, guarded, logged, and notified to the candidate."""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.page_cache import drop_all_on_commit

from .courriels import post_message
from .enums import DECIDED, UNDECIDED, EtatCandidature
from .models import Candidature, Evenement, Message, Motif
from .permissions import acting_for
from .vivier import join

OPENED, WITHDRAWN = "ouvrir", "retirer"


class Transition(NamedTuple):
    """A change of state made by an entity."""

    name: str
    label: str
    done: str
    """French participle for the confirmation message."""
    sources: tuple[EtatCandidature, ...]
    target: EtatCandidature
    tells: bool = True
    """Whether a message to the candidate is mandatory."""
    gives_reason: bool = False


TRANSITIONS = {
    transition.name: transition
    for transition in (
        Transition(
            "etudier",
            "Mettre à l’étude",
            "mise à l’étude",
            (EtatCandidature.RECUE,),
            EtatCandidature.A_LETUDE,
            tells=False,
        ),
        Transition(
            "rencontrer",
            "Proposer un entretien",
            "invitée en entretien",
            (EtatCandidature.RECUE, EtatCandidature.A_LETUDE),
            EtatCandidature.ENTRETIEN,
        ),
        Transition("retenir", "Retenir", "retenue", UNDECIDED, EtatCandidature.RETENUE),
        Transition(
            "refuser", "Ne pas retenir", "non retenue", UNDECIDED, EtatCandidature.NON_RETENUE, gives_reason=True
        ),
        Transition("reprendre", "Reprendre l’étude", "reprise", DECIDED, EtatCandidature.A_LETUDE),
    )
}


class NotPossible(Exception):
    """The state no longer allows the transition: someone else has changed it, or the candidate has withdrawn."""


def possible(candidature: Candidature) -> list[Transition]:
    """The transitions allowed from the current state."""
    return [transition for transition in TRANSITIONS.values() if candidature.etat in transition.sources]


@transaction.atomic
def move(
    candidature: Candidature,
    name: str,
    *,
    user: User,
    message: str = "",
    motif: Motif | None = None,
    motif_text: str = "",
) -> None:
    """Make the transition `name`, log it, and send `message` if given.

    A rejected candidate joins the pool if they agreed to it.

    Raises:
        NotPossible: the current state does not allow the transition; nothing is changed.
    """
    transition = TRANSITIONS[name]
    before, now = candidature.etat, timezone.now()
    changed: dict[str, object] = {
        "etat": transition.target,
        "decided_at": now if transition.target in DECIDED else None,
    }
    if transition.gives_reason:
        changed |= {"motif": motif, "motif_text": motif_text}
    _change(candidature, transition.sources, **changed)
    _log(candidature, name, before, transition.target, user=user)
    if message:
        write(candidature, message)
    if transition.target == EtatCandidature.NON_RETENUE and candidature.readable_dossier.agrees_to_pool:
        join(candidature.readable_dossier)


def _change(candidature: Candidature, sources: tuple[EtatCandidature, ...], **fields: object) -> None:
    """Compare-and-set: update `fields` if the state is still in `sources`. The loser of a race gets NotPossible."""
    fields |= {"last_activity_at": timezone.now()}
    unchanged = Candidature.objects.readable().filter(pk=candidature.pk, etat__in=sources)
    if not unchanged.update(**fields):
        raise NotPossible
    for field, value in fields.items():
        setattr(candidature, field, value)


def _log(candidature: Candidature, name: str, before: str, after: str, *, user: User | None) -> None:
    Evenement.objects.create(
        candidature=candidature,
        name=name,
        from_etat=before,
        to_etat=after,
        user=user,
        entity=acting_for(user, candidature.vitrine) if user else "",
    )


@transaction.atomic
def write(candidature: Candidature, text: str, *, from_candidate: bool = False) -> Message:
    """Save a message. A message from the entity is mailed, and the first one counts as its answer."""
    message = Message.objects.create(candidature=candidature, text=text, from_candidate=from_candidate)
    now = timezone.now()
    changed: dict[str, object] = {"last_activity_at": now, "warned_at": None}
    if not from_candidate:
        changed |= {"answered_at": Coalesce(F("answered_at"), now)}
        if candidature.spontaneous and candidature.answered_at is None:
            drop_all_on_commit()  # The entity's page may accept spontaneous applications again.
        post_message(message)
    Candidature.objects.filter(pk=candidature.pk).update(**changed)
    return message


@transaction.atomic
def mark_opened(candidature: Candidature, *, user: User) -> None:
    """Log the first opening by an entity. The candidate sees the entity, not the user."""
    now, entity = timezone.now(), acting_for(user, candidature.vitrine)
    unopened = Candidature.objects.filter(pk=candidature.pk, opened_at__isnull=True)
    if unopened.update(opened_at=now, opened_by=entity):
        candidature.opened_at, candidature.opened_by = now, entity
        _log(candidature, OPENED, candidature.etat, candidature.etat, user=user)


@transaction.atomic
def withdraw(candidature: Candidature) -> bool:
    """Withdraw an application, which the entity can no longer read. False if it was already withdrawn."""
    before = candidature.etat
    try:
        _change(candidature, (*UNDECIDED, *DECIDED), etat=EtatCandidature.RETIREE, decided_at=timezone.now())
    except NotPossible:
        return False
    _log(candidature, WITHDRAWN, before, EtatCandidature.RETIREE, user=None)
    for internal in (candidature.notes, candidature.avis, candidature.etiquettes):
        internal.all().delete()
    return True
