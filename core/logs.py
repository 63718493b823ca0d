"""What is written to the log, without the addresses of persons that libraries put into their messages (rule 7)."""

import logging

from .text import EMAIL_ADDRESS


class ImpersonalFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return EMAIL_ADDRESS.sub("[adresse]", super().format(record))
