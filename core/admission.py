"""How many requests are let into the application at a time, how many wait for it, and who is told to come back.

The server's threads are more than the application's: those that are left answer kept pages, static files, probes and
refusals, whatever holds the others.
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
"""Seconds after which a request that waits is refused as well."""
ALWAYS = "/sante/"


class Turns:
    """`at_once` places, taken in the order of arrival; `waiting` at most wait for one."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._free, self._most_waiting = at_once, waiting
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether there is a place, now or after a wait."""
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
        return True  # It was given the place just now.

    def leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


class Admission:
    """`application`, for `at_once` requests at a time; `waiting` more wait for their turn, others are refused (503).

    Nobody waits for a database that is away. Static files and the probe of readiness pass at once.
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
        if getattr(result, "file_to_stream", None) is not None:  # However slowly it is read.
            close_old_connections()
            self.turns.leave()
            return result
        return _Answer(result, self.turns.leave)

    def _is_too_late(self) -> bool:
        """Whether the database has gone while the request waited for its turn."""
        if away := database.is_away():
            self.turns.leave()
        return away


class _Answer:
    """An answer that leaves its place when the server closes it, once."""

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
    """The addresses of the static files as they were when the process started."""
    root = settings.STATIC_ROOT
    return frozenset(f"{settings.STATIC_URL}{path.relative_to(root)}" for path in root.rglob("*") if path.is_file())
