"""The deadline rule: an offer is open to the end of its deadline's day in Paris. Other modules never compare deadlines.

The rule exists as a value (`has_passed`), as conditions of a queryset, and as a database constraint.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
KEPT_FOR = dt.timedelta(days=90)
"""How long a closed offer keeps its address, before it answers 410."""


def paris_today() -> dt.date:
    """The current day in Europe/Paris, whatever time zone is active."""
    return timezone.localdate(timezone=PARIS)


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of `day` in Paris, aware."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=PARIS)


def has_passed(deadline: dt.date | None, *, on: dt.date | None = None) -> bool:
    """Whether `deadline` is over on the day `on`, today in Paris by default. An offer without a deadline never ends."""
    return deadline is not None and deadline < (on or paris_today())


def is_beyond(deadline: dt.date, delay: dt.timedelta) -> bool:
    """Whether `deadline` is later than `delay` from today."""
    return deadline > paris_today() + delay


def first_closed_day(deadline: dt.date) -> dt.date:
    """The day after `deadline`, since an offer is open to the end of its deadline."""
    return deadline + dt.timedelta(days=1)


def not_passed() -> Q:
    """Offers without a deadline, or whose deadline has not passed today."""
    return Q(deadline__isnull=True) | Q(deadline__gte=paris_today())


def passes_within(delay: dt.timedelta) -> Q:
    """Offers whose deadline is between today and `delay` from today, both included."""
    today = paris_today()
    return Q(deadline__range=(today, today + delay))


def passed_within(delay: dt.timedelta) -> Q:
    """Offers whose deadline has passed, at most `delay` ago."""
    today = paris_today()
    return Q(deadline__gte=today - delay, deadline__lt=today)


def not_before_publication() -> Q:
    """The database constraint: the deadline is not before the day of first publication (in the site's zone, Paris)."""
    return (
        Q(deadline__isnull=True) | Q(first_published_at__isnull=True) | Q(deadline__gte=TruncDate("first_published_at"))
    )
