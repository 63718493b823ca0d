"""A search that its author is told about by mail, and what is being sent of it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.outbox import Delivery
from core.single_use import TokenQuerySet, WithToken
from emplois.deadlines import PARIS

KEPT_FOR = dt.timedelta(days=365)
"""An alert ends so long after it was confirmed or renewed."""
CONFIRMED_WITHIN = dt.timedelta(days=7)
"""An alert that is not confirmed is erased after that."""
SENT_AT = dt.time(7)
"""When digests go out, in Paris."""


class Frequence(models.TextChoices):
    QUOTIDIENNE = "QUOTIDIENNE", "Chaque jour"
    HEBDOMADAIRE = "HEBDOMADAIRE", "Chaque semaine"

    @property
    def days(self) -> int:
        return 1 if self == Frequence.QUOTIDIENNE else 7


class AlerteQuerySet(TokenQuerySet):
    def running(self) -> "AlerteQuerySet":
        """Confirmed, and not past their end."""
        return self.filter(expires_at__gt=timezone.now())

    def due(self) -> "AlerteQuerySet":
        return self.running().filter(next_at__lte=timezone.now())


class Alerte(WithToken, models.Model):
    """New offers of a search, sent to an address that confirmed it. Erased with its address when no longer wanted."""

    email = models.EmailField("adresse de courriel")
    frequence = models.CharField("fréquence", max_length=15, choices=Frequence.choices, default=Frequence.HEBDOMADAIRE)
    criteria = models.JSONField("critères", help_text="Ce que demande la recherche : voir Criteria.lasting.")
    query = models.CharField("recherche", max_length=2000, blank=True, help_text="L’adresse de la liste, après « ? ».")
    label = models.CharField("intitulé", max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, editable=False, help_text="Vide tant qu’elle n’est pas confirmée.")
    next_at = models.DateTimeField(null=True, editable=False)
    since = models.DateTimeField(null=True, editable=False, help_text="Les offres publiées depuis sont nouvelles.")
    reminded_at = models.DateTimeField(null=True, editable=False, help_text="De sa fin prochaine.")

    objects = AlerteQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        indexes = [models.Index(fields=["next_at"]), models.Index(fields=["email"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(next_at__isnull=False, since__isnull=False),
                name="alerte_confirmed_has_its_dates",
            )
        ]

    def __str__(self) -> str:
        return f"Alerte n° {self.pk}"  # Logged and shown: without the address.

    @property
    def is_running(self) -> bool:
        return self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def is_waiting(self) -> bool:
        """Not confirmed yet, and still in time."""
        return self.expires_at is None and timezone.now() < self.confirmed_before

    @property
    def confirmed_before(self) -> dt.datetime:
        return self.created_at + CONFIRMED_WITHIN

    def confirm(self) -> None:
        """Begin: the first digest comes tomorrow, of what is published from now on. Once more changes nothing."""
        if not self.is_waiting:
            return
        now = timezone.now()
        self.since, self.expires_at = now, now + KEPT_FOR
        self.next_at = self.next_time(now, days=1)
        self.save(update_fields=["since", "expires_at", "next_at"])

    def renew(self) -> None:
        """Go on for another year from now."""
        if self.is_running:
            self.expires_at, self.reminded_at = timezone.now() + KEPT_FOR, None
            self.save(update_fields=["expires_at", "reminded_at"])

    def next_time(self, now: dt.datetime, *, days: int | None = None) -> dt.datetime:
        """When a digest goes out next, `days` after today in Paris, else as often as asked."""
        day = now.astimezone(PARIS).date() + dt.timedelta(days=days or Frequence(self.frequence).days)
        return dt.datetime.combine(day, SENT_AT, tzinfo=PARIS)


class Envoi(Delivery):
    """One digest of new offers. Sent at most once, whatever happens to who sends it."""

    alerte = models.ForeignKey(Alerte, models.CASCADE, related_name="envois")
    day = models.DateField("jour")
    offers = models.JSONField("offres", help_text="Clés des nouvelles offres, les plus récentes d’abord.")
    total = models.PositiveIntegerField("en tout")

    class Meta(Delivery.Meta):
        verbose_name = "envoi d’une alerte"
        verbose_name_plural = "envois d’alertes"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["alerte", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"Envoi n° {self.pk}"
