"""Files of all open offers, written in the background and served as files: open data, and the feeds of job boards.

Each is whole beside the one before, which it then replaces.
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
from vitrines.choices import NOT_NEEDED
from vitrines.models import VitrinePage

from . import job_boards
from .models import Annonce, Fichier

BATCH = 500
OWN_COLUMNS = ["Adresse de l'offre", "Entité", "Identifiant de l'entité"]
"""Beside the exchange's columns, after them."""
ENTITY_COLUMNS = ["identifiant", "nom", "sigle", "rattachement", "adresse", "site", "commune", "code_commune", "offres"]


def offers() -> Iterator[tuple[Offre, list[Lieu]]]:
    """Every public offer with its places, in the order of their numbers."""
    above = VitrinePage.objects.filter(path=OuterRef("parent_path")).values("title")[:1]
    vitrines = VitrinePage.objects.annotate(
        parent_path=Substr("path", 1, Length("path") - VitrinePage.steplen),
        parent_title=Coalesce(Subquery(above), Value("")),
    ).defer(*NOT_NEEDED)
    places = Lieu.objects.select_related("commune", "departement", "region").order_by("sort_order", "pk")
    found = Offre.objects.public().select_related("metier__famille").order_by("pk")
    for offre in found.prefetch_related(Prefetch("vitrine", vitrines), Prefetch("lieux", places)).iterator(BATCH):
        yield offre, list(offre.lieux.all())


def offer_row(offre: Offre, places: list[Lieu]) -> dict[str, str]:
    own = [f"{get_admin_base_url()}{offre.get_absolute_url()}", offre.vitrine.title, str(offre.vitrine_id)]
    return writing.cells(offre, places[0] if places else None) | dict(zip(OWN_COLUMNS, own, strict=True))


def entity_rows() -> Iterator[dict[str, str]]:
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


class Writer(Protocol):
    """One file, written offer by offer in the one reading of them all; `row` is the offer's in the CSV."""

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None: ...

    def close(self) -> int:
        """End the file; how many rows it has."""


class CsvRows:
    """Semicolons, UTF-8 with the mark that spreadsheets want, CRLF."""

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
    """A list of offers in the exchange's form, which `creer_modifier` takes back."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "w", encoding="utf-8")  # noqa: SIM115
        self._file.write("[")
        self.count = 0

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        told = json.dumps(exchanged(offre, places), ensure_ascii=False)
        self._file.write((",\n" if self.count else "\n") + told)
        self.count += 1

    def close(self) -> int:
        self._file.write("\n]\n")
        self._file.close()
        return self.count


class OffersParquet:
    """The rows of the CSV, all of them text."""

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
    """The entities, which the reading of offers adds nothing to."""

    def __init__(self, path: str) -> None:
        super().__init__(path, ENTITY_COLUMNS)
        for row in entity_rows():
            self.row(row)

    def add(self, offre: Offre, places: list[Lieu], row: dict[str, str]) -> None:
        pass


class Kind(NamedTuple):
    title: str
    media_type: str
    writer: Callable[[str], Writer]


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
"""Compressed as they are written: they are asked for by machines that take gzip, and weigh a tenth."""
FILES = OPEN_DATA | BOARDS


def publish() -> list[Fichier]:
    """Write all files anew in one reading of the offers. Stopped, it leaves those that were there."""
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
    """Write the files where content, or the day, has changed since they were; none where nothing has."""
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
