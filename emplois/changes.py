"""The changes of an offer since its first publication, by day, as candidates read them; built from its history."""

import datetime as dt
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from .closing import PROLONGED
from .deadlines import PARIS
from .fields import PLACE_FIELDS, by_change
from .models import Offre
from .models.versions import FIRST_KEPT

PUBLISHED = "wagtail.publish"
WATCHED = by_change()
"""The watched fields by the label candidates read. Changes of other fields are not listed."""
MOST_LOOKED_AT = 20
MOST_DAYS = 5

_imports: set[str] = set()


def also_read(*actions: str) -> None:
    """Also read the log entries of these actions, with data `{"changed": [fields]}`. Called by importing rooms."""
    _imports.update(actions)


class Change(NamedTuple):
    """The labels of what changed on one day (Europe/Paris)."""

    on: dt.date
    what: list[str]


def changes(offre: Offre) -> list[Change]:
    """The changes of a public offer, the latest day first, in one query; empty for an offer never published."""
    if offre.pk is None or offre.first_published_at is None:
        return []
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Offre),
        object_id=str(offre.pk),
        action__in=[FIRST_KEPT, PUBLISHED, PROLONGED, *_imports],
    ).select_related("revision")
    by_day: dict[dt.date, list[str]] = {}
    before: dict | None = None
    for entry in reversed(entries.order_by("-timestamp", "-pk")[:MOST_LOOKED_AT]):
        fields, before = _fields(entry, before)
        if what := [name for name, its in WATCHED.items() if fields.intersection(its)]:
            day = by_day.setdefault(entry.timestamp.astimezone(PARIS).date(), [])
            day += [name for name in what if name not in day]
    latest = sorted(by_day.items(), reverse=True)[:MOST_DAYS]
    return [Change(day, what) for day, what in latest]


def _fields(entry: ModelLogEntry, before: dict | None) -> tuple[set[str], dict | None]:
    """The fields changed by a log entry, and the content to compare the next entry with."""
    if entry.action == PROLONGED:
        return {"deadline"}, before
    if entry.action in _imports:
        return {name.removesuffix("_id") for name in entry.data.get("changed", ())}, before
    if entry.revision is None:
        return set(), before
    now = _watched(entry.revision.content)
    if before is None:
        return set(), now
    return {name for name in now if now[name] != before.get(name)}, now


def _watched(content: dict) -> dict:
    """The watched fields of a revision's content; its places without primary keys."""
    values = {name: content.get(name) for names in WATCHED.values() for name in names if name in content}
    places = content.get("lieux") or []
    return values | {"lieux": [[place.get(name) for name in PLACE_FIELDS] for place in places]}
