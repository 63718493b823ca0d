"""Writes the offers that an entity sends. Each row is created, updated, unchanged or rejected, with messages."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError as ModelError
from django.db import IntegrityError, transaction
from pydantic import ValidationError as FormError
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from core.text import fold
from emplois.deadlines import PARIS, has_passed, paris_today
from emplois.models import Offre
from equipes.roles import is_trusted
from vitrines.models import VitrinePage

from . import comparing, localities, refusals, remarks
from .form import OffreEchangee
from .mapping import OfferContent, content
from .models import Provenance
from .refusals import FieldMessage, OfferRejected

PUSHED = "echanges.pushed"


class Status(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass
class Outcome:
    """The result of one sent offer."""

    reference: str
    statut: Status
    offre: Offre | None = None
    erreurs: list[FieldMessage] = field(default_factory=list)
    conserves: list[str] = field(default_factory=list)
    """Fields that were not updated because a person has edited them."""
    remarques: list[FieldMessage] = field(default_factory=list)
    """Warnings about sent values that were ignored or interpreted."""
    en_relecture: bool = False


class OfferSender:
    """The sender of offers: an entity, the source of its references, and the responsible user.

    With `drafts_only`, sent offers stay drafts until `put_forward` is called.
    """

    def __init__(self, vitrine: VitrinePage, user: AbstractBaseUser | None, *, drafts_only: bool = False) -> None:
        self.vitrine, self.user, self.drafts_only = vitrine, user, drafts_only
        self.source = source_of(vitrine)
        self.publishes = is_trusted(vitrine)
        self._entities = {fold(vitrine.title): vitrine}
        for below in VitrinePage.objects.descendant_of(vitrine).order_by("-path"):
            self._entities[fold(below.title)] = below
            if below.sigle:
                self._entities[fold(below.sigle)] = below

    def owns(self, *versions: Offre) -> bool:
        """Whether all these versions of an offer belong to the sending entity or to one below it."""
        entities = VitrinePage.objects.filter(pk__in={version.vitrine_id for version in versions})
        return all(path.startswith(self.vitrine.path) for path in entities.values_list("path", flat=True))

    def entity(self, name: str) -> VitrinePage:
        """The sub-entity with this name or sigle, else the sending entity, whose name has many spellings."""
        return self._entities.get(fold(name), self.vitrine)


def source_of(vitrine: VitrinePage) -> str:
    """The source name of an entity's offers, the same for all its API keys."""
    return f"api-{vitrine.pk}"


MOVED = "Cette offre a été confiée à une autre entité : elle ne se modifie plus depuis cette source."


class Undone(Exception):
    """Rolls the transaction back in atomic mode, after a row was rejected."""


def push(rows: Sequence[object], sender: OfferSender, *, atomic: bool = False) -> list[Outcome]:
    """Write `rows`, each an offer in the exchange format as parsed JSON. Returns an outcome per row, in order.

    A rejected row does not stop the others. With `atomic`, nothing is written and all rows are rejected.
    """
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic():
            for row in rows:
                outcomes.append(_push_safely(row, sender))
            if atomic and any(outcome.statut == Status.REJECTED for outcome in outcomes):
                raise Undone
    except Undone:
        for outcome in outcomes:
            if outcome.statut != Status.REJECTED:
                error = FieldMessage("", "Une autre offre de l’envoi est refusée : rien n’a été enregistré.")
                outcome.statut, outcome.offre, outcome.erreurs = Status.REJECTED, None, [error]
    return outcomes


def _push_safely(row: object, sender: OfferSender) -> Outcome:
    reference = _reference(row)
    try:
        with transaction.atomic():
            return _push(OffreEchangee.model_validate(row), row, sender)
    except FormError as error:
        return Outcome(reference, Status.REJECTED, erreurs=refusals.of_form(error))
    except ModelError as error:
        return Outcome(reference, Status.REJECTED, erreurs=refusals.of_model(error))
    except OfferRejected as rejected:
        return Outcome(reference, Status.REJECTED, erreurs=rejected.refusals)
    except IntegrityError:  # A concurrent request has created the same reference.
        message = FieldMessage("identification.reference", "Cette offre vient d’être enregistrée : renvoyez-la.")
        return Outcome(reference, Status.REJECTED, erreurs=[message])


def _reference(row: object) -> str:
    """The reference of a row, even an invalid one; empty without one."""
    identification = row.get("identification") if isinstance(row, dict) else None
    return str(identification.get("reference", ""))[:100] if isinstance(identification, dict) else ""


