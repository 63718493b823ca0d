"""Logging without personal data: e-mail addresses in messages, including those of libraries, are masked."""

import datetime as dt
import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins

from . import request_ids
from .text import EMAIL_ADDRESS


class ImpersonalFormatter(logging.Formatter):
    """Masks e-mail addresses, adds the UTC offset to times, and sets `request_id` (a dash outside a request)."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return dt.datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_ids.current() or "-"
        return EMAIL_ADDRESS.sub("[adresse]", super().format(record))


class NotOverload(logging.Filter):
    """Drops Django's error record for each 503: the code that refuses a request logs the cause once."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503


class ErrorMails(logging.Handler):
    """Mails the first error of each quarter of an hour to `ADMINS`: the log line with its request id, no traceback.

    A thread sends the mail, so the request does not wait for a mail server.
    """

    PAUSE = 900.0
    """Seconds."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._next = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ADMINS or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self.PAUSE
        without_trace = logging.makeLogRecord(vars(record) | {"exc_info": None, "exc_text": None, "stack_info": None})
        line = self.format(without_trace)
        body = f"{line}\n\nLe détail est dans le journal. Les autres erreurs de ce quart d’heure ne sont que là.\n"
        mail = {"subject": f"Erreur, requête {request_ids.current() or 'aucune'}", "message": body}
        threading.Thread(target=mail_admins, kwargs=mail | {"fail_silently": True}, daemon=True).start()
