"""Mail that must arrive: written and sent in the background once what it tells is committed, and tried again.

The queue holds the name of a function that writes the mail and the keys of what it is about: neither words nor address,
which would stay there for weeks (docs/donnees-personnelles.md).
"""

import datetime as dt
from collections.abc import Callable
from smtplib import SMTPException
from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

TRIES = 6
FIRST_PAUSE = dt.timedelta(minutes=1)
"""Between the first failure and the second try; each pause is four times the one before."""


class Mail(NamedTuple):
    subject: str
    body: str
    address: str


Writer = Callable[..., Mail | None]
"""From keys to the mail, in the words of this moment; None where there is nothing to say any more."""


@task(priority=50)  # Before pictures: someone is waiting for it.
def write_and_send(writer: str, keys: list[int | str], attempt: int = 1) -> None:
    """Send, and after a failure come again later; the last failure stays in the task's result."""
    mail = import_string(writer)(*keys)
    if mail is None:
        return
    try:
        send_mail(" ".join(mail.subject.split()), mail.body, None, [mail.address])
    except (OSError, SMTPException):
        if attempt >= TRIES:
            raise
        again = timezone.now() + FIRST_PAUSE * 4 ** (attempt - 1)
        write_and_send.using(run_after=again).enqueue(writer, keys, attempt + 1)


def send_on_commit(writer: Writer, *keys: int | str) -> None:
    """Have what `writer`, a function of a module, says of `keys` sent once the transaction at hand is committed."""
    path = f"{writer.__module__}.{writer.__qualname__}"
    transaction.on_commit(lambda: write_and_send.enqueue(path, list(keys)))


def recipient(pk: int) -> User | None:
    """The agent to write to, if they still may be written to."""
    return User.objects.filter(pk=pk, is_active=True).exclude(email="").first()
