"""Creates a dossier from a valid form, once. Entities receive it after its author confirms the address."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from emplois.models import Offre
from vitrines.models import VitrinePage

from .courriels import post
from .enums import Nature
from .models import Candidature, Courriel, Dossier, Piece
from .pdf import checks
from .vivier import join

MAILS_A_DAY, TO_AN_ADDRESS = 5, 20
"""Maximum number of links sent per day, for one dossier and to one address."""
WISHES = ("metiers", "regions")


class OfferClosed(Exception):
    """The offer was closed before the application was complete."""


class Submission(NamedTuple):
    """The dossier of a submitted form."""

    dossier: Dossier
    is_new: bool
    """False if the same application was already sent: by a double click, or after going back."""


MOST_PENDING, MOST_PENDING_OF_A_NETWORK = 200, 10
"""Maximum number of files of incomplete forms, in total and per network; 5 MB each, for a day at most."""


def may_wait(network: str) -> bool:
    """Whether a file of an incomplete form may be stored. `network` is a hash of the client's network."""
    pending = Piece.objects.filter(dossier=None)
    return pending.filter(network=network).count() < MOST_PENDING_OF_A_NETWORK and pending.count() < MOST_PENDING


@transaction.atomic  # The caller continues if the storage is unavailable.
def keep_upload(file: UploadedFile, *, key: uuid.UUID, pages: int, nature: str = Nature.CV, network: str = "") -> Piece:
    """Store a checked file until its form `key` is complete. The last file of a form replaces earlier ones."""
    content = file.read()
    file.seek(0)
    return Piece.objects.create(
        form_key=key,
        nature=nature,
        file=file,
        name=checks.normalised(file.name),
        size=len(content),
        pages=pages,
        network=network,
        digest=hashlib.sha256(content).hexdigest(),
    )


def submit(
    *,
    key: uuid.UUID,
    cv: Piece,
    fields: dict,
    offre: Offre | None = None,
    entities: Sequence[VitrinePage] = (),
    to_pool: bool = False,
    excluded: Iterable[VitrinePage] = (),
) -> Submission:
    """Create a dossier, to an offer or spontaneous to `entities` or the pool, and queue the confirmation mail.

    Raises:
        OfferClosed: the offer no longer accepts applications. As for any error, only the pending CV stays stored.
    """
    wishes = {name: fields.pop(name, ()) for name in WISHES}
    fingerprint = _fingerprint(fields, cv, offre, entities)
    try:
        with transaction.atomic():
            if offre is not None:
                # The row lock prevents a concurrent closing of the offer.
                locked = Offre.objects.select_for_update().public().filter(pk=offre.pk, apply_here=True)
                if (offre := locked.first()) is None:
                    raise OfferClosed
            if same := _same(key, fingerprint):
                return Submission(same, False)
            dossier = Dossier.objects.create(key=key, fingerprint=fingerprint, **fields)
            for name, chosen in wishes.items():
                getattr(dossier, name).set(chosen)
            Piece.objects.filter(pk=cv.pk).update(dossier=dossier, network="")
            Piece.objects.pending(key).delete()
            _address(dossier, offre, entities)
            if to_pool:
                join(dossier, excluded=excluded)  # Invisible until it is confirmed.
            post("confirmer", dossier, f"{dossier.pk}-1")
    except IntegrityError:  # A concurrent double click.
        return Submission(Dossier.objects.get(key=key), False)
    return Submission(dossier, True)


def _address(dossier: Dossier, offre: Offre | None, entities: Sequence[VitrinePage]) -> None:
    if offre is not None:
        Candidature.objects.create(dossier=dossier, vitrine_id=offre.vitrine_id, offre=offre, offer_title=offre.title)
    for vitrine in entities:
        Candidature.objects.create(dossier=dossier, vitrine=vitrine, spontaneous=True)


def _fingerprint(fields: dict, cv: Piece, offre: Offre | None, entities: Sequence[VitrinePage]) -> str:
    to = [offre.pk] if offre else sorted(vitrine.pk for vitrine in entities)
    content = [fields["email"].lower(), fields["motivation"], cv.digest, bool(offre), to]
    return salted_hmac("candidatures.fingerprint", repr(content), algorithm="sha256").hexdigest()


def _same(key: uuid.UUID, fingerprint: str) -> Dossier | None:
    """The dossier already sent with the same form key, or with the same content within a day."""
    if known := Dossier.objects.filter(key=key).first():
        return known
    since = timezone.now() - dt.timedelta(days=1)
    return Dossier.objects.filter(fingerprint=fingerprint, sent_at__gte=since).first()


@transaction.atomic
def confirm(dossier: Dossier) -> bool:
    """Confirm the address and send the dossier to the entities. Idempotent; False if the link has expired."""
    if dossier.confirmed_at is None:
        now = timezone.now()
        waiting = Dossier.objects.filter(pk=dossier.pk, confirmed_at=None, link_secret=dossier.link_secret)
        if not dossier.is_waiting or not waiting.update(confirmed_at=now):
            dossier.refresh_from_db()
            return dossier.confirmed_at is not None
        dossier.confirmed_at = now
        dossier.candidatures.update(received_at=dossier.sent_at, last_activity_at=now)
        post("recu", dossier, str(dossier.pk))
    return True


@transaction.atomic
def change_address(dossier: Dossier, email: str) -> bool:
    """Correct the address of an unconfirmed dossier and mail the link to it. False if confirmed or above the limit."""
    if dossier.confirmed_at is not None:
        return False
    dossier.write_to(email)
    changed = {name: getattr(dossier, name) for name in ("email", "folded", "link_secret")}
    return bool(Dossier.objects.filter(pk=dossier.pk, confirmed_at=None).update(**changed)) and send_link(dossier)


def send_link(dossier: Dossier) -> bool:
    """Mail the link that confirms or tracks a dossier. False if the daily limit is reached."""
    since = timezone.now() - dt.timedelta(days=1)
    today = Courriel.objects.filter(kind__in=("confirmer", "lien"), created_at__gte=since)
    to_address = today.filter(dossier__email__iexact=dossier.email)
    if today.filter(dossier=dossier).count() >= MAILS_A_DAY or to_address.count() >= TO_AN_ADDRESS:
        return False
    kind = "lien" if dossier.confirmed_at else "confirmer"
    number = Courriel.objects.filter(dossier=dossier, kind=kind).count() + 1
    return post(kind, dossier, f"{dossier.pk}-{number}")
