"""What is written to the log, without the addresses of persons that libraries put into their messages (rule 7)."""

import logging
import re

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


class ImpersonalFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return _ADDRESS.sub("[adresse]", super().format(record))
