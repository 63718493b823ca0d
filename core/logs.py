"""What is written to the log, without the addresses of persons that libraries put into their messages (rule 7)."""

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
    """Times with their offset from UTC; `request_id`, the number of the request at hand or a dash."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return dt.datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_ids.current() or "-"
        return EMAIL_ADDRESS.sub("[adresse]", super().format(record))


class NotOverload(logging.Filter):
    """Drops Django's error line for each 503: who refuses says why once, and a busy moment is no error of the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503


class ErrorMails(logging.Handler):
    """Mails the first error of each quarter of an hour to `ADMINS`: the log's line with its number, without its trace.

    Sent beside the request, which does not wait for a mail server.
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
        told = {"subject": f"Erreur, requête {request_ids.current() or 'aucune'}", "message": body}
        threading.Thread(target=mail_admins, kwargs=told | {"fail_silently": True}, daemon=True).start()
