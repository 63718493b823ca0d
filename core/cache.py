"""A Redis cache that fails open: during an outage, each process falls back to local memory without waiting."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
LONGEST_WAIT = 0.5
"""Timeout in seconds, for connecting and for each reply."""
ASK_AGAIN_AFTER = 5.0
"""Seconds between two attempts during an outage."""
WRITES = ("set", "add", "incr", "delete", "touch")
_outages: dict[str, "Outage"] = {}


class Outage:
    """The state of one server as seen by this process. Logs the beginning and the end of each outage."""

    def __init__(self) -> None:
        self.is_on = False
        self.changed: set[str] = set()
        """Keys that this process wrote or deleted during the outage."""
        self._since = self._ask_at = 0.0
        self._lock = threading.Lock()

    def may_ask(self) -> bool:
        """Whether the caller may query the server. During an outage, one caller per pause may, so only one waits."""
        if not self.is_on:
            return True
        with self._lock:
            if time.monotonic() < self._ask_at:
                return False
            self._ask_at = time.monotonic() + ASK_AGAIN_AFTER
            return True

    def begin(self, error: Exception) -> None:
        with self._lock:
            self._ask_at = time.monotonic() + ASK_AGAIN_AFTER
            if self.is_on:
                return
            self.is_on, self._since = True, time.monotonic()
        logger.error("Le cache partagé ne répond pas, la mémoire du processus le remplace : %s", error)

    def end(self) -> None:
        with self._lock:
            if not self.is_on:
                return
            self.is_on = False
        logger.warning("Le cache partagé répond de nouveau, après %.0f s.", time.monotonic() - self._since)


def _guarded(name: str) -> Callable:
    """The method `name` of `RedisCache`, with the local memory as fallback."""
    method = getattr(RedisCache, name)

    def call(self: "FailOpenRedisCache", *args: Any, **kwargs: Any) -> Any:
        if self.outage.may_ask():
            try:
                if self.outage.changed:
                    self._drop_what_changed()
                result = method(self, *args, **kwargs)
            except redis.RedisError as error:
                if not self.outage.is_on:
                    self._memory.clear()
                self.outage.begin(error)
            else:
                self.outage.end()
                return result
        if name in WRITES:
            self.outage.changed.add(self.make_key(args[0], version=kwargs.get("version")))
        return getattr(self._memory, name)(*args, **kwargs)

    call.__name__ = name
    return call


class FailOpenRedisCache(RedisCache):
    """Redis, or the memory of each process during an outage; keys changed meanwhile are then deleted from Redis."""

    def __init__(self, server: str, params: dict) -> None:
        waits = {"socket_connect_timeout": LONGEST_WAIT, "socket_timeout": LONGEST_WAIT}
        once_more = {"retry": Retry(NoBackoff(), 1)}  # The server may have restarted and closed the connection.
        super().__init__(server, params | {"OPTIONS": waits | once_more | params.get("OPTIONS", {})})
        self._memory = LocMemCache(f"instead of {server}", params | {"OPTIONS": {"MAX_ENTRIES": 5000}})
        self.outage = _outages.setdefault(str(server), Outage())

    def _drop_what_changed(self) -> None:
        keys = list(self.outage.changed)
        self._cache.delete_many(keys)
        self.outage.changed.difference_update(keys)

    add, get, set, touch, delete = map(_guarded, ("add", "get", "set", "touch", "delete"))
    get_many, set_many, delete_many = map(_guarded, ("get_many", "set_many", "delete_many"))
    has_key, incr, clear = map(_guarded, ("has_key", "incr", "clear"))
