"""Writing the files: each whole beside the one before, which it then replaces."""

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator

import pyarrow
import pyarrow.parquet
from django.core.files import File
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce, Length, Substr
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from echanges.csp import writing
from echanges.mapping import exchanged
from emplois.browsing.facts import kept
from emplois.models import Lieu, Offre
from vitrines.choices import NOT_NEEDED
from vitrines.models import VitrinePage

from ..models import Fichier

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


def offer_rows() -> Iterator[dict[str, str]]:
    base = get_admin_base_url()
    for offre, places in offers():
        own = [f"{base}{offre.get_absolute_url()}", offre.vitrine.title, str(offre.vitrine_id)]
        yield writing.cells(offre, places[0] if places else None) | dict(zip(OWN_COLUMNS, own, strict=True))


def entity_rows() -> Iterator[dict[str, str]]:
    base = get_admin_base_url()
    vitrines = list(VitrinePage.objects.live().select_related("place").order_by("path"))
    titles, facts = {vitrine.path: vitrine.title for vitrine in vitrines}, kept.current()
    for vitrine in vitrines:
        place = vitrine.place
        values = [
            vitrine.pk, vitrine.title, vitrine.sigle, titles.get(vitrine.path[: -VitrinePage.steplen], ""),
            f"{base}{vitrine.url}", vitrine.website, place.name if place else "", place.code if place else "",
            facts.entities.get(vitrine.path, 0).bit_count(),
        ]  # fmt: skip
        yield dict(zip(ENTITY_COLUMNS, map(str, values), strict=True))


def _csv(path: str, columns: list[str], rows: Iterator[dict[str, str]]) -> int:
    """Semicolons, UTF-8 with the mark that spreadsheets want, CRLF; how many rows."""
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007  counted as it goes
            writer.writerow(row)
    return count


def write_offers_csv(path: str) -> int:
    return _csv(path, [*writing.HEADER, *OWN_COLUMNS], offer_rows())


def write_entities_csv(path: str) -> int:
    return _csv(path, ENTITY_COLUMNS, entity_rows())


def write_offers_json(path: str) -> int:
    """A list of offers in the exchange's form, which `creer_modifier` takes back."""
    count = 0
    with open(path, "w", encoding="utf-8") as file:
        file.write("[")
        for offre, places in offers():
            file.write((",\n" if count else "\n") + json.dumps(exchanged(offre, places), ensure_ascii=False))
            count += 1
        file.write("\n]\n")
    return count


def write_offers_parquet(path: str) -> int:
    """The rows of the CSV, all of them text."""
    columns = [*writing.HEADER, *OWN_COLUMNS]
    schema = pyarrow.schema([(name, pyarrow.string()) for name in columns])
    count, batch = 0, []
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:

        def flush() -> None:
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            batch.clear()

        for count, row in enumerate(offer_rows(), 1):  # noqa: B007  counted as it goes
            batch.append(row)
            if len(batch) == BATCH:
                flush()
        flush()
    return count


FILES: dict[str, tuple[str, str, Callable[[str], int]]] = {
    "offres.csv": ("Les offres ouvertes, dans les colonnes de l’échange de l’État", "text/csv", write_offers_csv),
    "offres.json": ("Les offres ouvertes, entières, dans la forme de l’échange", "application/json", write_offers_json),
    "offres.parquet": ("Les offres ouvertes, en colonnes", "application/vnd.apache.parquet", write_offers_parquet),
    "entites.csv": ("Les entités qui recrutent", "text/csv", write_entities_csv),
}
"""By name: what a file holds, its media type, what writes it."""


def publish() -> list[Fichier]:
    """Write all files anew. Stopped, it leaves those that were there."""
    made = []
    for name, (_title, _type, write) in FILES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, name)
            rows = write(path)
            made.append(_replace(name, path, rows))
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
