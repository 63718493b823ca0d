"""The outbox of mails and webhooks: delivered in the background, retried, logged.

Each kind of delivery is a table, a subclass of `Delivery`. A row stores only keys: its text and its address are read
when it is sent, so that no personal data waits in a queue (docs/donnees-personnelles.md). Deleting the object that a
row is about deletes the row.

The row is authoritative; the task queue only triggers it. The periodic command `send_deliveries` triggers the rows that
are due again: failed tries, and those claimed by a worker that was killed.
"""

import datetime as dt
import logging
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.apps import apps
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import task
from wagtail.admin.utils import get_admin_base_url

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(hours=1)
"""Exponential backoff: the pause after the first failure, tripled after each failure up to the longest."""
CLAIM_LASTS = dt.timedelta(minutes=10)
"""A claim expires after this time: its worker is considered dead."""
KEPT_FOR = dt.timedelta(days=30)
"""Default retention of the rows of a kind."""
AT_ONCE = 50
"""Maximum deliveries per task, so that other tasks do not wait long."""


class NotDelivered(Exception):
    """A failed try. Its message is stored in the row, so it must not contain an address or a name."""


class Delivery(models.Model):
    """One message to deliver, and its outcome."""

    created_at = models.DateTimeField("créée le", default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField("essais", default=0, db_default=0, editable=False)
    retry_until = models.DateTimeField(
        null=True, editable=False, help_text="Dès le premier échec : un échec après ce moment est le dernier."
    )
    sent_at = models.DateTimeField("remise le", null=True, editable=False)
    given_up = models.BooleanField("abandonnée", default=False, db_default=False, editable=False)
    answer = models.CharField("réponse", max_length=200, blank=True, default="", db_default="", editable=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at__isnull=True, given_up=False),
                name="%(app_label)s_%(class)s_due",
            )
        ]


class Sender(NamedTuple):
    """How one kind of delivery is sent."""

    deliver: Callable[[Any], str]
    """Sends a row and returns the answer to store. Raises NotDelivered."""
    retried_for: dt.timedelta
    """How long it is retried after the first failure."""
    claim_lasts: dt.timedelta | None
    """When a claim expires and the row is tried again (at-least-once); None never retries it (at-most-once)."""
    kept_for: dt.timedelta | None
    """Retention of the rows; None when they are deleted with the object that they are about."""
    priority: int


SENDERS: dict[type[Delivery], Sender] = {}


def register(
    model: type[Delivery],
    deliver: Callable[[Any], str],
    *,
    retried_for: dt.timedelta,
    claim_lasts: dt.timedelta | None = CLAIM_LASTS,
    kept_for: dt.timedelta | None = KEPT_FOR,
    priority: int = 50,
) -> None:
    """Register `deliver` as the sender of the rows of `model`. Called from an app's `ready()`."""
    SENDERS[model] = Sender(deliver, retried_for, claim_lasts, kept_for, priority)


def by_mail(write: Callable[[Any], EmailMessage | None]) -> Callable[[Any], str]:
    """A `deliver` function that sends the mail written by `write` for a row; `write` returns None to send nothing.

    The Message-ID is derived from the row, so that mail programs detect a mail sent twice.
    """

    def deliver(delivery: Delivery) -> str:
        message = write(delivery)
        if message is None:
            return "Plus rien à dire."
        message.subject = " ".join(message.subject.split())[:200]
        identity = f"{delivery._meta.model_name}.{delivery.pk}@{urlsplit(get_admin_base_url()).hostname}"
        message.extra_headers = {
            "Message-ID": f"<{identity}>",
            "Auto-Submitted": "auto-generated",
            **message.extra_headers,
        }
        try:
            message.send()
        except (OSError, SMTPException, ValueError) as error:
            raise NotDelivered(type(error).__name__) from error
        return "Remis."

    return deliver


