"""Statistics of answers by entity: the share of answered applications and the median delay, over a year."""

import datetime as dt
from statistics import median
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from core.french import counted
from core.page_cache import drop_all_on_commit
from core.pages import paths_down_to
from vitrines.comparison import Row
from vitrines.models import VitrinePage
from vitrines.sections import SectionContent

from .models import Candidature, Mesure

OVER = dt.timedelta(days=365)
DUE_AFTER = dt.timedelta(days=15)
"""An unanswered application counts only after this time."""
FIELDS = ("received", "answered", "median_days")
FEWEST = 5
"""Minimum number of applications for public statistics; fewer would reveal individual cases."""


@transaction.atomic
def measure() -> int:
    """Recompute the statistics of all entities, with sub-entities. Returns the number of measured entities."""
    now = timezone.now()
    counted = Candidature.objects.received().filter(received_at__gte=now - OVER)
    counted = counted.filter(Q(answered_at__isnull=False) | Q(received_at__lte=now - DUE_AFTER))
    rows = counted.order_by().values_list("vitrine__path", "received_at", "answered_at")
    delays: dict[str, list[int | None]] = {}
    for path, received, answered in rows.iterator():
        delay = (answered - received).days if answered and received else None
        for above in paths_down_to(path):
            delays.setdefault(above, []).append(delay)
    keys = VitrinePage.objects.filter(path__in=delays).values_list("path", "pk")
    measures = {pk: _measured(delays[path]) for path, pk in keys}
    if measures != {pk: tuple(values) for pk, *values in Mesure.objects.values_list("pk", *FIELDS)}:
        Mesure.objects.all().delete()
        Mesure.objects.bulk_create(
            Mesure(vitrine_id=pk, **dict(zip(FIELDS, values, strict=True))) for pk, values in measures.items()
        )
        drop_all_on_commit()
    return len(measures)


def _measured(delays: list[int | None]) -> tuple[int, int, int | None]:
    """The number of applications, the number of answered ones, and the median delay in days."""
    answered = [delay for delay in delays if delay is not None]
    return len(delays), len(answered), round(median(answered)) if answered else None


class Answering(NamedTuple):
    """The statistics displayed on an entity's page."""

    measure: Mesure | None
    """None below FEWEST applications."""
    takes_spontaneous: bool


def answering_section(vitrine: VitrinePage) -> SectionContent:
    """The context of the section; empty for the preview of an unsaved entity."""
    return SectionContent({"answering": answering(vitrine) if vitrine.pk else None})


def answering(vitrine: VitrinePage) -> Answering:
    """The statistics of an entity, and whether it accepts spontaneous applications."""
    return _answerings([vitrine])[0]


def _answerings(entities: list[VitrinePage]) -> list[Answering]:
    """The same for each of the entities, in one query; an entity keeps its own, since a page asks twice."""
    if not all("answering" in vars(entity) for entity in entities):
        overdue = Candidature.objects.overdue().filter(vitrine=OuterRef("pk"))
        known = Mesure.objects.filter(pk=OuterRef("pk"), received__gte=FEWEST)
        subqueries = {name: Subquery(known.values(name)) for name in FIELDS}
        rows = VitrinePage.objects.filter(pk__in=[entity.pk for entity in entities])
        by_key = {pk: values for pk, *values in rows.values_list("pk", Exists(overdue), *subqueries.values())}
        for entity in entities:
            late, *values = by_key.get(entity.pk, (False, *[None] * len(FIELDS)))
            measure = Mesure(**dict(zip(FIELDS, values, strict=True))) if values[0] is not None else None
            entity.answering = Answering(measure, not late)
    return [vars(entity)["answering"] for entity in entities]


def answering_rows(entities: list[VitrinePage]) -> list[Row]:
    """The statistics of entities side by side; empty below FEWEST applications."""
    measures = [answering.measure for answering in _answerings(entities)]
    shares = [f"{measure.share}\u202f%" if measure else "" for measure in measures]
    days = [measure.median_days if measure else None for measure in measures]
    delays = ["" if count is None else counted(count, "jour") for count in days]
    return [Row("Candidatures répondues, sur un an", shares), Row("Délai de réponse médian", delays)]
