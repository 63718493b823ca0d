"""Digests of new offers: prepared in batches for all due alerts, then sent once each by `core.outbox`."""

import datetime as dt

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from emplois.deadlines import PARIS
from emplois.models import Offre

from .matching import NewOffers
from .models import Alerte, Envoi

BATCH = 500
MOST_OFFERS = 20
"""Maximum number of offers in a digest, which gives the number of the others."""
SETTLED_AFTER = dt.timedelta(minutes=1)
"""Offers published less than this time ago wait for the next digest: their transaction may not be committed."""
RETRIED_FOR = dt.timedelta(hours=12)


def prepare() -> int:
    """Queue the digests of all due alerts and schedule their next ones, in batches. Returns the number of digests.

    If interrupted, committed batches remain and the other alerts are still due.
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
    """Queue the digests of a batch of due alerts and return their number; None if no alert is due."""
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


def digest(envoi: Envoi) -> EmailMessage | None:
    """The mail of the new offers that are still public; None if none is. Unsubscribing takes one click (RFC 8058)."""
    public = Offre.objects.public().with_card().in_bulk(envoi.offers)
    offers = [public[key] for key in envoi.offers if key in public]
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
        "Precedence": "bulk",
    }
    return EmailMessage(subject, body, None, [alerte.email], headers=headers)
