"""Importing a table whose columns are matched, in the background, a few rows at a time.

Offers stay drafts: someone sees what each lacks, then puts forward those that lack nothing.
"""

from collections.abc import Iterable
from typing import cast

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.permissions import policy_registry

from core.mail import recipient
from core.text import fold
from emplois import legal_mentions
from emplois.models import Offre
from vitrines.models import VitrinePage

from ..models import Colonnes, Import
from ..places import Gazetteer
from ..pushing import Outcome, Sender, Status, push, put_forward
from .columns import BY_PATH, form
from .reading import Table, read

CHUNK = 50
"""Rows that are kept or refused together with no other: the database is not held for longer."""
SAME = {"titre_long"}
"""Fields of the form that no column is: what is wrong with them is told of another."""
STATUSES = {
    Status.CREATED: "À créer, en brouillon",
    Status.UPDATED: "À modifier, en brouillon",
    Status.UNCHANGED: "Sans changement",
    Status.REJECTED: "Refusée",
}


def table_of(asked: Import) -> Table:
    with asked.file.open("rb") as file:
        return read(file, asked.name)


def _entity(asked: Import) -> VitrinePage:
    """Whose table it is: the imports of none are those of `echanges.cms`."""
    return cast(VitrinePage, asked.vitrine)


def forms_of(asked: Import, table: Table) -> list[dict]:
    """The rows in the exchange's form."""
    places = Gazetteer()
    return [form(table.header, row, asked.mapping, _entity(asked), places) for row in table.rows]


def rows_of(outcomes: list[Outcome]) -> list[dict]:
    """What is shown of outcomes, as JSON keeps it."""
    return [
        {
            "reference": outcome.reference,
            "title": outcome.offre.title if outcome.offre else "",
            "status": STATUSES[outcome.statut],
            "errors": [f"{_label(one.champ)} : {one.message}" for one in outcome.erreurs if one.champ not in SAME],
            "lacks": _lacks(outcome.offre.get_latest_revision_as_object()) if outcome.offre else [],
        }
        for outcome in outcomes
    ]


def _label(champ: str) -> str:
    """What the column is called whose field was refused, or a part of it."""
    parts = champ.split(".")
    paths = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((BY_PATH[path].label for path in paths if path in BY_PATH), champ)


def sender_of(asked: Import, user: AbstractBaseUser | None) -> Sender:
    """Who a table's offers come from: it publishes only if the entity may, and `user` for it."""
    sender = Sender(_entity(asked), user, drafts_only=True)
    may = VitrinePage.objects.none() if user is None else policy_registry.get_by_type(Offre).vitrines(user, {"publish"})
    sender.publishes = sender.publishes and may.filter(pk=asked.vitrine_id).exists()
    return sender


@task()
def import_table(import_id: int) -> None:
    """Import all rows as drafts, keep what was refused and why, remember the columns, forget the file."""
    asked = Import.objects.select_related("vitrine", "created_by").get(pk=import_id)
    table, sender = table_of(asked), sender_of(asked, asked.created_by)
    forms, outcomes, drafts = forms_of(asked, table), [], []
    for start in range(0, len(forms), CHUNK):
        pushed = push(forms[start : start + CHUNK], sender)
        outcomes += pushed
        drafts += _drafts(one.offre for one in pushed if one.offre and one.statut in (Status.CREATED, Status.UPDATED))
        done = asked.total * min(start + CHUNK, len(forms)) // len(forms)
        Import.objects.filter(pk=asked.pk).update(done=done, touched_at=timezone.now())
    told = {fold(title): path for title, path in asked.mapping.items()}
    Colonnes.objects.update_or_create(vitrine=asked.vitrine, defaults={"mapping": told})
    counts = {status.value: sum(outcome.statut == status for outcome in outcomes) for status in Status}
    refused = [outcome for outcome in outcomes if outcome.statut == Status.REJECTED]
    asked.report = {"comptes": counts, "refus": rows_of(refused), "brouillons": drafts}
    asked.etat, asked.done = Import.Etat.FAIT, asked.total
    asked.file.delete(save=False)
    asked.save()


def _drafts(offres: Iterable[Offre]) -> list[dict]:
    """Each offer that waits as a draft, with what its version lacks to be published."""
    found = []
    for offre in offres:
        version = offre.get_latest_revision_as_object()
        if _is_draft(offre):
            found.append({"pk": offre.pk, "title": version.title, "lacks": _lacks(version)})
    return found


def _lacks(version: Offre) -> list[str]:
    """What keeps it from being approved, and the mentions of the law: no notice elsewhere gives them for a table."""
    mentions = [mention.message for mention in legal_mentions.absent(version)]
    return list(dict.fromkeys([*version.approval_obstacles(), *mentions]))


def _is_draft(offre: Offre) -> bool:
    return (not offre.live or offre.has_unpublished_changes) and not offre.workflow_in_progress


@task()
def put_table_forward(import_id: int, user_id: int) -> None:
    """Publish, or submit for review, the drafts of a table that lack nothing by now."""
    asked = Import.objects.select_related("vitrine").get(pk=import_id)
    sender = sender_of(asked, recipient(user_id))
    keys = [draft["pk"] for draft in asked.report.get("brouillons", [])]
    done = {"publiees": 0, "soumises": 0}
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic():
            for offre in Offre.objects.filter(pk__in=keys[start : start + CHUNK]):
                version = offre.get_latest_revision_as_object()
                if _is_draft(offre) and sender.owns(offre, version) and not _lacks(version):
                    put_forward(version, sender)
                    done["publiees" if sender.publishes else "soumises"] += 1
        Import.objects.filter(pk=asked.pk).update(touched_at=timezone.now())
    remaining = Offre.objects.filter(pk__in=keys).order_by("pk")
    asked.report = asked.report | done | {"brouillons": _drafts(remaining)}
    asked.etat = Import.Etat.FAIT
    asked.save()
