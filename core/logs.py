"""What is written to the log, without the addresses of persons that libraries put into their messages (rule 7)."""

import datetime as dt
import logging

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
