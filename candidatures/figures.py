"""How each entity answers: the share of applications that had an answer, and the median delay, over a year."""

import datetime as dt
from statistics import median
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from core.page_cache import drop_all_on_commit
from core.pages import paths_down_to
from vitrines.models import VitrinePage
from vitrines.sections import SectionContent

from .models import Candidature, Mesure

OVER = dt.timedelta(days=365)
DUE_AFTER = dt.timedelta(days=15)
"""An application without an answer counts once an answer could be expected."""
FIELDS = ("received", "answered", "median_days")
FEWEST = 5
"""Below so many, a share says more of persons than of the entity: it is not told in public."""


@transaction.atomic
def measure() -> int:
    """Measure every entity, those below it included; how many have something to tell."""
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
    """How many there are, how many were answered, and the median of their delays in days."""
    answered = [delay for delay in delays if delay is not None]
    return len(delays), len(answered), round(median(answered)) if answered else None


class Answering(NamedTuple):
    """What an entity's page says of its answers."""

    measure: Mesure | None
    """None where too little is known."""
    takes_spontaneous: bool


def answering_section(vitrine: VitrinePage) -> SectionContent:
    """Nothing for an entity that is being written."""
    return SectionContent({"answering": answering(vitrine) if vitrine.pk else None})


def answering(vitrine: VitrinePage) -> Answering:
    """In one query, for pages have few to spend."""
    overdue = Candidature.objects.overdue().filter(vitrine=OuterRef("pk"))
    known = Mesure.objects.filter(pk=OuterRef("pk"), received__gte=FEWEST)
    asked = {name: Subquery(known.values(name)) for name in FIELDS}
    told = VitrinePage.objects.filter(pk=vitrine.pk).values_list(Exists(overdue), *asked.values()).first()
    late, *values = told or (False, *[None] * len(FIELDS))
    measure = Mesure(**dict(zip(FIELDS, values, strict=True))) if values[0] is not None else None
    return Answering(measure, not late)
