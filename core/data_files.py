"""Reads the data files that apps ship with."""

import csv
from collections.abc import Iterator
from pathlib import Path


def csv_rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with headings, by column."""
    with file.open(newline="", encoding="utf-8") as opened:
        yield from csv.DictReader(opened)
