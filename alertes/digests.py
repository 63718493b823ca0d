"""Digests: made ready for all alerts that are due, then sent one by one, each once."""

import datetime as dt
import logging
from collections.abc import Iterator
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from emplois.deadlines import PARIS
from emplois.models import Offre

from .matching import NewOffers
from .models import Alerte, Envoi

logger = logging.getLogger(__name__)
BATCH = 500
MOST_OFFERS = 20
"""So many offers are in a digest; it says how many more there are."""
SETTLED_AFTER = dt.timedelta(minutes=1)
"""An offer is looked at once it has been published for that long: its transaction is then committed."""
TRIES = 5
FIRST_PAUSE = dt.timedelta(minutes=10)
"""Between the first failure and the second try; each pause is four times the one before."""
SENT_KEPT_FOR = dt.timedelta(days=30)


def prepare() -> int:
    """Make the digests of all alerts that are due, and set each alert's next time, a batch at a time; how many digests.

    Stopped half-way, the batches that are done stay done, the others are due still.
    """
    oldest = Alerte.objects.due().order_by("since").values_list("since", flat=True).first()
    if oldest is None:
        return 0
    until = timezone.now() - SETTLED_AFTER
    offers, made = NewOffers(oldest, until), 0
    while (batch := _prepare_batch(offers, until)) is not None:
        made += batch
    return made


@transaction.atomic
def _prepare_batch(offers: NewOffers, until: dt.datetime) -> int | None:
    """The digests of some of the alerts that are due; None where none is left."""
    due = Alerte.objects.due().order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    now, envois = timezone.now(), []
    alertes = list(due[:BATCH])
    for alerte in alertes:
        if keys := offers.keys(alerte.criteria, alerte.since):
            day = now.astimezone(PARIS).date()
            envois.append(Envoi(alerte=alerte, day=day, offers=keys[:MOST_OFFERS], total=len(keys)))
        alerte.since, alerte.next_at = max(until, alerte.since), alerte.next_time(now)
    Envoi.objects.bulk_create(envois, ignore_conflicts=True)
    Alerte.objects.bulk_update(alertes, ["since", "next_at"])
    return len(envois) if alertes else None


def send_pending(*, at_most: int) -> int:
    """Send so many of the digests that wait; how many were taken up. One that fails waits, and stops no other."""
    taken = 0
    backend = get_connection()
    try:
        for envoi in _claimed(at_most):
            taken += 1
            _send(envoi, backend)
    finally:
        backend.close()
    return taken


def _claimed(at_most: int) -> Iterator[Envoi]:
    for envoi in list(Envoi.objects.pending().select_related("alerte")[:at_most]):
        if envoi.claim():
            yield envoi


def _send(envoi: Envoi, backend: BaseEmailBackend) -> None:
    """A digest whose offers have all closed meanwhile is not sent. One that fails is freed for a later try."""
    message = digest(envoi)
    if message is None:
        return
    try:
        backend.send_messages([message])
    except (OSError, SMTPException, ValueError) as error:
        backend.close()  # Whatever state it is in, the next one starts anew.
        tries = envoi.tries + 1
        logger.warning("Envoi d’alerte n° %s, essai %s : %s.", envoi.pk, tries, type(error).__name__)
        if tries < TRIES:
            again = timezone.now() + FIRST_PAUSE * 4**envoi.tries
            Envoi.objects.filter(pk=envoi.pk).update(claimed_at=None, tries=tries, not_before=again)


def digest(envoi: Envoi) -> EmailMessage | None:
    """The mail of what is new and still public, with its one-click unsubscription (RFC 8058)."""
    found = Offre.objects.public().with_card().in_bulk(envoi.offers)
    offers = [found[key] for key in envoi.offers if key in found]
    if not offers:
        return None
    alerte, site = envoi.alerte, get_admin_base_url()
    total = envoi.total - (len(envoi.offers) - len(offers))
    unsubscribe = site + reverse("alertes:desabonner", args=[alerte.token])
    body = render_to_string(
        "alertes/mails/digest.txt",
        {
            "alerte": alerte,
            "offers": offers,
            "more": total - len(offers),
            "site": site,
            "list_url": f"{site}{reverse('emplois:liste')}?{alerte.query}",
            "unsubscribe": unsubscribe,
        },
    )
    subject = f"{total} nouvelle{'s' if total > 1 else ''} offre{'s' if total > 1 else ''} : {alerte.label}"
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }
    return EmailMessage(" ".join(subject.split())[:200], body, None, [alerte.email], headers=headers)


def forget_sent() -> int:
    """Erase the digests taken up more than a month ago; how many."""
    return Envoi.objects.filter(claimed_at__lt=timezone.now() - SENT_KEPT_FOR).delete()[0]
