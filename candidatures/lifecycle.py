"""How an application goes from one state to the next: named, guarded, written down, told where it should be."""

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.page_cache import drop_all_on_commit

from .courriels import post_message
from .enums import DECIDED, UNDECIDED, Etat
from .models import Candidature, Evenement, Message, Motif
from .permissions import acting_for
from .vivier import join

OPENED, WITHDRAWN = "ouvrir", "retirer"


class Transition(NamedTuple):
    """A change of state that an entity makes."""

    name: str
    label: str
    done: str
    """What is said of an application that it happened to."""
    sources: tuple[Etat, ...]
    target: Etat
    tells: bool = True
    """Whether the person has to be written to."""
    gives_reason: bool = False


TRANSITIONS = {
    transition.name: transition
    for transition in (
        Transition("etudier", "Mettre à l’étude", "mise à l’étude", (Etat.RECUE,), Etat.A_LETUDE, tells=False),
        Transition(
            "rencontrer",
            "Proposer un entretien",
            "invitée en entretien",
            (Etat.RECUE, Etat.A_LETUDE),
            Etat.ENTRETIEN,
        ),
        Transition("retenir", "Retenir", "retenue", UNDECIDED, Etat.RETENUE),
        Transition("refuser", "Ne pas retenir", "non retenue", UNDECIDED, Etat.NON_RETENUE, gives_reason=True),
        Transition("reprendre", "Reprendre l’étude", "reprise", DECIDED, Etat.A_LETUDE),
    )
}


class NotPossible(Exception):
    """The application is no longer where it would have to be: someone else was first, or the person took it back."""


def possible(candidature: Candidature) -> list[Transition]:
    """What may be done with it next."""
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
    """Do the transition `name`. Raises NotPossible, and then nothing has changed.

    What is not retained joins the pool, where the person agreed to that.
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
    _note(candidature, name, before, transition.target, user=user)
    if message:
        write(candidature, message)
    if transition.target == Etat.NON_RETENUE and candidature.readable_dossier.agrees_to_pool:
        join(candidature.readable_dossier)


def _change(candidature: Candidature, sources: tuple[Etat, ...], **fields: object) -> None:
    """Set `fields` if it stands in one of `sources` still. Two at once: one of them is first."""
    fields |= {"last_activity_at": timezone.now()}
    found = Candidature.objects.readable().filter(pk=candidature.pk, etat__in=sources)
    if not found.update(**fields):
        raise NotPossible
    for field, value in fields.items():
        setattr(candidature, field, value)


def _note(candidature: Candidature, name: str, before: str, after: str, *, user: User | None) -> None:
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
    """Keep a message; one from the entity is mailed, and counts as its answer."""
    message = Message.objects.create(candidature=candidature, text=text, from_candidate=from_candidate)
    now = timezone.now()
    changed: dict[str, object] = {"last_activity_at": now, "warned_at": None}
    if not from_candidate:
        changed |= {"answered_at": Coalesce(F("answered_at"), now)}
        if candidature.spontaneous and candidature.answered_at is None:
            drop_all_on_commit()  # The entity may take spontaneous applications again, and its page says so.
        post_message(message)
    Candidature.objects.filter(pk=candidature.pk).update(**changed)
    return message


@transaction.atomic
def mark_opened(candidature: Candidature, *, user: User) -> None:
    """Note that an entity has opened it, the first time only; the person sees which entity, not who."""
    now, entity = timezone.now(), acting_for(user, candidature.vitrine)
    unopened = Candidature.objects.filter(pk=candidature.pk, opened_at__isnull=True)
    if unopened.update(opened_at=now, opened_by=entity):
        candidature.opened_at, candidature.opened_by = now, entity
        _note(candidature, OPENED, candidature.etat, candidature.etat, user=user)


@transaction.atomic
def withdraw(candidature: Candidature) -> bool:
    """The person takes it back: from now on the entity reads nothing of it. Once more changes nothing."""
    before = candidature.etat
    try:
        _change(candidature, (*UNDECIDED, *DECIDED), etat=Etat.RETIREE, decided_at=timezone.now())
    except NotPossible:
        return False
    _note(candidature, WITHDRAWN, before, Etat.RETIREE, user=None)
    for kept in (candidature.notes, candidature.avis, candidature.etiquettes):
        kept.all().delete()
    return True
