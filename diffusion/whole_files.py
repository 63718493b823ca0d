"""Files of all open offers, written by a background task: open data, and the feeds of job boards.

Each file is written completely to a temporary folder, then replaces the previous one.
"""

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import pyarrow
import pyarrow.parquet
from django.core.files import File
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce, Length, Substr
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from core import page_cache
from echanges.csp import writing
from echanges.mapping import exchanged
from emplois.browsing.offer_index import offer_index
from emplois.models import Lieu, Offre
from referentiels.correspondances import correspondances_of
from vitrines.choices import NOT_NEEDED
from vitrines.models import VitrinePage

from . import job_boards
from .models import Annonce, Fichier

BATCH = 500
OWN_COLUMNS = ["Adresse de l'offre", "Entité", "Identifiant de l'entité", "Codes ROME", "Professions ESCO"]
"""Columns added after those of the exchange format."""
ENTITY_COLUMNS = ["identifiant", "nom", "sigle", "rattachement", "adresse", "site", "commune", "code_commune", "offres"]


def offers() -> Iterator[tuple[Offre, list[Lieu]]]:
    """Each public offer with its places, by ascending primary key, loaded in batches."""
    above = VitrinePage.objects.filter(path=OuterRef("parent_path")).values("title")[:1]
    vitrines = VitrinePage.objects.annotate(
        parent_path=Substr("path", 1, Length("path") - VitrinePage.steplen),
        parent_title=Coalesce(Subquery(above), Value("")),
    ).defer(*NOT_NEEDED)
    places = Lieu.objects.select_related("commune", "departement", "region").order_by("sort_order", "pk")
    public = Offre.objects.public().select_related("metier__famille").order_by("pk")
    for offre in public.prefetch_related(Prefetch("vitrine", vitrines), Prefetch("lieux", places)).iterator(BATCH):
        yield offre, list(offre.lieux.all())


def offer_row(offre: Offre, places: list[Lieu]) -> dict[str, str]:
    """The cells of an offer by column title: those of the exchange format, then OWN_COLUMNS."""
    its = correspondances_of(offre.metier)
    codes = [" ".join(code.code for code in codes) for codes in (its.rome, its.esco)]
    own = [f"{get_admin_base_url()}{offre.get_absolute_url()}", offre.vitrine.title, str(offre.vitrine_id), *codes]
    return writing.cells(offre, places[0] if places else None) | dict(zip(OWN_COLUMNS, own, strict=True))


def entity_rows() -> Iterator[dict[str, str]]:
    """A row for each live entity, in tree order, by column of ENTITY_COLUMNS; offers include sub-entities."""
    base = get_admin_base_url()
    vitrines = list(VitrinePage.objects.live().select_related("place").order_by("path"))
    titles, facts = {vitrine.path: vitrine.title for vitrine in vitrines}, offer_index.current()
    for vitrine in vitrines:
        place = vitrine.place
        values = [
            vitrine.pk, vitrine.title, vitrine.sigle, titles.get(vitrine.path[: -VitrinePage.steplen], ""),
            f"{base}{vitrine.url}", vitrine.website, place.name if place else "", place.code if place else "",
            facts.entities.get(vitrine.path, 0).bit_count(),
        ]  # fmt: skip
        yield dict(zip(ENTITY_COLUMNS, map(str, values), strict=True))


class FileWriter(Protocol):
    """Writes one file, offer by offer. All writers share one pass over the offers; `row` is the offer's CSV row."""

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None: ...

    def close(self) -> int:
        """Finish the file. Returns its number of rows."""


class CsvRows:
    """Writes a CSV file for spreadsheets: semicolons, UTF-8 with a byte order mark, CRLF."""

    def __init__(self, path: str, columns: list[str]) -> None:
        self._file = open(path, "w", newline="", encoding="utf-8-sig")  # noqa: SIM115  closed by `close`
        self._writer = csv.DictWriter(self._file, columns, delimiter=";", lineterminator="\r\n")
        self._writer.writeheader()
        self.count = 0

    def row(self, row: dict[str, str]) -> None:
        self._writer.writerow(row)
        self.count += 1

    def close(self) -> int:
        self._file.close()
        return self.count


