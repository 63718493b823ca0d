"""Mail to agents, and to others whose row is one of few: written and sent by `core.outbox`, from keys."""

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


Writer = Callable[..., Mail | None]
"""From keys to the mail, in the words of this moment; None where there is nothing to say any more."""


def send_on_commit(writer: Writer, *keys: int | str) -> None:
    """Have what `writer`, a function of a module, says of `keys` sent once the current transaction is committed."""
    _queue(f"{writer.__module__}.{writer.__qualname__}", list(keys))


def write(queued: QueuedMail) -> EmailMessage | None:
    """The mail of a row, in the words of this moment."""
    mail = import_string(queued.writer)(*queued.keys)
    return mail and EmailMessage(mail.subject, mail.body, None, [mail.address])


def recipient(pk: int) -> User | None:
    """The agent to write to, if they still may be written to."""
    return User.objects.filter(pk=pk, is_active=True).exclude(email="").first()


@task(priority=50)
def write_and_send(writer: str, keys: list[int | str], attempt: int = 1) -> None:
    """What a queue from before the outbox (November 2026) still holds: hand it to the outbox."""
    _queue(writer, keys)


def _queue(writer: str, keys: list[int | str]) -> None:
    outbox.send_on_commit(QueuedMail.objects.create(writer=writer, keys=keys))
