"""What a process reads of the content once and keeps until content, or the day in Paris, changes."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar, cast

from django.conf import settings

from .page_cache import stamp

Content = TypeVar("Content")


class GenerationCache(Generic[Content]):
    """What `read` gives, as of the current `page_cache.stamp`. One thread reads, others go on with what there is."""

    def __init__(self, read: Callable[[], Content]) -> None:
        self.read = read
        self._current: tuple[str | None, Content | None] = (None, None)
        """Stamp and content, replaced together: no thread sees one without the other."""
        self._reading = Lock()

    def current(self) -> Content:
        """The content of this moment; of a second ago where another process changed it."""
        if not settings.CONTENT_IS_KEPT:
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
        return cast(Content, content)  # Whoever comes first waits for the reading.

    def forget(self) -> None:
        """Read it again the next time."""
        self._current = (None, None)
