"""The file, row by row, whatever its encoding, order of columns and line ends; never the whole of it in memory."""

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from core.text import fold

from ..running import CannotRead

ENCODINGS = ("utf-8", "cp1252")
BOM = b"\xef\xbb\xbf"
LONGEST_CELL = 1_000_000
"""Characters: past it a quote was opened that nothing closes."""
DELIMITERS = ";,\t"
NEEDED = ("Référence", "Intitulé du poste", "Date de fin de publication par défaut")


class Header(NamedTuple):
    """Where each column stands, by its folded name."""

    places: dict[str, int]

    def cell(self, row: list[str], place: int) -> str:
        return row[place].replace("\xa0", " ").strip() if place < len(row) else ""

    def getter(self, name: str) -> Callable[[list[str]], str]:
        """Gives a row's cell in the column `name`; empty where the row is too short or the column is not there."""
        place = self.places.get(fold(name))
        return (lambda row: self.cell(row, place)) if place is not None else (lambda row: "")


def _lines(raw: Iterable[bytes], told: Callable[[int], object] | None) -> Iterator[str]:
    """Lines of text. One that is no UTF-8 is CP1252: files are pasted together from several sources."""
    read = 0
    for number, whole in enumerate(raw):
        read += len(whole)
        if told:
            told(read)
        line = whole if number else whole.removeprefix(BOM)
        try:
            text = line.decode(ENCODINGS[0])
        except UnicodeDecodeError:
            text = line.decode(ENCODINGS[1], errors="replace")
        yield text.replace("\x00", "")


def rows(raw: Iterable[bytes], *, told: Callable[[int], object] | None = None) -> tuple[Header, Iterator[list[str]]]:
    """The header and the rows under it; `told` hears how many bytes are read. Raises CannotRead, also later."""
    lines = _lines(raw, told)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    names = next(csv.reader([first], delimiter=delimiter), [])
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(fold(name), place)
    if missing := [name for name in NEEDED if fold(name) not in places]:
        raise CannotRead(f"Ce n’est pas le fichier attendu : colonne « {missing[0]} » absente de la première ligne.")
    return Header(places), _rows(lines, delimiter)


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num + 1
            raise CannotRead(f"Lecture impossible près de la ligne {line} : un guillemet n’est pas fermé ?") from error
        if any(row):
            yield row
