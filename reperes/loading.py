"""Loads the files of `donnees` after migrations, each into an empty table only: deleted rows stay deleted."""

from collections.abc import Iterator
from pathlib import Path

from django.apps.registry import Apps

from core.data_files import csv_rows
from core.text import to_slug

FOLDER = Path(__file__).parent / "donnees"


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv_rows(FOLDER / name)


def load(apps: Apps) -> None:
    """Fill the empty tables of the registry `apps`."""
    terme, regle, bareme = (apps.get_model("reperes", name) for name in ("Terme", "RegleAcces", "BaremeCotisations"))
    if not terme.objects.exists():
        terme.objects.bulk_create(
            terme(
                name=row["mot"],
                slug=to_slug(row["mot"]),
                other_names="\n".join(filter(None, row["autres_formes"].split("|"))),
                definition=row["definition"],
                **_source(row),
            )
            for row in _rows("glossaire.csv")
        )
    if not regle.objects.exists():
        regle.objects.bulk_create(
            regle(
                question=row["question"],
                answer=row["reponse"],
                cas=row["cas"],
                verdict=int(row["conclusion"]),
                text=row["explication"],
                **_source(row),
            )
            for row in _rows("regles_acces.csv")
        )
    if not bareme.objects.exists():
        rates = ("old_age", "old_age_capped", "ircantec_a", "ircantec_b", "csg", "crds", "csg_base")
        bareme.objects.bulk_create(
            bareme(
                since=row["depuis"], ceiling=int(row["plafond"]), **{name: row[name] for name in rates}, **_source(row)
            )
            for row in _rows("cotisations.csv")
        )


def _source(row: dict[str, str]) -> dict[str, str | None]:
    return {"article": row["texte"], "url": row["adresse"], "checked_on": row["verifie_le"] or None}
