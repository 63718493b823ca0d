"""Mail that must arrive: handed to the background once the database has kept what it tells, and tried again."""

import datetime as dt
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks import task

TRIES = 6
FIRST_PAUSE = dt.timedelta(minutes=1)
"""Between the first failure and the second try; each pause is four times the one before."""


@task(priority=50)  # Before pictures: someone is waiting for it.
def deliver(subject: str, body: str, address: str, attempt: int = 1) -> None:
    """Send, and after a failure come again later; the last failure stays in the task's result."""
    try:
        send_mail(subject, body, None, [address])
    except (OSError, SMTPException):
        if attempt >= TRIES:
            raise
        again = timezone.now() + FIRST_PAUSE * 4 ** (attempt - 1)
        deliver.using(run_after=again).enqueue(subject, body, address, attempt + 1)


def send_on_commit(subject: str, body: str, address: str) -> None:
    """Have `body` sent to `address` once the transaction at hand is committed."""
    transaction.on_commit(lambda: deliver.enqueue(" ".join(subject.split()), body, address))
