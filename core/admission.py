"""Admission control: limits the requests that run in the application, queues some more, and refuses the rest (503).

The server has more threads than the application admits requests. The remaining threads answer cached pages, static
files, probes and refusals, even when all admitted requests are blocked.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from django.conf import settings
from django.db import close_old_connections

from . import database
from .unavailable import refuse

LONGEST_WAIT = 10.0
"""Seconds after which a waiting request is refused."""
ALWAYS = "/sante/"


class Turns:
    """A first-in-first-out semaphore of `at_once` places, with a queue of at most `waiting` threads."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._free, self._most_waiting = at_once, waiting
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take a place, now or after a wait. Returns False when the queue is full or the wait too long."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if len(self._waiting) >= self._most_waiting:
                return False
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=LONGEST_WAIT):
            return True
        with self._lock:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # Another thread released its place between the timeout and the lock.

    def leave(self) -> None:
        """Release a place: the first waiting thread gets it."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


class Admission:
    """WSGI middleware: `at_once` requests run in `application`, `waiting` more are queued, others are refused (503).

    No request is queued while the database is away. Static files and the readiness probe are never queued.
    """

    def __init__(self, application: Callable, *, at_once: int, waiting: int) -> None:
        self.application = application
        self.turns = Turns(at_once=at_once, waiting=waiting)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == ALWAYS or path in static_paths():
            return self.application(environ, start_response)
        if database.is_away() or not self.turns.take() or self._is_too_late():
            return refuse(environ, start_response)
        try:
            result = self.application(environ, start_response)
        except BaseException:
            self.turns.leave()
            raise
        if getattr(result, "file_to_stream", None) is not None:  # A slow client must not hold a place.
            close_old_connections()
            self.turns.leave()
            return result
        return _AdmittedResponse(result, self.turns.leave)

    def _is_too_late(self) -> bool:
        """Whether the database went away while the request was queued; then its place is released."""
        if away := database.is_away():
            self.turns.leave()
        return away


class _AdmittedResponse:
    """A response that releases its place when the server closes it, once."""

    def __init__(self, result: Iterable[bytes], leave: Callable[[], None]) -> None:
        self.result, self._leave = result, leave
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.result)

    def close(self) -> None:
        try:
            if hasattr(self.result, "close"):
                self.result.close()
        finally:
            if self._lock.acquire(blocking=False):
                self._leave()


@cache
def static_paths() -> frozenset[str]:
    """The URL paths of the static files, listed once per process."""
    root = settings.STATIC_ROOT
    return frozenset(f"{settings.STATIC_URL}{path.relative_to(root)}" for path in root.rglob("*") if path.is_file())
