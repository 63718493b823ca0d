"""Writing many imported offers: a batch a transaction, few queries a batch, nothing where nothing has changed."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.search.backends import get_search_backends

from core.page_cache import drop_all_on_commit
from core.text import to_slug
from emplois import finding
from emplois.deadlines import PARIS, has_passed
from emplois.models import Lieu, Offre
from emplois.models.offre import in_words
from emplois.models.shown import OWN_REFERENCE
from referentiels.models import Commune, Departement, Region

from . import comparing
from .comparing import PLACES
from .mapping import Content
from .models import Provenance

IMPORTED, CLOSED = "echanges.imported", "echanges.closed"
BATCH = 500
NOON = dt.time(12)
"""When in its day an offer counts as published, of which its source tells the day alone."""


@dataclass
class Record:
    """An offer as a source tells it."""

    reference: str
    vitrine_id: int
    content: Content
    received: dict
    posted_on: dt.date | None
    fingerprint: str = ""

    def __post_init__(self) -> None:
        self.fingerprint = comparing.fingerprint(comparing.written(self.content), vitrine_id=self.vitrine_id)


@dataclass(frozen=True)
class Known:
    """What is known of an offer of the source before anything is read of it."""

    pk: int
    fingerprint: str
    is_closed: bool
    """Taken off line, by an import that no longer found it or by someone."""


@dataclass
class Written:
    created: int = 0
    changed: int = 0
    refused: list[tuple[Record, str]] = field(default_factory=list)
    """Records with a value that an offer cannot hold, and why."""


class Writer:
    """Writes the offers of one source. With `dry`, only says what it would write."""

    def __init__(self, source: str, *, dry: bool = False) -> None:
        self.source, self.dry = source, dry
        rows = Offre.objects.filter(source=source).values_list(
            "reference", "pk", "provenance__fingerprint", "live", "expired"
        )
        self.known = {
            reference: Known(pk, fingerprint or "", expired and not live)
            for reference, pk, fingerprint, live, expired in rows
        }

        self._elsewhere = _references_elsewhere(source)

    def is_here_already(self, reference: str) -> bool:
        """Whether an offer of another source, or written here, is the one that the source knows by `reference`."""
        return reference not in self.known and reference in self._elsewhere

    def is_unchanged(self, record: Record) -> bool:
        known = self.known.get(record.reference)
        return known is not None and known.fingerprint == record.fingerprint and not known.is_closed

    def write(self, records: Sequence[Record]) -> Written:
        """Create or change the offers of `records`, none of which is unchanged, in one transaction."""
        done = Written()
        new = [record for record in records if record.reference not in self.known]
        old = [record for record in records if record.reference in self.known]
        with transaction.atomic():
            created = self._create(new, done)
            changed = self._change(old, done)
            done.created, done.changed = len(created), len(changed)
            if not self.dry and (told := created + changed):
                finding.offers_changed.send(sender=Offre, offres=told)
                for backend in get_search_backends(with_auto_update=True):
                    backend.add_bulk(Offre, told)
                drop_all_on_commit()
        return done

    def _create(self, records: list[Record], done: Written) -> list[Offre]:
        now, offers, kept = timezone.now(), [], []
        for record in records:
            offre = Offre(source=self.source, reference=record.reference, vitrine_id=record.vitrine_id, live=True)
            offre.first_published_at = min(_moment(record.posted_on) or now, now)
            offre.arrived_at = offre.last_published_at = now
            comparing.apply(Content(record.content.fields), offre, list(record.content.fields))
            if why := _refusal(offre):
                done.refused.append((record, why))
            else:
                offers.append(offre)
                kept.append(record)
        if self.dry or not offers:
            return offers
        _give_slugs(offers)
        places = {id(offre): comparing.lieux(record.content) for offre, record in zip(offers, kept, strict=True)}
        _resolve([place for found in places.values() for place in found])
        for offre in offers:
            offre.places = in_words(places[id(offre)])
        Offre.objects.bulk_create(offers)
        for offre in offers:
            for place in places[id(offre)]:
                place.offre = offre
        Lieu.objects.bulk_create([place for found in places.values() for place in found])
        Provenance.objects.bulk_create(
            Provenance(
                offre=offre,
                fingerprint=record.fingerprint,
                written=comparing.written(record.content),
                received=record.received,
            )
            for offre, record in zip(offers, kept, strict=True)
        )
        for offre in offers:
            log(instance=offre, action=IMPORTED, data={"created": True})
        return offers

    def _change(self, records: list[Record], done: Written) -> list[Offre]:
        keys = [self.known[record.reference].pk for record in records]
        found = Offre.objects.select_related("vitrine", "metier__famille", "provenance", "latest_revision").in_bulk(
            keys
        )
        changed = []
        for record in records:
            offre = found[self.known[record.reference].pk]
            if self.dry or _change(offre, record):
                changed.append(offre)
        return changed

    def close(self, references: Sequence[str]) -> int:
        """Take off line, as expired, the public offers of `references`, which their source no longer tells."""
        shown, gone = Offre.objects.public().filter(source=self.source), set(references)
        closed = [offre for offre in shown.only("pk", "reference", "title") if offre.reference in gone]
        if not self.dry and closed:
            with transaction.atomic():
                now = timezone.now()
                Offre.objects.filter(pk__in=[offre.pk for offre in closed]).update(
                    live=False, expired=True, expire_at=now
                )
                for offre in closed:
                    log(instance=offre, action=CLOSED)
                drop_all_on_commit()
        return len(closed)


def _references_elsewhere(source: str) -> set[str]:
    """The references that public offers of other sources go by: their own, a given one, their number."""
    rows = Offre.objects.public().exclude(source=source).values_list("pk", "reference", "csp_reference")
    return {name for pk, *names in rows for name in (f"{OWN_REFERENCE}{pk}", *names) if name}


def in_batches(records: list, write: Callable[[list], None]) -> None:
    for start in range(0, len(records), BATCH):
        write(records[start : start + BATCH])


def _moment(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, NOON, tzinfo=PARIS) if day else None


def _refusal(offre: Offre) -> str:
    """Why `offre` cannot be kept as it is; empty where it can. Asks the database nothing."""
    try:
        offre.clean_fields(exclude=["slug", "vitrine", "metier", "owner"])
    except ValidationError as error:
        return "; ".join(error.messages)
    if has_passed(offre.deadline, on=offre.date_posted):
        return "La date de fin précède la première publication."
    return ""


def _give_slugs(offers: list[Offre]) -> None:
    """Addresses of their titles and references, which no other offer has."""
    wanted = {id(offre): f"{to_slug(offre.title)[:180]}-{to_slug(offre.reference)[:60]}".strip("-") for offre in offers}
    taken = set(Offre.objects.filter(slug__in=wanted.values()).values_list("slug", flat=True))
    for offre in offers:
        base, number = wanted[id(offre)], 1
        slug = base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        offre.slug = slug


def _resolve(places: list[Lieu]) -> None:
    """Give places their communes, départements and regions, each asked once."""
    communes = Commune.objects.in_bulk({place.commune_id for place in places if place.commune_id})
    for place in places:
        if place.commune_id:
            place.commune = communes[place.commune_id]
            place.departement_id = place.commune.departement_id
    departements = Departement.objects.in_bulk({place.departement_id for place in places if place.departement_id})
    for place in places:
        if place.departement_id:
            place.departement = departements[place.departement_id]
            place.region_id = place.departement.region_id
    regions = Region.objects.in_bulk({place.region_id for place in places if place.region_id})
    for place in places:
        if place.region_id:
            place.region = regions[place.region_id]


def _change(offre: Offre, record: Record) -> bool:
    """Give `offre` what its source now tells, but for what a person has edited; whether anything was written."""
    draft = offre.latest_revision.as_object() if offre.latest_revision else None
    provenance = getattr(offre, "provenance", None)
    if provenance is None:  # It came before anything of it was kept: what it says now is what its source wrote.
        names = [*record.content.fields, PLACES]
        provenance = Provenance(offre=offre, written=comparing.said(offre, names))
    found = comparing.difference(record.content, provenance, offre, *([draft] if draft else []))
    provenance.fingerprint, provenance.written, provenance.received = record.fingerprint, found.written, record.received
    provenance.save()
    returns = offre.expired and not offre.live
    if not found.changed and not returns and offre.vitrine_id == record.vitrine_id:
        return False
    versions = [offre, draft] if draft and offre.has_unpublished_changes else [draft or offre]
    offre.last_published_at = timezone.now()  # What is told of changes (feeds, site map, webhooks) goes by it.
    for version in versions:
        comparing.apply(record.content, version, found.changed)
        version.vitrine_id = record.vitrine_id
        if returns:
            version.live, version.expired, version.expire_at = True, False, None
    if versions[0] is offre:
        offre.save()
    if draft:
        revision = draft.save_revision(log_action=False)
        if versions == [draft]:
            revision.publish(log_action=False)
            offre.refresh_from_db()
    log(instance=offre, action=IMPORTED, data={"changed": found.changed})
    return True
