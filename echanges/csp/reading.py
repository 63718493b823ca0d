"""Streams the rows of the CSV file, with any encoding, column order and line ends."""

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from core.text import fold

from ..running import CannotRead

ENCODINGS = ("utf-8", "cp1252")
BOM = b"\xef\xbb\xbf"
LONGEST_CELL = 1_000_000
"""Maximum length of a cell in characters: a longer one means an unclosed quote."""
DELIMITERS = ";,\t"
NEEDED = ("Référence", "Intitulé du poste", "Date de fin de publication par défaut")


class Header(NamedTuple):
    """The position of each column, by normalized title."""

    places: dict[str, int]

    def cell(self, row: list[str], place: int) -> str:
        return row[place].replace("\xa0", " ").strip() if place < len(row) else ""

    def getter(self, name: str) -> Callable[[list[str]], str]:
        """A function that returns a row's cell in the column `name`; empty if the cell or the column is absent."""
        place = self.places.get(fold(name))
        return (lambda row: self.cell(row, place)) if place is not None else (lambda row: "")


def _lines(raw: Iterable[bytes], on_progress: Callable[[int], object] | None) -> Iterator[str]:
    """Decode each line as UTF-8, else as CP1252: some files mix encodings."""
    read = 0
    for number, whole in enumerate(raw):
        read += len(whole)
        if on_progress:
            on_progress(read)
        line = whole if number else whole.removeprefix(BOM)
        try:
            text = line.decode(ENCODINGS[0])
        except UnicodeDecodeError:
            text = line.decode(ENCODINGS[1], errors="replace")
        yield text.replace("\x00", "")


def rows(
    raw: Iterable[bytes], *, on_progress: Callable[[int], object] | None = None
) -> tuple[Header, Iterator[list[str]]]:
    """The header, and an iterator of the rows. `on_progress` is called with the number of bytes read so far.

    Raises:
        CannotRead: a mandatory column is missing; the iterator also raises it, for an unclosed quote.
    """
    lines = _lines(raw, on_progress)
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