def _push(form: OffreEchangee, row: object, sender: OfferSender) -> Outcome:
    remarks.refuse_other_work(form)
    vitrine = sender.entity(form.organisation.nom)
    reference, starts = form.identification.reference, form.publication.debut_publication
    received = content(form)
    received.places = localities.places(form.localisation or [])
    digest = comparing.fingerprint(form.model_dump(mode="json"), vitrine_id=vitrine.pk)
    known = Offre.objects.filter(source=sender.source, reference=reference).select_related("provenance").first()
    if known is None:
        offre = _create(received, reference, vitrine, sender, starts=starts)
        Provenance.objects.create(
            offre=offre, fingerprint=digest, written=comparing.written(received), received=form.model_dump(mode="json")
        )
        outcome = Outcome(reference, Status.CREATED, offre)
    elif known.provenance.fingerprint == digest and not known.provenance.archived and sender.owns(known):
        return Outcome(reference, Status.UNCHANGED, known, remarques=remarks.of_row(form, row))
    else:
        offre, outcome = known, _update(known, received, vitrine, digest, form, sender)
    outcome.offre = Offre.objects.get(pk=offre.pk)  # Reloaded: publication and workflow use another instance.
    outcome.remarques += remarks.of_row(form, row)
    outcome.en_relecture = outcome.offre.current_workflow_state is not None
    return outcome


def _create(
    received: OfferContent, reference: str, vitrine: VitrinePage, sender: OfferSender, *, starts: dt.date
) -> Offre:
    if has_passed(received.fields["deadline"]):
        raise OfferRejected([FieldMessage("publication.fin_candidature", "La date limite est déjà passée.")])
    offre = Offre(source=sender.source, reference=reference, vitrine=vitrine, live=False, go_live_at=_later(starts))
    comparing.apply(received, offre, list(comparing.written(received)))
    offre.full_clean(exclude=["slug"])
    offre.save()
    log(instance=offre, action=PUSHED, user=sender.user, data={"created": True})
    _save_version(offre, sender)
    return offre


def _update(
    known: Offre, received: OfferContent, vitrine: VitrinePage, digest: str, form: OffreEchangee, sender: OfferSender
) -> Outcome:
    version = known.get_latest_revision_as_object()
    if not sender.owns(known, version):
        raise OfferRejected([FieldMessage("identification.reference", MOVED)])
    difference = comparing.difference(received, known.provenance, known, version)
    starts = form.publication.debut_publication
    outcome = Outcome(known.reference, Status.UPDATED, known, conserves=difference.preserved)
    provenance = known.provenance
    reopens, provenance.archived = provenance.archived, False
    previous_start = provenance.received.get("publication", {}).get("debut_publication")
    new_start = reopens or previous_start != starts.isoformat()
    provenance.fingerprint, provenance.written = digest, difference.written
    provenance.received = form.model_dump(mode="json")
    provenance.save()
    if reopens:
        outcome.remarques.append(FieldMessage("publication.debut_publication", remarks.REOPENED))
    if known.live and new_start:
        outcome.remarques.append(FieldMessage("publication.debut_publication", remarks.FIRST_DAY_STAYS))
        new_start = False
    if not difference.changed and not new_start and known.vitrine_id == vitrine.pk:
        outcome.statut = Status.UNCHANGED
        return outcome
    comparing.apply(received, version, difference.changed)
    version.vitrine = vitrine
    if new_start:
        version.go_live_at = _later(starts)
    version.full_clean(exclude=["slug"])
    log(instance=known, action=PUSHED, user=sender.user, data={"changed": difference.changed})
    if _was_taken_off_line_here(known) and not reopens:
        version.save_revision(user=sender.user)
        outcome.remarques.append(FieldMessage("", remarks.STAYS_OFF_LINE))
    else:
        _save_version(version, sender)
    return outcome


def _later(starts: dt.date) -> dt.datetime | None:
    """The scheduled publication of an offer that starts on the day `starts`; None if it starts today or earlier."""
    return dt.datetime.combine(starts, dt.time(), tzinfo=PARIS) if starts > paris_today() else None


def _was_taken_off_line_here(offre: Offre) -> bool:
    """Whether a person has unpublished the offer: once public, not expired, not archived by its source."""
    return bool(offre.first_published_at) and not offre.live and not offre.expired and not offre.approved_schedule


def _save_version(version: Offre, sender: OfferSender) -> None:
    if sender.drafts_only:
        version.save_revision(user=sender.user)
    else:
        put_forward(version, sender)


def put_forward(version: Offre, sender: OfferSender) -> None:
    """Publish the version if the sender may do so without review and nothing blocks it; else submit it for review."""
    waiting = version.current_workflow_state
    revision = version.save_revision(user=sender.user)
    if sender.publishes and not version.approval_obstacles():
        revision.publish(user=sender.user)
    elif waiting is None and (workflow := version.get_workflow()):
        workflow.start(version, sender.user)
    elif waiting is not None and waiting.status == WorkflowState.STATUS_NEEDS_CHANGES:
        waiting.resume(user=sender.user)


def archive(reference: str, sender: OfferSender) -> Offre | None:
    """Unpublish the offer with this reference, cancel its review and schedule. None if the sender has no such offer."""
    offre = Offre.objects.filter(source=sender.source, reference=reference).first()
    if offre is None or not sender.owns(offre):
        return None
    if offre.current_workflow_state:
        offre.current_workflow_state.cancel(user=sender.user)
    if offre.live:
        offre.unpublish(user=sender.user)
    # Also cancels scheduled publications.
    offre.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    Provenance.objects.filter(offre=offre).update(archived=True)
    return offre
