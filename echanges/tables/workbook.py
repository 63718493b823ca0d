"""The first sheet of a workbook as text: a script of `core.confined`, without Django.

A small file may hold millions of strings, which openpyxl reads whole before its first row.
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
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").replace("\xa0", " ").strip()[:LONGEST_CELL]


def _without_end(cells: list[str]) -> list[str]:
    """`cells` up to the last that says something: openpyxl gives each row all columns that may be."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def filled(rows: Iterable[Sequence]) -> list[list[str]]:
    """The rows that say something, as text: the header, those that are taken, and one more if there are more."""
    texts = (_without_end([text(cell) for cell in row[:MOST_COLUMNS]]) for row in rows)
    return list(islice(filter(None, texts), MOST_ROWS + 2))


def rows(content: bytes, openpyxl: ModuleType) -> list[list[str]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return filled(workbook.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True))


def prepare(_task: str) -> Callable[[bytes], list]:
    import openpyxl  # noqa: PLC0415  in the confined process alone

    return partial(rows, openpyxl=openpyxl)