class OffersCsv(CsvRows):
    def __init__(self, path: str) -> None:
        super().__init__(path, [*writing.HEADER, *OWN_COLUMNS])

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        self.row(row)


class OffersJson:
    """Writes a JSON list of offers in the exchange format, which the API's `creer_modifier` accepts."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "w", encoding="utf-8")  # noqa: SIM115
        self._file.write("[")
        self.count = 0

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        item = json.dumps(exchanged(offre, places), ensure_ascii=False)
        self._file.write((",\n" if self.count else "\n") + item)
        self.count += 1

    def close(self) -> int:
        self._file.write("\n]\n")
        self._file.close()
        return self.count


class OffersParquet:
    """Writes the rows of the CSV as Parquet; all columns are strings."""

    def __init__(self, path: str) -> None:
        columns = [*writing.HEADER, *OWN_COLUMNS]
        self._schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema)
        self._batch: list[dict[str, str]] = []
        self.count = 0

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        self._batch.append(row)
        self.count += 1
        if len(self._batch) == BATCH:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(pyarrow.Table.from_pylist(self._batch, schema=self._schema))
        self._batch.clear()

    def close(self) -> int:
        self._flush()
        self._writer.close()
        return self.count


class Entities(CsvRows):
    """Writes the CSV file of entities at once; `add` ignores offers."""

    def __init__(self, path: str) -> None:
        super().__init__(path, ENTITY_COLUMNS)
        for row in entity_rows():
            self.row(row)

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        pass


class Kind(NamedTuple):
    title: str
    media_type: str
    writer: Callable[[str], FileWriter]


OPEN_DATA: dict[str, Kind] = {
    "offres.csv": Kind("Les offres ouvertes, dans les colonnes de l’échange de l’État", "text/csv", OffersCsv),
    "offres.json": Kind("Les offres ouvertes, entières, dans la forme de l’échange", "application/json", OffersJson),
    "offres.parquet": Kind("Les offres ouvertes, en colonnes", "application/vnd.apache.parquet", OffersParquet),
    "entites.csv": Kind("Les entités qui recrutent", "text/csv", Entities),
}
BOARDS: dict[str, Kind] = {
    "indeed.xml": Kind("Indeed", "application/xml; charset=utf-8", job_boards.indeed),
    "linkedin.xml": Kind("LinkedIn", "application/xml; charset=utf-8", job_boards.linkedin),
}
"""Stored gzipped, because job boards accept gzip and the files are ten times smaller."""
FILES = OPEN_DATA | BOARDS


def publish() -> list[Fichier]:
    """Rewrite all files in one pass over the offers. If interrupted, the previous files stay in place."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, name) for name in FILES}
        writers = {name: kind.writer(paths[name]) for name, kind in FILES.items()}
        for offre, places in offers():
            row = offer_row(offre, places)
            for writer in writers.values():
                writer.add(offre, places, row)
        rows = {name: writer.close() for name, writer in writers.items()}
        return [_replace(name, paths[name], rows[name]) for name in FILES]


def publish_what_changed() -> list[Fichier]:
    """Rewrite the files if content or the day has changed since the last time. Returns the written files."""
    stamp = page_cache.stamp()
    if Annonce.objects.filter(kind=Annonce.Kind.FICHIERS, digest=stamp).exists():
        return []
    made = publish()
    Annonce.objects.update_or_create(kind=Annonce.Kind.FICHIERS, key=0, defaults={"digest": stamp})
    return made


def _replace(name: str, path: str, rows: int) -> Fichier:
    with open(path, "rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
        known = Fichier.objects.filter(name=name).first() or Fichier(name=name)
        old = known.file.name
        known.rows, known.size, known.checksum, known.made_at = rows, os.path.getsize(path), checksum, timezone.now()
        known.file = File(file, name=f"{checksum[:16]}-{name}")
        known.save()
    if old and old != known.file.name:
        transaction.on_commit(lambda: known.file.storage.delete(old))
    return known
