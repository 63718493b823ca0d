"""A per-process cache of data read from the content, invalidated when content, or the day in Paris, changes."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar, cast

from django.conf import settings

from .page_cache import stamp

Content = TypeVar("Content")


class GenerationCache(Generic[Content]):
    """Caches the result of `read` until `page_cache.stamp` changes. One thread reads; others use the stale value."""

    def __init__(self, read: Callable[[], Content]) -> None:
        self.read = read
        self._current: tuple[str | None, Content | None] = (None, None)
        """Stamp and content, replaced together, so that no thread sees a mismatched pair."""
        self._reading = Lock()

    def current(self) -> Content:
        """The current content, at most a second stale after a change by another process."""
        if not settings.CONTENT_IS_CACHED:
            return self.read()
        now, (stamped, content) = stamp(), self._current
        if stamped != now and self._reading.acquire(blocking=stamped is None):
            try:
                stamped, content = self._current
                if stamped != now:
                    content = self.read()
                    self._current = (now, content)
            finally:
                self._reading.release()
        return cast(Content, content)  # Never None: before the first read, threads wait for the lock.

    def forget(self) -> None:
        """Drop the cached content."""
        self._current = (None, None)
