"""A table out of a file: its header and its rows, all of them text."""

import csv
import datetime as dt
import io
import zipfile
from typing import BinaryIO, NamedTuple

import openpyxl

from ..csp.reading import BOM, DELIMITERS, ENCODINGS
from ..running import CannotRead

LARGEST_FILE = 10_000_000
LARGEST_INSIDE = 100_000_000
"""Bytes; of an XLSX, what its parts hold once unpacked."""
MOST_ROWS, MOST_COLUMNS = 2_000, 100
LONGEST_CELL = 20_000


class Table(NamedTuple):
    header: list[str]
    rows: list[list[str]]


def read(file: BinaryIO, name: str) -> Table:
    """The table in `file`. Raises CannotRead."""
    raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise CannotRead("Ce fichier dépasse 10 Mo.")
    rows = _xlsx(raw) if name.lower().endswith(".xlsx") or raw.startswith(b"PK\x03\x04") else _csv(raw)
    rows = [row for row in rows if any(row)]
    if not rows or not any(rows[0]):
        raise CannotRead("Ce fichier est vide : une première ligne de titres de colonnes est attendue.")
    if len(rows) > MOST_ROWS + 1:
        raise CannotRead(f"Plus de {MOST_ROWS} lignes : découpez le fichier.")
    header = rows[0][:MOST_COLUMNS]
    if repeated := next((title for title in header if title and header.count(title) > 1), ""):
        raise CannotRead(f"Deux colonnes s’appellent « {repeated[:60]} » : renommez-en une.")
    width = len(header)
    return Table(header, [(row + [""] * width)[:width] for row in rows[1:]])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").replace("\xa0", " ").strip()[:LONGEST_CELL]


def _csv(raw: bytes) -> list[list[str]]:
    raw = raw.removeprefix(BOM)
    try:
        text = raw.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        text = raw.decode(ENCODINGS[1], errors="replace")
    first = text.partition("\n")[0]
    csv.field_size_limit(LARGEST_FILE)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
        return [[_text(cell) for cell in row] for row in reader]
    except csv.Error:
        raise CannotRead("Ce fichier n’est pas un CSV lisible.") from None


def _xlsx(raw: bytes) -> list[list[str]]:
    """The first sheet of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST_INSIDE:
                raise CannotRead("Ce classeur est trop gros une fois ouvert.")
        workbook = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return [[_text(cell) for cell in row] for row in rows]
    except CannotRead:
        raise
    except Exception:  # noqa: BLE001  whatever openpyxl meets in a broken workbook
        raise CannotRead("Ce classeur ne peut pas être ouvert : enregistrez-le à nouveau en .xlsx ou en CSV.") from None
