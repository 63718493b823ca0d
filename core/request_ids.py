"""Request ids, in the log, the `X-Request-ID` header of responses and the error pages, for users to quote."""

import re
import secrets
from collections.abc import Callable, Iterable
from contextvars import ContextVar

from django.conf import settings

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """The id of the current request; empty outside a request."""
    return _current.get()


class RequestIds:
    """WSGI middleware that gives each request an id: that of a trusted proxy, or a new one."""

    def __init__(self, application: Callable) -> None:
        self.application = application

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if settings.NUM_PROXIES else ""
        number = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        _current.set(number)  # The thread's next request sets its own.
        return self.application(
            environ, lambda status, headers, *more: start_response(status, [*headers, (HEADER, number)], *more)
        )
