"""What has changed in an offer since it was first public, day by day: told to candidates, read from its history."""

import datetime as dt
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from .closing import PROLONGED
from .deadlines import PARIS
from .models import Offre
from .models.versions import FIRST_KEPT

PUBLISHED = "wagtail.publish"
TOLD = {
    "intitulé": ("title",),
    "entité": ("vitrine", "vitrine_id"),
    "rémunération": ("pay_min", "pay_max", "pay_text", "pay_titulaires_min", "pay_titulaires_max",
                     "pay_titulaires_text"),
    "lieux": ("lieux",),
    "contrat": ("contracts", "contract_months", "ouverture", "categories"),
    "télétravail": ("teletravail",),
    "date limite": ("deadline",),
    "date de prise de poste": ("start_on",),
    "missions": ("context", "missions", "team", "special_conditions"),
    "profil": ("profile", "experience", "diplome_niveau", "competences"),
    "avantages": ("benefits",),
    "façon de candidater": ("apply_here", "apply_email", "apply_url", "apply_to", "process"),
}  # fmt: skip
"""What a candidate is told of, by the fields that say it. The rest of an offer changes in silence."""
MOST_LOOKED_AT = 20
MOST_TOLD = 5
PLACE_FIELDS = ("commune", "departement", "region", "country", "address")

_imports: set[str] = set()


def also_read(*actions: str) -> None:
    """Read the changes that rooms above write into the history, as `{"changed": [fields]}`, under these actions."""
    _imports.update(actions)


class Change(NamedTuple):
    """What changed on one day in Paris."""

    on: dt.date
    what: list[str]


def changes(offre: Offre) -> list[Change]:
    """The changes of a public offer, the latest first, in one query."""
    if offre.pk is None or offre.first_published_at is None:
        return []
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Offre),
        object_id=str(offre.pk),
        action__in=[FIRST_KEPT, PUBLISHED, PROLONGED, *_imports],
    ).select_related("revision")
    found: dict[dt.date, list[str]] = {}
    before: dict | None = None
    for entry in reversed(entries.order_by("-timestamp", "-pk")[:MOST_LOOKED_AT]):
        fields, before = _fields(entry, before)
        if what := [name for name, its in TOLD.items() if fields.intersection(its)]:
            day = found.setdefault(entry.timestamp.astimezone(PARIS).date(), [])
            day += [name for name in what if name not in day]
    latest = sorted(found.items(), reverse=True)[:MOST_TOLD]
    return [Change(day, what) for day, what in latest]


def _fields(entry: ModelLogEntry, before: dict | None) -> tuple[set[str], dict | None]:
    """The fields that an entry of the history changed, and the version that the next one is compared with."""
    if entry.action == PROLONGED:
        return {"deadline"}, before
    if entry.action in _imports:
        return set(entry.data.get("changed", ())), before
    if entry.revision is None:
        return set(), before
    now = _said(entry.revision.content)
    if before is None:
        return set(), now
    return {name for name in now if now[name] != before.get(name)}, now


def _said(content: dict) -> dict:
    """What a version says in the fields that are told of; its places without their keys."""
    told = {name: content.get(name) for names in TOLD.values() for name in names if name in content}
    places = content.get("lieux") or []
    return told | {"lieux": [[place.get(name) for name in PLACE_FIELDS] for place in places]}
