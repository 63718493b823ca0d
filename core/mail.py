"""Mail to agents and a few others: only keys are queued; the text is written when `core.outbox` sends it."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string
from django_tasks import task

from . import outbox
from .models import QueuedMail

RETRIED_FOR = dt.timedelta(hours=6)


class Mail(NamedTuple):
    subject: str
    body: str
    address: str


MailWriter = Callable[..., Mail | None]
"""Writes a mail from keys, with the current data; None when there is nothing to send any more."""


def send_on_commit(writer: MailWriter, *keys: int | str) -> None:
    """Send the mail that `writer`, a module-level function, writes from `keys`, once the transaction is committed."""
    _queue(f"{writer.__module__}.{writer.__qualname__}", list(keys))


def write(queued: QueuedMail) -> EmailMessage | None:
    """The mail of a queued row, written with the current data; None when there is nothing to send any more."""
    mail = import_string(queued.writer)(*queued.keys)
    return mail and EmailMessage(mail.subject, mail.body, None, [mail.address])


def recipient(pk: int) -> User | None:
    """The agent with key `pk`, if the account is active and has an address; else None."""
    return User.objects.filter(pk=pk, is_active=True).exclude(email="").first()


@task(priority=50)
def write_and_send(writer: str, keys: list[int | str], attempt: int = 1) -> None:
    """Moves mails of the queue from before the outbox (November 2026) into the outbox."""
    _queue(writer, keys)


def _queue(writer: str, keys: list[int | str]) -> None:
    outbox.send_on_commit(QueuedMail.objects.create(writer=writer, keys=keys))
