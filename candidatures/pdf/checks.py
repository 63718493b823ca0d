"""Whether a file may be kept as a CV, and a CV as pictures that can be looked at without risk."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.text import to_slug

from . import antivirus

LARGEST = 5 * 1024 * 1024
"""Bytes."""
MOST_PAGES = 20
PATIENCE = 15.0
"""Seconds, on a busy machine: a document costs two of computing at most, but may have to wait for its turn."""
REMEDY = "Le plus souvent, « Imprimer » puis « Enregistrer au format PDF » donne un fichier accepté."
_CONFINED = Path(__file__).with_name("confined.py")


BUSY = (
    "Beaucoup de personnes envoient un fichier en ce moment : envoyez de nouveau dans quelques secondes. "
    "Votre texte est gardé."
)
_slots = threading.BoundedSemaphore(settings.CV_CHECKS_AT_ONCE)


class Unreadable(Exception):
    """No answer within time and memory, or none that makes sense."""


class Busy(Exception):
    """This process already reads as many documents as it may. Nobody waits: the thread would be missing to visitors."""


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        _slots.release()


class Page(NamedTuple):
    picture: str
    """WebP, in base64."""
    text: str


class Shown(NamedTuple):
    pages: list[Page]
    total: int
    """Pages of the document; the first ten are shown."""


def _ask(task: str, content: bytes) -> dict:
    """What the confined process says of `content`. Raises Unreadable."""
    command = [sys.executable, "-I", str(_CONFINED), task]
    try:
        answer = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603
        return json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Unreadable from error


def check(file: UploadedFile) -> int:
    """How many pages the PDF `file` has. ValidationError, in French, where it cannot be taken.

    Its code is "busy" where the same file may pass a few seconds later.
    """
    if file.size > LARGEST:
        raise ValidationError(f"Ce fichier pèse {_megabytes(file.size)} : 5 Mo au plus. {REMEDY}")
    content = file.read()
    file.seek(0)
    if not content.startswith(b"%PDF-"):
        raise ValidationError(f"Ce fichier n’est pas un PDF. {REMEDY}")
    try:
        with _slot():
            antivirus.scan(content)
            told = _ask("check", content)
    except Busy:
        raise ValidationError(BUSY, code="busy") from None
    except Unreadable:
        raise ValidationError(f"Ce PDF est abîmé ou trop complexe : nous n’arrivons pas à le lire. {REMEDY}") from None
    if told.get("encrypted"):
        raise ValidationError("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection.")
    if told["active"]:
        raise ValidationError(f"Ce PDF contient {', '.join(told['active'])}, que nous n’acceptons pas. {REMEDY}")
    if not 1 <= told["pages"] <= MOST_PAGES:
        raise ValidationError(f"Ce PDF a {told['pages']} pages : {MOST_PAGES} au plus.")
    return told["pages"]


def show(content: bytes) -> Shown:
    """The pages of a PDF that was accepted, as pictures. Raises Unreadable, or Busy."""
    with _slot():
        told = _ask("show", content)
    return Shown([Page(page["picture"], page["text"]) for page in told["pages"]], told["total"])


def normalised(name: str) -> str:
    """A file's name in letters, digits and dashes, ending in .pdf; « cv.pdf » where nothing is left of it."""
    stem = re.sub(r"\.pdf$", "", (name or "").replace("_", " "), flags=re.IGNORECASE)
    return f"{to_slug(stem)[:80].strip('-') or 'cv'}.pdf"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}\u00a0Mo".replace(".", ",")
