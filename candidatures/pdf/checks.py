"""Checks of uploaded PDF files, and their rendering as images, which are safe to view."""

import re
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.confined import Busy, Unreadable, ask, slot
from core.text import to_slug

from . import antivirus

LARGEST = 5 * 1024 * 1024
"""Maximum file size in bytes."""
MOST_PAGES = 20
REMEDY = "Le plus souvent, « Imprimer » puis « Enregistrer au format PDF » donne un fichier accepté."
_READING = Path(__file__).with_name("reading.py")


BUSY = (
    "Beaucoup de personnes envoient un fichier en ce moment : envoyez de nouveau dans quelques secondes. "
    "Votre texte est gardé."
)


class RenderedPage(NamedTuple):
    """A rendered page."""

    picture: str
    """WebP, in base64."""
    text: str


class RenderedDocument(NamedTuple):
    """The rendered pages of a document, ten at most."""

    pages: list[RenderedPage]
    total: int
    """Number of pages of the whole document."""


def check(file: UploadedFile) -> int:
    """Check an uploaded PDF and return its number of pages.

    Raises:
        ValidationError: the file is refused, with a message in French. With the code "busy", the server is overloaded
            and the file may be sent again.
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
            result = ask(_READING, "check", content)
    except Busy:
        raise ValidationError(BUSY, code="busy") from None
    except Unreadable:
        raise ValidationError(f"Ce PDF est abîmé ou trop complexe : nous n’arrivons pas à le lire. {REMEDY}") from None
    if result.get("encrypted"):
        raise ValidationError("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection.")
    if result["active"]:
        raise ValidationError(f"Ce PDF contient {', '.join(result['active'])}, que nous n’acceptons pas. {REMEDY}")
    if not 1 <= result["pages"] <= MOST_PAGES:
        raise ValidationError(f"Ce PDF a {result['pages']} pages : {MOST_PAGES} au plus.")
    return result["pages"]


def show(content: bytes) -> RenderedDocument:
    """Render the first pages of an accepted PDF as images. Raises Unreadable or Busy."""
    with slot():
        result = ask(_READING, "show", content)
    return RenderedDocument([RenderedPage(page["picture"], page["text"]) for page in result["pages"]], result["total"])


def normalised(name: str | None) -> str:
    """A file name with only letters, digits and dashes, ending in .pdf; « cv.pdf » if nothing else remains."""
    stem = re.sub(r"\.pdf$", "", (name or "").replace("_", " "), flags=re.IGNORECASE)
    return f"{to_slug(stem)[:80].strip('-') or 'cv'}.pdf"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}\u00a0Mo".replace(".", ",")
