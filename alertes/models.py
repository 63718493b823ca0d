"""Alerts (saved searches with digests by mail) and the outbox of their digests."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.outbox import Delivery
from core.single_use import TokenQuerySet, WithToken
from emplois.deadlines import PARIS

KEPT_FOR = dt.timedelta(days=365)
"""How long an alert lasts after it is confirmed or renewed."""
CONFIRMED_WITHIN = dt.timedelta(days=7)
"""Unconfirmed alerts are erased after this time."""
SENT_AT = dt.time(7)
"""The sending time of digests (Europe/Paris)."""


class Frequence(models.TextChoices):
    QUOTIDIENNE = "QUOTIDIENNE", "Chaque jour"
    HEBDOMADAIRE = "HEBDOMADAIRE", "Chaque semaine"

    @property
    def days(self) -> int:
        return 1 if self == Frequence.QUOTIDIENNE else 7


class AlerteQuerySet(TokenQuerySet):
    def running(self) -> "AlerteQuerySet":
        """Alerts that are confirmed and not expired."""
        return self.filter(expires_at__gt=timezone.now())

    def due(self) -> "AlerteQuerySet":
        return self.running().filter(next_at__lte=timezone.now())


class Alerte(WithToken, models.Model):
    """A search whose new offers are mailed to a confirmed address. Unsubscribing deletes the row with the address."""

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
        return f"Alerte n° {self.pk}"  # Without the address, because it is logged.

    @property
    def is_running(self) -> bool:
        return self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def is_waiting(self) -> bool:
        """Whether it is not confirmed and may still be."""
        return self.expires_at is None and timezone.now() < self.confirmed_before

    @property
    def confirmed_before(self) -> dt.datetime:
        return self.created_at + CONFIRMED_WITHIN

    def confirm(self) -> None:
        """Start the alert: the first digest, tomorrow, has the offers published from now on. Idempotent."""
        if not self.is_waiting:
            return
        now = timezone.now()
        self.since, self.expires_at = now, now + KEPT_FOR
        self.next_at = self.next_time(now, days=1)
        self.save(update_fields=["since", "expires_at", "next_at"])

    def renew(self) -> None:
        """Extend a running alert to KEPT_FOR from now."""
        if self.is_running:
            self.expires_at, self.reminded_at = timezone.now() + KEPT_FOR, None
            self.save(update_fields=["expires_at", "reminded_at"])

    def next_time(self, now: dt.datetime, *, days: int | None = None) -> dt.datetime:
        """The time of the next digest: `days` after today in Paris, by default the days of its frequency."""
        day = now.astimezone(PARIS).date() + dt.timedelta(days=days or Frequence(self.frequence).days)
        return dt.datetime.combine(day, SENT_AT, tzinfo=PARIS)


class Envoi(Delivery):
    """One digest of new offers, sent at most once, even if the sending process is killed."""

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
