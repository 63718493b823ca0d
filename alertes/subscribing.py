"""The life of an alert: request, confirmation by mail, renewal, erasure."""

import datetime as dt

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from core.mail import Mail, send_on_commit
from emplois.browsing.criteria import Criteria

from .models import CONFIRMED_WITHIN, Alerte

EVERYTHING = "toutes les offres"
MAILS_A_DAY = 3
"""Maximum number of confirmation mails per day to one address."""
MOST_RUNNING = 50
"""Maximum number of running alerts of one address."""
REMINDED = dt.timedelta(days=15)
"""How long before the end of an alert its renewal is proposed."""


def label(criteria: Criteria) -> str:
    """The French label of a search: its active filters, or EVERYTHING."""
    filters = [text for name, _value, text in criteria.active if name != "publiee_depuis"]
    return (", ".join(filters) or EVERYTHING)[:300]


@transaction.atomic
def ask(criteria: Criteria, *, email: str, frequence: str) -> None:
    """Create an unconfirmed alert and queue its confirmation mail; does nothing above the limits of the address."""
    same = Alerte.objects.filter(email__iexact=email)
    since = timezone.now() - dt.timedelta(days=1)
    if same.filter(created_at__gt=since).count() >= MAILS_A_DAY or same.running().count() >= MOST_RUNNING:
        return
    query = criteria.data.copy()
    for name in ("page", "tri", "publiee_depuis", "exact"):
        query.pop(name, None)
    alerte = Alerte.objects.create(
        email=email,
        frequence=frequence,
        criteria=criteria.lasting,
        query=query.urlencode()[:2000],
        label=label(criteria),
    )
    send_on_commit(confirmation, alerte.pk)


def confirmation(pk: int) -> Mail | None:
    """The mail with the confirmation link; None if the alert is confirmed, expired or deleted."""
    alerte = Alerte.objects.filter(pk=pk).first()
    if alerte is None or not alerte.is_waiting:
        return None
    url = get_admin_base_url() + reverse("alertes:confirmer", args=[alerte.token])
    body = render_to_string("alertes/mails/confirm.txt", {"alerte": alerte, "url": url})
    return Mail("Confirmez votre alerte", body, alerte.email)


def remind() -> int:
    """Queue one renewal mail per alert that ends within REMINDED. Returns the number of mails."""
    now, count = timezone.now(), 0
    ending = Alerte.objects.running().filter(expires_at__lte=now + REMINDED, reminded_at__isnull=True)
    for alerte in ending.iterator():
        with transaction.atomic():
            if not Alerte.objects.filter(pk=alerte.pk, reminded_at__isnull=True).update(reminded_at=now):
                continue
            send_on_commit(ending_soon, alerte.pk)
            count += 1
    return count


def ending_soon(pk: int) -> Mail | None:
    """The mail that proposes to renew an alert; None if it no longer runs."""
    alerte = Alerte.objects.running().filter(pk=pk).first()
    if alerte is None:
        return None
    site = get_admin_base_url()
    links = {name: site + reverse(f"alertes:{name}", args=[alerte.token]) for name in ("renouveler", "desabonner")}
    body = render_to_string("alertes/mails/ending.txt", {"alerte": alerte, **links})
    return Mail("Votre alerte prend bientôt fin", body, alerte.email)


def erase_ended() -> int:
    """Delete expired alerts and those not confirmed in time. Returns their number."""
    now = timezone.now()
    ended = Alerte.objects.filter(expires_at__lte=now)
    never = Alerte.objects.filter(expires_at__isnull=True, created_at__lte=now - CONFIRMED_WITHIN)
    erased = ended.count() + never.count()
    ended.delete()
    never.delete()
    return erased