def due(model: type[Delivery]) -> QuerySet:
    """The rows of `model` that are due and not claimed, or whose claim has expired."""
    now, claim_lasts = timezone.now(), SENDERS[model].claim_lasts
    free = Q(claimed_at__isnull=True)
    if claim_lasts is not None:
        free |= Q(claimed_at__lt=now - claim_lasts)
    return model._default_manager.filter(free, sent_at__isnull=True, given_up=False, not_before__lte=now)


def claim(delivery: Delivery) -> bool:
    """Claim a row, atomically; False if another worker has claimed it or it is not due."""
    return bool(due(type(delivery)).filter(pk=delivery.pk).update(claimed_at=timezone.now()))


def send_on_commit(*deliveries: Delivery) -> None:
    """Enqueue the delivery of saved rows, once the current transaction is committed."""

    def wake() -> None:
        for delivery in deliveries:
            prioritised = deliver_one.using(priority=SENDERS[type(delivery)].priority)
            prioritised.enqueue(delivery._meta.label, delivery.pk)

    transaction.on_commit(wake)


@task()
def deliver_one(kind: str, key: int) -> None:
    """Deliver one row of the model `kind`, unless it is sent, claimed or not due."""
    delivery = apps.get_model(kind)._default_manager.filter(pk=key).first()
    if delivery is not None and claim(delivery):
        _try(delivery)


@task()
def deliver_due(kind: str) -> None:
    """Deliver a batch of the due rows of the model `kind`, then enqueue itself while there are more."""
    model = apps.get_model(kind)
    for delivery in due(model).order_by("not_before", "pk")[:AT_ONCE]:
        if claim(delivery):
            _try(delivery)
    if due(model).exists():
        deliver_due.using(priority=SENDERS[model].priority).enqueue(kind)


def wake_due() -> int:
    """Enqueue the delivery of all due rows of every kind. Returns how many rows are due."""
    count = 0
    for model, sender in SENDERS.items():
        if waiting := due(model).count():
            deliver_due.using(priority=sender.priority).enqueue(model._meta.label)
            count += waiting
    return count


def retry(delivery: Delivery) -> None:
    """Restart a delivery that was given up."""
    _update(delivery, given_up=False, tries=0, retry_until=None, not_before=timezone.now())
    send_on_commit(delivery)


def purge() -> int:
    """Delete the rows past their retention. Returns how many."""
    now, erased = timezone.now(), 0
    for model, sender in SENDERS.items():
        if sender.kept_for is not None:
            erased += model._default_manager.filter(created_at__lt=now - sender.kept_for).delete()[0]
    return erased


def _try(delivery: Delivery) -> None:
    sender = SENDERS[type(delivery)]
    try:
        answer = sender.deliver(delivery)
    except NotDelivered as error:
        _put_off(delivery, sender, str(error))
    except Exception as error:
        logger.exception("%s n° %s : %s.", delivery._meta.label, delivery.pk, type(error).__name__)
        _put_off(delivery, sender, type(error).__name__)
    else:
        _update(delivery, sent_at=timezone.now(), tries=delivery.tries + 1, answer=answer[:200])


def _put_off(delivery: Delivery, sender: Sender, answer: str) -> None:
    now, tries = timezone.now(), delivery.tries + 1
    until = delivery.retry_until or now + sender.retried_for
    logger.warning("%s n° %s, essai %s : %s", delivery._meta.label, delivery.pk, tries, answer)
    pause = min(FIRST_PAUSE * 3 ** min(delivery.tries, 10), LONGEST_PAUSE)
    state = {"claimed_at": None, "tries": tries, "retry_until": until, "not_before": now + pause}
    _update(delivery, **state, given_up=now >= until, answer=answer[:200])


def _update(delivery: Delivery, **state: object) -> None:
    """Update the given columns with UPDATE: a row deleted meanwhile is not inserted again."""
    type(delivery)._default_manager.filter(pk=delivery.pk).update(**state)
