"""Parses untrusted documents in child processes, a few at a time. See `child` for their resource limits."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

CHILD = Path(__file__).with_name("child.py")
PATIENCE = 15.0
"""Timeout in seconds. Parsing takes less CPU time, but a busy machine may delay it."""
_slots = threading.BoundedSemaphore(settings.DOCUMENTS_READ_AT_ONCE)


class Unreadable(Exception):
    """The child process exceeded its time or memory, failed, or did not print valid JSON."""


class Busy(Exception):
    """This process already parses as many documents as it may. No thread waits, as visitors need it."""


@contextmanager
def slot() -> Iterator[None]:
    """Limit concurrent parsing: wraps all work on one document. Raises Busy."""
    if not _slots.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _slots.release()


def ask(script: Path, task: str, content: bytes) -> Any:
    """Run `task` of `script` on `content` in a child process (see `child`) and return its result. Raises Unreadable."""
    command = [sys.executable, "-I", str(CHILD), str(script), task]
    try:
        answer = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
        return json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable from error
