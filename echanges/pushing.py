"""Taking the offers that an entity sends: each created, updated, left as it is or rejected, with its reasons."""

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
from .mapping import Content, content
from .models import Provenance
from .refusals import Refusal, Rejected

PUSHED = "echanges.pushed"


class Status(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass
class Outcome:
    """What became of one offer that was sent."""

    reference: str
    statut: Status
    offre: Offre | None = None
    erreurs: list[Refusal] = field(default_factory=list)
    conserves: list[str] = field(default_factory=list)
    """Fields left as a person has edited them here."""
    remarques: list[Refusal] = field(default_factory=list)
    """What was not kept of what was sent, or was taken otherwise."""
    en_relecture: bool = False


class Sender:
    """Who sends: the entity, the source that its references belong to, and the person who answers for it.

    With `drafts_only`, what is sent stays a draft until `put_forward` is asked for.
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
        """Whether an offer is still of the sending entity, or of one below it, in all these versions."""
        entities = VitrinePage.objects.filter(pk__in={version.vitrine_id for version in versions})
        return all(path.startswith(self.vitrine.path) for path in entities.values_list("path", flat=True))

    def entity(self, name: str) -> VitrinePage:
        """The entity below that bears `name`, else the sender itself: its own name is written in many ways."""
        return self._entities.get(fold(name), self.vitrine)


def source_of(vitrine: VitrinePage) -> str:
    """The source of what an entity sends, whichever of its keys it sends with."""
    return f"api-{vitrine.pk}"


MOVED = "Cette offre a été confiée à une autre entité : elle ne se modifie plus depuis cette source."


class Undone(Exception):
    """Nothing was kept, because something was rejected and all or nothing was asked for."""


def push(rows: Sequence[object], sender: Sender, *, atomic: bool = False) -> list[Outcome]:
    """Take `rows`, each an offer in the exchange's form as JSON; with `atomic` all of them or none.

    A row that is rejected stops no other, unless `atomic`: then nothing is kept and the others say `rejected` too.
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
                why = Refusal("", "Une autre offre de l’envoi est refusée : rien n’a été enregistré.")
                outcome.statut, outcome.offre, outcome.erreurs = Status.REJECTED, None, [why]
    return outcomes


def _push_safely(row: object, sender: Sender) -> Outcome:
    reference = _reference(row)
    try:
        with transaction.atomic():
            return _push(OffreEchangee.model_validate(row), row, sender)
    except FormError as error:
        return Outcome(reference, Status.REJECTED, erreurs=refusals.of_form(error))
    except ModelError as error:
        return Outcome(reference, Status.REJECTED, erreurs=refusals.of_model(error))
    except Rejected as rejected:
        return Outcome(reference, Status.REJECTED, erreurs=rejected.refusals)
    except IntegrityError:  # The same reference, sent twice at once.
        why = Refusal("identification.reference", "Cette offre vient d’être enregistrée : renvoyez-la.")
        return Outcome(reference, Status.REJECTED, erreurs=[why])


def _reference(row: object) -> str:
    """What a row that may be anything gives as its reference, to name it by."""
    identification = row.get("identification") if isinstance(row, dict) else None
    return str(identification.get("reference", ""))[:100] if isinstance(identification, dict) else ""


def _push(form: OffreEchangee, row: object, sender: Sender) -> Outcome:
    remarks.refuse_other_work(form)
    vitrine = sender.entity(form.organisation.nom)
    reference, starts = form.identification.reference, form.publication.debut_publication
    told = content(form)
    told.places = localities.places(form.localisation or [])
    digest = comparing.fingerprint(form.model_dump(mode="json"), vitrine_id=vitrine.pk)
    known = Offre.objects.filter(source=sender.source, reference=reference).select_related("provenance").first()
    if known is None:
        offre = _create(told, reference, vitrine, sender, starts=starts)
        Provenance.objects.create(
            offre=offre, fingerprint=digest, written=comparing.written(told), received=form.model_dump(mode="json")
        )
        outcome = Outcome(reference, Status.CREATED, offre)
    elif known.provenance.fingerprint == digest and not known.provenance.archived and sender.owns(known):
        return Outcome(reference, Status.UNCHANGED, known, remarques=remarks.of_row(form, row))
    else:
        offre, outcome = known, _update(known, told, vitrine, digest, form, sender)
    outcome.offre = Offre.objects.get(pk=offre.pk)  # As it is now: published or submitted as another instance.
    outcome.remarques += remarks.of_row(form, row)
    outcome.en_relecture = outcome.offre.current_workflow_state is not None
    return outcome


def _create(told: Content, reference: str, vitrine: VitrinePage, sender: Sender, *, starts: dt.date) -> Offre:
    if has_passed(told.fields["deadline"]):
        raise Rejected([Refusal("publication.fin_candidature", "La date limite est déjà passée.")])
    offre = Offre(source=sender.source, reference=reference, vitrine=vitrine, live=False, go_live_at=_later(starts))
    comparing.apply(told, offre, list(comparing.written(told)))
    offre.full_clean(exclude=["slug"])
    offre.save()
    log(instance=offre, action=PUSHED, user=sender.user, data={"created": True})
    _keep(offre, sender)
    return offre


def _update(
    known: Offre, told: Content, vitrine: VitrinePage, digest: str, form: OffreEchangee, sender: Sender
) -> Outcome:
    version = known.get_latest_revision_as_object()
    if not sender.owns(known, version):
        raise Rejected([Refusal("identification.reference", MOVED)])
    found = comparing.difference(told, known.provenance, known, version)
    starts = form.publication.debut_publication
    outcome = Outcome(known.reference, Status.UPDATED, known, conserves=found.kept)
    provenance = known.provenance
    reopens, provenance.archived = provenance.archived, False
    was_told = provenance.received.get("publication", {}).get("debut_publication")
    new_start = reopens or was_told != starts.isoformat()
    provenance.fingerprint, provenance.written = digest, found.written
    provenance.received = form.model_dump(mode="json")
    provenance.save()
    if reopens:
        outcome.remarques.append(Refusal("publication.debut_publication", remarks.REOPENED))
    if known.live and new_start:
        outcome.remarques.append(Refusal("publication.debut_publication", remarks.FIRST_DAY_STAYS))
        new_start = False
    if not found.changed and not new_start and known.vitrine_id == vitrine.pk:
        outcome.statut = Status.UNCHANGED
        return outcome
    comparing.apply(told, version, found.changed)
    version.vitrine = vitrine
    if new_start:
        version.go_live_at = _later(starts)
    version.full_clean(exclude=["slug"])
    log(instance=known, action=PUSHED, user=sender.user, data={"changed": found.changed})
    if _was_taken_off_line_here(known) and not reopens:
        version.save_revision(user=sender.user)
        outcome.remarques.append(Refusal("", remarks.STAYS_OFF_LINE))
    else:
        _keep(version, sender)
    return outcome


def _later(starts: dt.date) -> dt.datetime | None:
    """When an offer that is to appear on the day `starts` goes live; None where that is now."""
    return dt.datetime.combine(starts, dt.time(), tzinfo=PARIS) if starts > paris_today() else None


def _was_taken_off_line_here(offre: Offre) -> bool:
    """Whether a person has unpublished it: it was public, has not expired, and its source did not archive it."""
    return bool(offre.first_published_at) and not offre.live and not offre.expired and not offre.approved_schedule


def _keep(version: Offre, sender: Sender) -> None:
    if sender.drafts_only:
        version.save_revision(user=sender.user)
    else:
        put_forward(version, sender)


def put_forward(version: Offre, sender: Sender) -> None:
    """Publish the version where the entity may without review and nothing the law wants is missing; else submit it."""
    waiting = version.current_workflow_state
    revision = version.save_revision(user=sender.user)
    if sender.publishes and not version.approval_obstacles():
        revision.publish(user=sender.user)
    elif waiting is None and (workflow := version.get_workflow()):
        workflow.start(version, sender.user)
    elif waiting is not None and waiting.status == WorkflowState.STATUS_NEEDS_CHANGES:
        waiting.resume(user=sender.user)


def archive(reference: str, sender: Sender) -> Offre | None:
    """Take the offer of that reference off line, whatever state it is in; None where the source has none."""
    offre = Offre.objects.filter(source=sender.source, reference=reference).first()
    if offre is None or not sender.owns(offre):
        return None
    if offre.current_workflow_state:
        offre.current_workflow_state.cancel(user=sender.user)
    if offre.live:
        offre.unpublish(user=sender.user)
    # Nor will it come later.
    offre.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)
    Provenance.objects.filter(offre=offre).update(archived=True)
    return offre
