"""Queries without results, counted by month so that Mission Talents sees which words or métiers are missing.

Nothing about the visitor is stored. The words may be a person's name: they are folded and sorted, skipped when they
contain an e-mail address or a long number, listed only after several searches, and deleted after a year.
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
"""Distinct queries stored for one month: robots search for anything."""
SHOWN_FROM = 3
KEPT_FOR = dt.timedelta(days=366)


def count_fruitless(*, text: str, **_signal: object) -> None:
    """Receiver of `finding.fruitless`: counts `text` once more. A database error is ignored."""
    query_words = " ".join(sorted(set(words(text))))
    if not query_words or PERSONAL.search(text) or len(query_words) > LONGEST_WORDS:
        return
    month = paris_today().replace(day=1)
    with suppress(DatabaseError), transaction.atomic():
        counted = FruitlessQuery.objects.filter(words=query_words, month=month)
        if counted.update(count=F("count") + 1) or FruitlessQuery.objects.filter(month=month).count() >= MOST_A_MONTH:
            return
        FruitlessQuery.objects.create(words=query_words, month=month, count=1)


def frequent() -> QuerySet[FruitlessQuery]:
    """The queries counted at least `SHOWN_FROM` times in a month, the only ones that the CMS lists."""
    return FruitlessQuery.objects.filter(count__gte=SHOWN_FROM)


def forget() -> int:
    """Delete the counts of more than a year ago. Returns how many."""
    return FruitlessQuery.objects.filter(month__lt=paris_today() - KEPT_FOR).delete()[0]
