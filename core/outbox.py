"""What leaves the site, by mail or by webhook: handed over in the background, tried again, journalled.

Each kind is a table, a model under `Delivery`. A row says by keys what is to be delivered: its words and its address
are looked up when it leaves, so that neither waits anywhere for days (docs/donnees-personnelles.md). Erasing what a
row is about erases the row.

The row is the truth, the task queue only wakes it up. The clock (`send_deliveries`) wakes up what was left behind: what
failed, and what a worker that was killed had in its hands.
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
"""Between the first failure and the second try, and between the last ones: each pause is three times the one before."""
CLAIM_LASTS = dt.timedelta(minutes=10)
"""Whoever has claimed a delivery and said nothing for so long is taken for dead."""
KEPT_FOR = dt.timedelta(days=30)
"""How long the journal of most kinds is kept."""
AT_ONCE = 50
"""So many deliveries of a kind are tried by one task, so that nothing else waits long."""


class NotDelivered(Exception):
    """A try that failed. The message says why, without an address or a name: it is journalled."""


class Delivery(models.Model):
    """One thing to hand over, and what became of it."""

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
    """How one kind of delivery is handed over."""

    deliver: Callable[[Any], str]
    """From a row to what was answered. Raises NotDelivered."""
    retried_for: dt.timedelta
    """From the first failure."""
    claim_lasts: dt.timedelta | None
    """None where a try that was cut short is not repeated: at most once, where the others come at least once."""
    kept_for: dt.timedelta | None
    """None where the rows end with what they are about."""
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
    """Have the rows of `model` handed over by `deliver`. Called from an app's `ready()`."""
    SENDERS[model] = Sender(deliver, retried_for, claim_lasts, kept_for, priority)


def by_mail(write: Callable[[Any], EmailMessage | None]) -> Callable[[Any], str]:
    """Hand over by mail what `write` says of a row, in the words of this moment; None where nothing is left to say.

    A mail that is sent twice keeps its Message-ID, by which mail programs know it for the same.
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
    """The rows of `model` that are in nobody's hands and whose time has come."""
    now, claim_lasts = timezone.now(), SENDERS[model].claim_lasts
    free = Q(claimed_at__isnull=True)
    if claim_lasts is not None:
        free |= Q(claimed_at__lt=now - claim_lasts)
    return model._default_manager.filter(free, sent_at__isnull=True, given_up=False, not_before__lte=now)


def claim(delivery: Delivery) -> bool:
    """Take it in hand; False where someone else has, or where it is not due."""
    return bool(due(type(delivery)).filter(pk=delivery.pk).update(claimed_at=timezone.now()))


def send_on_commit(*deliveries: Delivery) -> None:
    """Have rows that were just saved delivered as soon as the current transaction is committed."""

    def wake() -> None:
        for delivery in deliveries:
            prompt = deliver_one.using(priority=SENDERS[type(delivery)].priority)
            prompt.enqueue(delivery._meta.label, delivery.pk)

    transaction.on_commit(wake)


@task()
def deliver_one(kind: str, key: int) -> None:
    """Deliver one row of the model `kind`, unless that has been done or is being done."""
    delivery = apps.get_model(kind)._default_manager.filter(pk=key).first()
    if delivery is not None and claim(delivery):
        _try(delivery)


@task()
def deliver_due(kind: str) -> None:
    """Deliver some of the rows of the model `kind` that are due, and come again while there are more."""
    model = apps.get_model(kind)
    for delivery in due(model).order_by("not_before", "pk")[:AT_ONCE]:
        if claim(delivery):
            _try(delivery)
    if due(model).exists():
        deliver_due.using(priority=SENDERS[model].priority).enqueue(kind)


def wake_due() -> int:
    """Have all that is due delivered, of every kind; how many rows."""
    count = 0
    for model, sender in SENDERS.items():
        if waiting := due(model).count():
            deliver_due.using(priority=sender.priority).enqueue(model._meta.label)
            count += waiting
    return count


def retry(delivery: Delivery) -> None:
    """Begin again with one that was given up."""
    _update(delivery, given_up=False, tries=0, retry_until=None, not_before=timezone.now())
    send_on_commit(delivery)


def purge() -> int:
    """Erase the rows that are past their time; how many."""
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
    """Write the state alone: a row that was erased meanwhile stays erased."""
    type(delivery)._default_manager.filter(pk=delivery.pk).update(**state)
