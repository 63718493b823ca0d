"""What is written to the log, without the addresses of persons that libraries put into their messages (rule 7)."""

import logging

from .text import EMAIL_ADDRESS


class ImpersonalFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return EMAIL_ADDRESS.sub("[adresse]", super().format(record))


class NotOverload(logging.Filter):
    """Drops Django's error line for each 503: who refuses says why once, and a busy moment is no error of the code."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503
