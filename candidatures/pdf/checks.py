"""Whether a file may be kept as a CV, and a CV as pictures that can be looked at without risk."""

import re
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.confined import Busy, Unreadable, ask, slot
from core.text import to_slug

from . import antivirus

LARGEST = 5 * 1024 * 1024
"""Bytes."""
MOST_PAGES = 20
REMEDY = "Le plus souvent, « Imprimer » puis « Enregistrer au format PDF » donne un fichier accepté."
_READING = Path(__file__).with_name("reading.py")


BUSY = (
    "Beaucoup de personnes envoient un fichier en ce moment : envoyez de nouveau dans quelques secondes. "
    "Votre texte est gardé."
)


class Page(NamedTuple):
    picture: str
    """WebP, in base64."""
    text: str


class Shown(NamedTuple):
    pages: list[Page]
    total: int
    """Pages of the document; the first ten are shown."""


def check(file: UploadedFile) -> int:
    """How many pages the PDF `file` has. ValidationError, in French, where it cannot be taken.

    Its code is "busy" where the same file may pass a few seconds later.
    """
    size = file.size or 0
    if size > LARGEST:
        raise ValidationError(f"Ce fichier pèse {_megabytes(size)} : 5 Mo au plus. {REMEDY}")
    content = file.read()
    file.seek(0)
    if not content.startswith(b"%PDF-"):
        raise ValidationError(f"Ce fichier n’est pas un PDF. {REMEDY}")
    try:
        with slot():
            antivirus.scan(content)
            told = ask(_READING, "check", content)
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
    with slot():
        told = ask(_READING, "show", content)
    return Shown([Page(page["picture"], page["text"]) for page in told["pages"]], told["total"])


def normalised(name: str | None) -> str:
    """A file's name in letters, digits and dashes, ending in .pdf; « cv.pdf » where nothing is left of it."""
    stem = re.sub(r"\.pdf$", "", (name or "").replace("_", " "), flags=re.IGNORECASE)
    return f"{to_slug(stem)[:80].strip('-') or 'cv'}.pdf"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}\u00a0Mo".replace(".", ",")
