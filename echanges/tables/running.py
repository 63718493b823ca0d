"""Importing a table whose columns are matched, in the background, a few rows at a time."""

from django.utils import timezone
from django_tasks import task

from core.text import fold

from ..models import Colonnes, Import
from ..places import Gazetteer
from ..pushing import Outcome, Sender, Status, push
from .columns import BY_PATH, form
from .reading import Table, read

CHUNK = 50
"""Rows that are kept or refused together with no other: the database is not held for longer."""
SAME = {"titre_long"}
"""Fields of the form that no column is: what is wrong with them is told of another."""
STATUSES = {
    Status.CREATED: "À créer",
    Status.UPDATED: "À modifier",
    Status.UNCHANGED: "Sans changement",
    Status.REJECTED: "Refusée",
}


def table_of(asked: Import) -> Table:
    with asked.file.open("rb") as file:
        return read(file, asked.name)


def forms_of(asked: Import, table: Table) -> list[dict]:
    """The rows in the exchange's form."""
    places = Gazetteer()
    return [form(table.header, row, asked.mapping, asked.vitrine, places) for row in table.rows]


def rows_of(outcomes: list[Outcome]) -> list[dict]:
    """What is shown of outcomes, as JSON keeps it."""
    return [
        {
            "reference": outcome.reference,
            "title": outcome.offre.title if outcome.offre else "",
            "status": STATUSES[outcome.statut],
            "errors": [f"{_label(one.champ)} : {one.message}" for one in outcome.erreurs if one.champ not in SAME],
        }
        for outcome in outcomes
    ]


def _label(champ: str) -> str:
    """What the column is called whose field was refused, or a part of it."""
    parts = champ.split(".")
    paths = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((BY_PATH[path].label for path in paths if path in BY_PATH), champ)


@task()
def import_table(import_id: int) -> None:
    """Import all rows, keep what was refused and why, remember the columns, forget the file."""
    asked = Import.objects.select_related("vitrine", "created_by").get(pk=import_id)
    table, sender = table_of(asked), Sender(asked.vitrine, asked.created_by)
    forms, outcomes = forms_of(asked, table), []
    for start in range(0, len(forms), CHUNK):
        outcomes += push(forms[start : start + CHUNK], sender)
        done = asked.total * min(start + CHUNK, len(forms)) // len(forms)
        Import.objects.filter(pk=asked.pk).update(done=done, touched_at=timezone.now())
    told = {fold(title): path for title, path in asked.mapping.items()}
    Colonnes.objects.update_or_create(vitrine=asked.vitrine, defaults={"mapping": told})
    counts = {status.value: sum(outcome.statut == status for outcome in outcomes) for status in Status}
    refused = [outcome for outcome in outcomes if outcome.statut == Status.REJECTED]
    asked.report = {"comptes": counts, "refus": rows_of(refused)}
    asked.etat, asked.done = Import.Etat.FAIT, asked.total
    asked.file.delete(save=False)
    asked.save()
