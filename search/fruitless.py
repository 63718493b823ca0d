"""Queries that find nothing, counted by month so that Mission Talents sees which words or métiers are missing.

Nothing of who asks is kept. Words may themselves be somebody's name: they are folded, and sorted, left out where they
hold an address or a number, shown only when they have been asked several times, and forgotten after a year.
"""

import datetime as dt
import re
from contextlib import suppress

from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet

from emplois.deadlines import paris_today

from .analysis import words
from .models import LONGEST_WORDS, FruitlessQuery

PERSONAL = re.compile(r"@|\d{4,}|(\d[\s.-]?){6,}")
MOST_A_MONTH = 2000
"""Different queries kept of one month: robots ask anything."""
SHOWN_FROM = 3
KEPT_FOR = dt.timedelta(days=366)


def count_fruitless(*, text: str, **_signal: object) -> None:
    """One more time that `text` found nothing. A database that cannot write costs the visitor nothing."""
    said = " ".join(sorted(set(words(text))))
    if not said or PERSONAL.search(text) or len(said) > LONGEST_WORDS:
        return
    month = paris_today().replace(day=1)
    with suppress(DatabaseError), transaction.atomic():
        counted = FruitlessQuery.objects.filter(words=said, month=month)
        if counted.update(count=F("count") + 1) or FruitlessQuery.objects.filter(month=month).count() >= MOST_A_MONTH:
            return
        FruitlessQuery.objects.create(words=said, month=month, count=1)


def shown() -> QuerySet[FruitlessQuery]:
    return FruitlessQuery.objects.filter(count__gte=SHOWN_FROM)


def forget() -> int:
    """Erase what is more than a year old; how many there were."""
    return FruitlessQuery.objects.filter(month__lt=paris_today() - KEPT_FOR).delete()[0]
