"""Retention of candidates' data, and erasure (CNIL, guide du recrutement, 2023; docs/donnees-personnelles.md).

| data | erased |
|---|---|
| not confirmed | 7 days after it was sent |
| undecided | 6 months after the last exchange; the person is warned a month before and may extend it |
| decided | 3 months after the decision; evidence then stays in an archive for 5 years |
| withdrawn | one month after; the entity can no longer read it at once |
| in the pool | 2 years after the last contact; the person is warned a month before and may stay |

The archive keeps name, address, dates and reason until an action for discrimination is barred (five years: article
L. 1134-5 of the Code du travail, article 2224 of the Code civil). Erasure at the person's request leaves no archive.
"""

import datetime as dt
from typing import Any, NamedTuple, cast

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.french import duration

from .enums import DECIDED, UNDECIDED, EtatCandidature
from .models import Archive, Candidature, Dossier, Piece, Profil
from .models.dossier import CONFIRMED_WITHIN, private_storage

UNDECIDED_FOR = relativedelta(months=6)
DECIDED_FOR = relativedelta(months=3)
WITHDRAWN_FOR = relativedelta(months=1)
POOL_FOR = relativedelta(years=2)
ARCHIVED_FOR = relativedelta(years=5)
WARNED = relativedelta(months=1)
"""How long before the erasure the person is warned."""
UPLOADS_FOR = dt.timedelta(days=1)
"""Lifetime of a file whose form was never completed."""


class Deletion(NamedTuple):
    """The day of an erasure (Europe/Paris), and the rule in French."""

    on: dt.date
    rule: str


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def deletion_of(candidature: Candidature) -> Deletion:
    """When the application will be erased, in its current state."""
    decided_at = cast(dt.datetime, candidature.decided_at)  # A database constraint guarantees the date of decided ones.
    if candidature.etat == EtatCandidature.RETIREE:
        return Deletion(_day(decided_at + WITHDRAWN_FOR), f"{duration(WITHDRAWN_FOR)} après votre retrait")
    if candidature.etat in DECIDED:
        archive = f"nom, dates et motif restent en archive {duration(ARCHIVED_FOR)}, comme preuve"
        rule = f"{duration(DECIDED_FOR)} après la décision ; {archive}"
        return Deletion(_day(decided_at + DECIDED_FOR), rule)
    return Deletion(
        _day(candidature.last_activity_at + UNDECIDED_FOR), f"{duration(UNDECIDED_FOR)} après le dernier échange"
    )


def pool_deletion(profil: Profil) -> Deletion:
    """When the profile will leave the pool, without a new contact."""
    return Deletion(_day(profil.last_contact_at + POOL_FOR), f"{duration(POOL_FOR)} après le dernier contact")


def _ended(now: dt.datetime) -> Q:
    """The condition of applications whose retention has ended at `now`."""
    return (
        Q(etat__in=UNDECIDED, last_activity_at__lte=now - UNDECIDED_FOR)
        | Q(etat__in=DECIDED, decided_at__lte=now - DECIDED_FOR)
        | Q(etat=EtatCandidature.RETIREE, decided_at__lte=now - WITHDRAWN_FOR)
    )


class Purged(NamedTuple):
    """The counts of a purge, or of a dry run."""

    non_confirmees: int
    anonymisees: int
    archivees: int
    dossiers: int
    vivier: int
    archives_effacees: int
    fichiers: int


def purge(*, dry_run: bool = False) -> Purged:
    """Erase data past their retention. If interrupted, the next run continues: each row has its own transaction."""
    now = timezone.now()
    unconfirmed = Dossier.objects.filter(confirmed_at=None, sent_at__lte=now - CONFIRMED_WITHIN)
    ended = Candidature.objects.received().filter(_ended(now), dossier__isnull=False)
    decided = ended.filter(etat__in=DECIDED)
    pool = Profil.objects.filter(last_contact_at__lte=now - POOL_FOR)
    archives = Archive.objects.filter(expires_on__lte=_day(now))
    uploads = Piece.objects.filter(dossier=None, created_at__lte=now - UPLOADS_FOR)
    counts = [unconfirmed.count(), ended.count(), decided.count(), 0, pool.count(), archives.count(), uploads.count()]
    if dry_run:
        return Purged(*counts)
    for dossier in unconfirmed.iterator():
        with transaction.atomic():
            dossier.candidatures.all().delete()
            dossier.delete()
    for candidature in ended.select_related("dossier", "motif").iterator():
        with transaction.atomic():
            forget(candidature, archive=candidature.etat in DECIDED)
    pool.delete()
    archives.delete()
    uploads.delete()
    useless = Dossier.objects.filter(confirmed_at__isnull=False, candidatures=None, profil=None)
    counts[3] = useless.count()
    useless.delete()
    counts[6] += _sweep(now)
    return Purged(*counts)


def _sweep(now: dt.datetime) -> int:
    """Delete stored files without a Piece, left by failed transactions or deletions. Returns their number."""
    storage, swept = private_storage(), 0
    try:
        _folders, names = storage.listdir("")
    except FileNotFoundError:  # The local folder does not exist yet.
        return 0
    known = set(Piece.objects.values_list("file", flat=True))
    for name in names:
        if name not in known and storage.get_modified_time(name) < now - UPLOADS_FOR:
            storage.delete(name)
            swept += 1
    return swept


def forget(candidature: Candidature, *, archive: bool = False) -> None:
    """Anonymise one application; with `archive`, first copy the evidence to the archive."""
    if archive:
        history = candidature.evenements.values_list("name", "from_etat", "to_etat", "at")
        Archive.objects.create(
            candidature=candidature,
            name=candidature.readable_dossier.name,
            email=candidature.readable_dossier.email,
            history=[[name, before, after, at.isoformat()] for name, before, after, at in history],
            reason=candidature.reason,
            expires_on=_day(timezone.now() + ARCHIVED_FOR),
        )
    for related in (candidature.messages, candidature.notes, candidature.avis, candidature.etiquettes):
        related.all().delete()
    Candidature.objects.filter(pk=candidature.pk).update(dossier=None, motif_text="")


@transaction.atomic
def erase(dossier: Dossier) -> None:
    """Erase all data of a dossier: its texts, messages, notes, files and queued mails.

    Anonymous applications remain, with their entity and dates, for statistics.
    """
    if dossier.confirmed_at is None:
        dossier.candidatures.all().delete()
    for candidature in dossier.candidatures.all():
        forget(candidature)
    dossier.delete()


@transaction.atomic
def renew(dossier: Dossier) -> None:
    """Restart the retention of a dossier at the person's request, as an exchange would."""
    now = timezone.now()
    dossier.candidatures.undecided().update(last_activity_at=now, warned_at=None)
    Profil.objects.filter(dossier=dossier).update(last_contact_at=now, warned_at=None)


def remove_file(*, instance: Piece, **_signal: Any) -> None:
    """Signal receiver: delete the file of a deleted Piece after commit."""
    name, storage = cast(str, instance.file.name), instance.file.storage
    transaction.on_commit(lambda: storage.delete(name), robust=True)  # _sweep() deletes it later if this fails.
