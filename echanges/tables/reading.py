"""Reads a table from a CSV or XLSX file: its header and its rows, as text."""

import csv
import io
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.core.files import File

from core.confined import Busy, Unreadable, ask, slot

from ..csp.reading import BOM, DELIMITERS, ENCODINGS
from ..running import CannotRead
from . import workbook
from .workbook import MOST_COLUMNS, MOST_ROWS, filled

LARGEST_FILE = 10_000_000
"""In bytes."""
_WORKBOOK = Path(workbook.__file__)


class Table(NamedTuple):
    header: list[str]
    rows: list[list[str]]


def read(file: BinaryIO | File, name: str) -> Table:
    """The table in `file`; `name` gives its extension. Raises CannotRead: unreadable, empty, or too large."""
    raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise CannotRead("Ce fichier dépasse 10 Mo.")
    rows = _xlsx(raw) if name.lower().endswith(".xlsx") or raw.startswith(b"PK\x03\x04") else _csv(raw)
    if not rows or not any(rows[0]):
        raise CannotRead("Ce fichier est vide : une première ligne de titres de colonnes est attendue.")
    if len(rows) > MOST_ROWS + 1:
        raise CannotRead(f"Plus de {MOST_ROWS} lignes : découpez le fichier.")
    header = rows[0][:MOST_COLUMNS]
    if repeated := next((title for title in header if title and header.count(title) > 1), ""):
        raise CannotRead(f"Deux colonnes s’appellent « {repeated[:60]} » : renommez-en une.")
    width = len(header)
    return Table(header, [(row + [""] * width)[:width] for row in rows[1:]])


def _csv(raw: bytes) -> list[list[str]]:
    raw = raw.removeprefix(BOM)
    try:
        decoded = raw.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        decoded = raw.decode(ENCODINGS[1], errors="replace")
    first = decoded.partition("\n")[0]
    csv.field_size_limit(LARGEST_FILE)
    try:
        reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=max(DELIMITERS, key=first.count))
        return filled(reader)
    except csv.Error:
        raise CannotRead("Ce fichier n’est pas un CSV lisible.") from None


def _xlsx(raw: bytes) -> list[list[str]]:
    try:
        with slot():
            return ask(_WORKBOOK, "rows", raw)
    except Busy:
        raise CannotRead("Un autre fichier est en cours de lecture : réessayez dans quelques secondes.") from None
    except Unreadable:
        raise CannotRead(
            "Ce classeur ne peut pas être ouvert, ou il est trop gros une fois ouvert : enregistrez-le à nouveau en "
            ".xlsx ou en CSV."
        ) from None
