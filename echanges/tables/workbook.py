"""Reads the first sheet of a workbook as text. `core.confined` runs this script in a limited process, without Django.

A small file may contain millions of strings, which openpyxl loads before the first row.
"""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from types import ModuleType

CPU_SECONDS = 5
MEMORY = 300 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2_000, 100
LONGEST_CELL = 20_000


def text(value: object) -> str:
    """The text of a cell: days as « 31/12/2026 », whole numbers without decimals, at most LONGEST_CELL characters."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").replace("\xa0", " ").strip()[:LONGEST_CELL]


def _without_end(cells: list[str]) -> list[str]:
    """`cells` without trailing empty ones: openpyxl pads each row to the maximum number of columns."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def filled(rows: Iterable[Sequence]) -> list[list[str]]:
    """The non-empty rows as text: the header, MOST_ROWS rows, and one more if there are too many."""
    texts = (_without_end([text(cell) for cell in row[:MOST_COLUMNS]]) for row in rows)
    return list(islice(filter(None, texts), MOST_ROWS + 2))


def rows(content: bytes, openpyxl: ModuleType) -> list[list[str]]:
    """The non-empty rows of the first sheet of an XLSX file, as text."""
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return filled(workbook.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True))


def prepare(_task: str) -> Callable[[bytes], list]:
    """Import openpyxl before the process is limited; returns the function that reads a workbook."""
    import openpyxl  # noqa: PLC0415  in the confined process alone

    return partial(rows, openpyxl=openpyxl)
