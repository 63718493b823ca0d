"""The day an offer ends. Deadlines count to the end of their day in Paris, everywhere alike."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
KEPT_FOR = dt.timedelta(days=90)
"""How long a closed offer keeps its address, before it answers 410."""


def paris_today() -> dt.date:
    return timezone.localdate(timezone=PARIS)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of `day` in Paris, aware."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=PARIS)
