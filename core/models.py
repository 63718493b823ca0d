"""State that the server's processes share through the database."""

import datetime as dt

from django.db import models

from .outbox import Delivery


class Generation(models.Model):
    """The version number of the public content: one row, read by `core.page_cache`."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "génération du contenu"

    def __str__(self) -> str:
        return str(self.number)


CLOCKS_DIFFER_BY = dt.timedelta(minutes=2)
"""Maximum clock difference between two machines. A later time was written before a clock was set back."""


class ScheduledJobQuerySet(models.QuerySet):
    def claim(self, name: str, *, now: dt.datetime, next_at: dt.datetime) -> bool:
        """Claim the due run of `name` and schedule the next. False if it is not due or another process claimed it.

        A job scheduled later than its period is due as well: the clock has been set back.
        """
        self.get_or_create(name=name, defaults={"due_at": now})
        due = models.Q(due_at__lte=now) | models.Q(due_at__gt=next_at + CLOCKS_DIFFER_BY)
        return bool(self.filter(due, name=name).update(due_at=next_at, ran_at=now))

    def last_run(self, now: dt.datetime) -> dt.datetime | None:
        """When the latest run of any job began; ignores times after `now`, written before a clock was set back."""
        return self.filter(ran_at__lte=now + CLOCKS_DIFFER_BY).aggregate(latest=models.Max("ran_at"))["latest"]


class ScheduledJob(models.Model):
    """When a job of `core.schedule` is next due and when it last began. One process at a time claims its row."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True, editable=False)

    objects = ScheduledJobQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche périodique"

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """The count of one value in one period, written by `core.counters` only."""

    key = models.CharField(max_length=64, primary_key=True)
    """HMAC of the counted value and its period: not personal data."""
    expires_at = models.DateTimeField(db_index=True)
    count = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "compteur"

    def __str__(self) -> str:
        return self.key


class QueuedMail(Delivery):
    """A mail of `core.mail`: the function that writes it, and the keys that it is called with."""

    writer = models.CharField(max_length=200)
    """Its dotted path."""
    keys = models.JSONField("clés")

    class Meta(Delivery.Meta):
        verbose_name = "courriel en attente"
        verbose_name_plural = "courriels en attente"

    def __str__(self) -> str:
        return f"Courriel en attente n° {self.pk}"
