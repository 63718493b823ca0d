"""What the server's processes tell each other through the database."""

import datetime as dt

from django.db import models

from .outbox import Delivery


class Generation(models.Model):
    """How often the public content has changed: one row, read by `core.page_cache`."""

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "génération du contenu"

    def __str__(self) -> str:
        return str(self.number)


CLOCKS_DIFFER_BY = dt.timedelta(minutes=2)
"""At most, between two machines. What is further ahead was written before a clock was set back."""


class ScheduledJobQuerySet(models.QuerySet):
    def claim(self, name: str, *, now: dt.datetime, next_at: dt.datetime) -> bool:
        """Take the run of `name` that is due `now` and set the next; False where another process has it or it waits.

        A job that would wait for longer than its period is due: the clock has been set back.
        """
        self.get_or_create(name=name, defaults={"due_at": now})
        due = models.Q(due_at__lte=now) | models.Q(due_at__gt=next_at + CLOCKS_DIFFER_BY)
        return bool(self.filter(due, name=name).update(due_at=next_at, ran_at=now))

    def last_run(self, now: dt.datetime) -> dt.datetime | None:
        """When the latest run of any job began; not one that seems to begin after `now`, by a clock since set back."""
        return self.filter(ran_at__lte=now + CLOCKS_DIFFER_BY).aggregate(latest=models.Max("ran_at"))["latest"]


class ScheduledJob(models.Model):
    """When a job of `core.schedule` is due again and when it last began. One process at a time claims its row."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True, editable=False)

    objects = ScheduledJobQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche périodique"

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """How often something was counted in a period: see `core.counters`, which alone writes it."""

    key = models.CharField(max_length=64, primary_key=True)
    """HMAC of what is counted and of its period: names nobody."""
    expires_at = models.DateTimeField(db_index=True)
    count = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "compteur"

    def __str__(self) -> str:
        return self.key


class QueuedMail(Delivery):
    """A mail of `core.mail`: the function that writes it, and the keys of what it is about."""

    writer = models.CharField(max_length=200)
    """Its dotted path."""
    keys = models.JSONField("clés")

    class Meta(Delivery.Meta):
        verbose_name = "courriel en attente"
        verbose_name_plural = "courriels en attente"

    def __str__(self) -> str:
        return f"Courriel en attente n° {self.pk}"
