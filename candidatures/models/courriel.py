"""The outbox of mail to candidates: what is to be said, never its words. Erased with the dossier it is about."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

CLAIM_LASTS = dt.timedelta(minutes=10)
"""Whoever has taken a mail up and said nothing for so long is taken for dead."""


class CourrielQuerySet(models.QuerySet):
    def due(self) -> "CourrielQuerySet":
        """Not sent, not in anybody's hands, and their time has come."""
        now = timezone.now()
        free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
        return self.filter(free, sent_at__isnull=True, given_up=False, not_before__lte=now)


class Courriel(models.Model):
    """One mail to send at least once. Its key makes it unique here, and is its Message-ID wherever it arrives."""

    key = models.CharField("clé", max_length=100, unique=True)
    kind = models.CharField("sorte", max_length=30)
    dossier = models.ForeignKey("candidatures.Dossier", models.CASCADE, related_name="courriels")
    about = models.PositiveBigIntegerField("objet", null=True, help_text="Clé de ce dont il parle, selon sa sorte.")
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)

    objects = CourrielQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel à une personne candidate"
        ordering = ["pk"]
        indexes = [models.Index(fields=["sent_at", "not_before"])]

    def __str__(self) -> str:
        return f"Courriel n° {self.pk}"

    def claim(self) -> bool:
        """Take it up; False where someone else has."""
        return bool(Courriel.objects.due().filter(pk=self.pk).update(claimed_at=timezone.now()))
