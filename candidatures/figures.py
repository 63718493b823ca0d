"""How each entity answers: the share of applications that had an answer, and the median delay, over a year."""

import datetime as dt
from statistics import median
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.page_cache import drop_all_on_commit
from vitrines.models import VitrinePage

from .models import Candidature, Mesure

OVER = dt.timedelta(days=365)
DUE_AFTER = dt.timedelta(days=15)
"""An application without an answer counts once an answer could be expected."""
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
        delay = (answered - received).days if answered else None
        for end in range(VitrinePage.steplen, len(path) + 1, VitrinePage.steplen):
            delays.setdefault(path[:end], []).append(delay)
    keys = VitrinePage.objects.filter(path__in=delays).values_list("path", "pk")
    measures = {pk: _measured(delays[path]) for path, pk in keys}
    fields = ("received", "answered", "median_days")
    if measures != {pk: tuple(values) for pk, *values in Mesure.objects.values_list("pk", *fields)}:
        Mesure.objects.all().delete()
        Mesure.objects.bulk_create(
            Mesure(vitrine_id=pk, **dict(zip(fields, values, strict=True))) for pk, values in measures.items()
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


def answering(vitrine: VitrinePage) -> Answering:
    overdue = Candidature.objects.overdue().filter(vitrine=OuterRef("pk"))
    known = VitrinePage.objects.filter(pk=vitrine.pk).annotate(late=Exists(overdue)).values_list("late", flat=True)
    measure = Mesure.objects.filter(pk=vitrine.pk, received__gte=FEWEST).first()
    return Answering(measure, not known.first())
