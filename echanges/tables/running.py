"""Background import of a table with a column mapping, in batches.

Imported offers are drafts. The user sees what each lacks, then publishes or submits the complete ones.
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
from ..pushing import OfferSender, Outcome, Status, push, put_forward
from .columns import BY_PATH, form
from .reading import Table, read

CHUNK = 50
"""Number of rows per batch, which limits the length of a transaction."""
SAME = {"titre_long"}
"""Form fields without a column; another field reports the same error."""
STATUSES = {
    Status.CREATED: "À créer, en brouillon",
    Status.UPDATED: "À modifier, en brouillon",
    Status.UNCHANGED: "Sans changement",
    Status.REJECTED: "Refusée",
}


def table_of(asked: Import) -> Table:
    """The table in the uploaded file of an import. Raises CannotRead."""
    with asked.file.open("rb") as file:
        return read(file, asked.name)


def _entity(asked: Import) -> VitrinePage:
    """The entity of a table's import; only imports of `echanges.cms` have none."""
    return cast(VitrinePage, asked.vitrine)


def forms_of(asked: Import, table: Table) -> list[dict]:
    """The rows of the table in the exchange format."""
    places = Gazetteer()
    return [form(table.header, row, asked.mapping, _entity(asked), places) for row in table.rows]


def rows_of(outcomes: list[Outcome]) -> list[dict]:
    """The outcomes as displayed and stored in the report, JSON-compatible."""
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
    """The label of the column of a refused field, or of the block that contains it."""
    parts = champ.split(".")
    paths = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((BY_PATH[path].label for path in paths if path in BY_PATH), champ)


def sender_of(asked: Import, user: AbstractBaseUser | None) -> OfferSender:
    """The sender of a table's offers. It publishes only if both the entity and `user` may publish without review."""
    sender = OfferSender(_entity(asked), user, drafts_only=True)
    may = VitrinePage.objects.none() if user is None else policy_registry.get_by_type(Offre).vitrines(user, {"publish"})
    sender.publishes = sender.publishes and may.filter(pk=asked.vitrine_id).exists()
    return sender


@task()
def import_table(import_id: int) -> None:
    """Import all rows as drafts, save the report and the column mapping, and delete the file."""
    asked = Import.objects.select_related("vitrine", "created_by").get(pk=import_id)
    table, sender = table_of(asked), sender_of(asked, asked.created_by)
    forms, outcomes, drafts = forms_of(asked, table), [], []
    for start in range(0, len(forms), CHUNK):
        pushed = push(forms[start : start + CHUNK], sender)
        outcomes += pushed
        drafts += _drafts(one.offre for one in pushed if one.offre and one.statut in (Status.CREATED, Status.UPDATED))
        done = asked.total * min(start + CHUNK, len(forms)) // len(forms)
        Import.objects.filter(pk=asked.pk).update(done=done, touched_at=timezone.now())
    mapping = {fold(title): path for title, path in asked.mapping.items()}
    Colonnes.objects.update_or_create(vitrine=asked.vitrine, defaults={"mapping": mapping})
    counts = {status.value: sum(outcome.statut == status for outcome in outcomes) for status in Status}
    refused = [outcome for outcome in outcomes if outcome.statut == Status.REJECTED]
    asked.report = {"comptes": counts, "refus": rows_of(refused), "brouillons": drafts}
    asked.etat, asked.done = Import.Etat.FAIT, asked.total
    asked.file.delete(save=False)
    asked.save()


def _drafts(offres: Iterable[Offre]) -> list[dict]:
    """The offers that are drafts, each with what its latest revision lacks to be published."""
    drafts = []
    for offre in offres:
        version = offre.get_latest_revision_as_object()
        if _is_draft(offre):
            drafts.append({"pk": offre.pk, "title": version.title, "lacks": _lacks(version)})
    return drafts


def _lacks(version: Offre) -> list[str]:
    """The obstacles to approval and the missing legal mentions, mandatory here because a table has no other notice."""
    mentions = [mention.message for mention in legal_mentions.absent(version)]
    return list(dict.fromkeys([*version.approval_obstacles(), *mentions]))


def _is_draft(offre: Offre) -> bool:
    return (not offre.live or offre.has_unpublished_changes) and not offre.workflow_in_progress


@task()
def put_table_forward(import_id: int, user_id: int) -> None:
    """Publish, or submit for review, the complete drafts of a table."""
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
