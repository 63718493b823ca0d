"""Bulk writing of imported offers: one transaction and few queries per batch, no write for unchanged offers."""

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
from .mapping import OfferContent
from .models import Provenance

IMPORTED, CLOSED = "echanges.imported", "echanges.closed"
BATCH = 500
NOON = dt.time(12)
"""The publication time of an offer whose source gives the day only."""


@dataclass
class Record:
    """An offer read from a source."""

    reference: str
    vitrine_id: int
    content: OfferContent
    received: dict
    posted_on: dt.date | None
    fingerprint: str = ""

    def __post_init__(self) -> None:
        self.fingerprint = comparing.fingerprint(comparing.written(self.content), vitrine_id=self.vitrine_id)


@dataclass(frozen=True)
class Known:
    """An offer of the source that is already stored."""

    pk: int
    fingerprint: str
    is_closed: bool
    """Unpublished and expired, because an import no longer listed it or its schedule ended."""


@dataclass
class Written:
    """The result of a batch: counts of created and changed offers, and refused records."""

    created: int = 0
    changed: int = 0
    refused: list[tuple[Record, str]] = field(default_factory=list)
    """Records with an invalid value, each with the reason in French."""


class OfferWriter:
    """Writes the offers of one source. With `dry`, it only counts what it would write."""

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

    def is_duplicate(self, reference: str) -> bool:
        """Whether an offer of another source, or written on this site, already has this reference."""
        return reference not in self.known and reference in self._elsewhere

    def is_unchanged(self, record: Record) -> bool:
        known = self.known.get(record.reference)
        return known is not None and known.fingerprint == record.fingerprint and not known.is_closed

    def write(self, records: Sequence[Record]) -> Written:
        """Create or update the offers of `records`, none of which is unchanged, in one transaction; then index them."""
        done = Written()
        new = [record for record in records if record.reference not in self.known]
        old = [record for record in records if record.reference in self.known]
        with transaction.atomic():
            created = self._create(new, done)
            changed = self._change(old, done)
            done.created, done.changed = len(created), len(changed)
            if not self.dry and (offers := created + changed):
                finding.offers_changed.send(sender=Offre, offres=offers)
                for backend in get_search_backends(with_auto_update=True):
                    backend.add_bulk(Offre, offers)
                drop_all_on_commit()
        return done

    def _create(self, records: list[Record], done: Written) -> list[Offre]:
        now, offers, accepted = timezone.now(), [], []
        for record in records:
            offre = Offre(source=self.source, reference=record.reference, vitrine_id=record.vitrine_id, live=True)
            offre.first_published_at = min(_moment(record.posted_on) or now, now)
            offre.arrived_at = offre.last_published_at = now
            comparing.apply(OfferContent(record.content.fields), offre, list(record.content.fields))
            if reason := _refusal(offre):
                done.refused.append((record, reason))
            else:
                offers.append(offre)
                accepted.append(record)
        if self.dry or not offers:
            return offers
        _give_slugs(offers)
        places = {id(offre): comparing.lieux(record.content) for offre, record in zip(offers, accepted, strict=True)}
        _resolve([place for of_offer in places.values() for place in of_offer])
        for offre in offers:
            offre.places = in_words(places[id(offre)])
        Offre.objects.bulk_create(offers)
        for offre in offers:
            for place in places[id(offre)]:
                place.offre = offre
        Lieu.objects.bulk_create([place for of_offer in places.values() for place in of_offer])
        Provenance.objects.bulk_create(
            Provenance(
                offre=offre,
                fingerprint=record.fingerprint,
                written=comparing.written(record.content),
                received=record.received,
            )
            for offre, record in zip(offers, accepted, strict=True)
        )
        for offre in offers:
            log(instance=offre, action=IMPORTED, data={"created": True})
        return offers

    def _change(self, records: list[Record], done: Written) -> list[Offre]:
        keys = [self.known[record.reference].pk for record in records]
        stored = Offre.objects.select_related("vitrine", "metier__famille", "provenance", "latest_revision").in_bulk(
            keys
        )
        changed = []
        for record in records:
            offre = stored[self.known[record.reference].pk]
            if self.dry or _change(offre, record):
                changed.append(offre)
        return changed

    def close(self, references: Sequence[str]) -> int:
        """Unpublish as expired the public offers with these references. Returns how many there were."""
        public, gone = Offre.objects.public().filter(source=self.source), set(references)
        closed = [offre for offre in public.only("pk", "reference", "title") if offre.reference in gone]
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
    """All references of the public offers of other sources: their own, the generated one, the one on CSP."""
    rows = Offre.objects.public().exclude(source=source).values_list("pk", "reference", "csp_reference")
    return {name for pk, *names in rows for name in (f"{OWN_REFERENCE}{pk}", *names) if name}


def in_batches(records: list, write: Callable[[list], None]) -> None:
    """Call `write` with slices of at most BATCH records."""
    for start in range(0, len(records), BATCH):
        write(records[start : start + BATCH])


def _moment(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, NOON, tzinfo=PARIS) if day else None


def _refusal(offre: Offre) -> str:
    """Why `offre` is invalid, in French; empty if it is valid. It runs no query."""
    try:
        offre.clean_fields(exclude=["slug", "vitrine", "metier", "owner"])
    except ValidationError as error:
        return "; ".join(error.messages)
    if has_passed(offre.deadline, on=offre.date_posted):
        return "La date de fin précède la première publication."
    return ""


def _give_slugs(offers: list[Offre]) -> None:
    """Set unique slugs, built from titles and references."""
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
    """Set the communes, départements and regions of the places, with one query per model."""
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
    """Update `offre` from its source, except fields edited by a person. Returns whether anything was written."""
    draft = offre.latest_revision.as_object() if offre.latest_revision else None
    provenance = getattr(offre, "provenance", None)
    if provenance is None:  # Imported before provenances existed: its current values count as the source's.
        names = [*record.content.fields, PLACES]
        provenance = Provenance(offre=offre, written=comparing.current_values(offre, names))
    difference = comparing.difference(record.content, provenance, offre, *([draft] if draft else []))
    provenance.fingerprint, provenance.written, provenance.received = (
        record.fingerprint,
        difference.written,
        record.received,
    )
    provenance.save()
    returns = offre.expired and not offre.live
    if not difference.changed and not returns and offre.vitrine_id == record.vitrine_id:
        return False
    versions = [offre, draft] if draft and offre.has_unpublished_changes else [draft or offre]
    offre.last_published_at = timezone.now()  # Feeds, site map and webhooks detect changes by this field.
    for version in versions:
        comparing.apply(record.content, version, difference.changed)
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
    log(instance=offre, action=IMPORTED, data={"changed": difference.changed})
    return True
