"""Documents that strangers send, read in processes of their own, few at a time. See `child` for their limits."""

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
"""Seconds, on a busy machine: a document costs few of computing, but may have to wait for its turn."""
_slots = threading.BoundedSemaphore(settings.DOCUMENTS_READ_AT_ONCE)


class Unreadable(Exception):
    """No answer within time and memory, or none that makes sense."""


class Busy(Exception):
    """This process already reads as many documents as it may. Nobody waits: the thread would be missing to visitors."""


@contextmanager
def slot() -> Iterator[None]:
    """Around all that is done to read one document. Raises Busy."""
    if not _slots.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _slots.release()


def ask(script: Path, task: str, content: bytes) -> Any:
    """What `script`, a file that `child` describes, answers to `task` on `content`. Raises Unreadable."""
    command = [sys.executable, "-I", str(CHILD), str(script), task]
    try:
        answer = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
        return json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable from error
