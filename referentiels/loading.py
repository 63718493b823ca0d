"""Loads the files of the reference lists into the database after its migrations. Idempotent."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from django.apps.registry import Apps
from django.db import transaction

from core.data_files import csv_rows
from core.text import fold, to_slug

FOLDER = Path(__file__).parent / "donnees"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of the CSV file `name` in `donnees`, by column."""
    return csv_rows(FOLDER / name)


@transaction.atomic
def load_reference_lists(apps: Apps) -> None:
    """Insert the missing rows into the models of the registry `apps`; existing rows are not changed."""
    _load_metiers(apps)
    _load_skills(apps)
    _load_territory(apps)


def _load_metiers(apps: Apps) -> None:
    """The families and their métiers; ROME and ESCO, which only new métiers are linked to, all of them at first."""
    famille, metier, rome, esco = (
        apps.get_model("referentiels", name) for name in ("Famille", "Metier", "MetierRome", "ProfessionEsco")
    )
    linked = set(metier.objects.values_list("slug", flat=True)) if rome.objects.exists() else set()
    for order, name in enumerate(dict.fromkeys(row["famille"] for row in rows("metiers.csv"))):
        famille.objects.get_or_create(slug=to_slug(name), defaults={"name": name, "order": order})
    families = {existing.name: existing for existing in famille.objects.all()}
    metier.objects.bulk_create(
        (
            metier(name=row["metier"], slug=to_slug(row["metier"]), famille=families[row["famille"]])
            for row in rows("metiers.csv")
        ),
        ignore_conflicts=True,
    )
    rome.objects.bulk_create(
        (rome(code=row["code_rome"], name=row["libelle"]) for row in rows("rome.csv")), ignore_conflicts=True
    )
    occupations = {row["esco_uri"]: row["esco_libelle"].strip() for row in rows("esco_rome.csv")}
    esco.objects.bulk_create((esco(uri=uri, name=name) for uri, name in occupations.items()), ignore_conflicts=True)
    links: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("metiers_correspondances.csv"):
        links[row["metier"]].append(row)
    for new in metier.objects.exclude(slug__in=linked).filter(name__in=links):
        of_kind = defaultdict(list)
        for row in links[new.name]:
            of_kind[row["referentiel"]].append(row["code"] or row["libelle"])
        new.rome.set(of_kind["ROME"])
        new.esco.set(of_kind["ESCO"])
        new.other_names = "\n".join(of_kind["NOM"])
        new.save(update_fields=["other_names"])


def _load_skills(apps: Apps) -> None:
    """The skills, into an empty list only: one that was deleted does not come back."""
    competence = apps.get_model("referentiels", "Competence")
    if competence.objects.exists():
        return
    competence.objects.bulk_create(
        competence(
            name=row["nom"],
            slug=row["identifiant"],
            genre=row["genre"],
            is_ambiguous=row["ambigu"] == "oui",
            other_names="\n".join(filter(None, row["autres_noms"].split("|"))),
        )
        for row in rows("competences.csv")
    )


def _load_territory(apps: Apps) -> None:
    region, departement, commune = (
        apps.get_model("referentiels", name) for name in ("Region", "Departement", "Commune")
    )
    places = list(rows("departements.csv"))
    regions = {row["region"]: row["region_nom"] for row in places}
    region.objects.bulk_create((region(code=code, name=name) for code, name in regions.items()), ignore_conflicts=True)
    departement.objects.bulk_create(
        (departement(code=row["code"], name=row["nom"], region_id=row["region"]) for row in places),
        ignore_conflicts=True,
    )
    commune.objects.bulk_create(
        (
            commune(
                code=row["code_insee"],
                name=row["nom"],
                folded_name=fold(row["nom"]),
                postal_codes=f"|{row['codes_postaux']}|",
                departement_id=row["departement"],
                population=int(row["population"] or 0),
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
            )
            for row in rows("communes.csv")
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
