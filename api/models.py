"""Who may write by machine."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from vitrines.models import VitrinePage

PREFIX = "metiers_"
SHOWN = len(PREFIX) + 6
"""How much of a key stays readable, to tell one from another."""
LASTS = dt.timedelta(days=365)
USED_EVERY = dt.timedelta(minutes=1)
"""How exactly the last use is known: a write each call would cost more than it tells."""


def digest(secret: str) -> str:
    """What is kept of a key: 256 random bits need no slow hashing."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CleApiQuerySet(models.QuerySet["CleApi"]):
    def usable(self) -> "CleApiQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def make(
        self, *, vitrine: VitrinePage, name: str, user: User | None, expires_at: dt.datetime | None = None
    ) -> tuple["CleApi", str]:
        """A new key of `vitrine`, and its secret, which is told this once."""
        secret = PREFIX + secrets.token_urlsafe(32)
        key = self.create(
            vitrine=vitrine,
            name=name,
            created_by=user,
            digest=digest(secret),
            shown=secret[:SHOWN],
            expires_at=expires_at or timezone.now() + LASTS,
        )
        return key, secret

    def of(self, secret: str) -> "CleApi | None":
        """The usable key of that secret."""
        return self.usable().filter(digest=digest(secret)).select_related("vitrine", "created_by").first()


class CleApi(models.Model):
    """A key with which an entity's own software sends its offers. Its secret is nowhere; only its digest is kept."""

    vitrine = models.ForeignKey("vitrines.VitrinePage", models.CASCADE, related_name="cles_api", verbose_name="entité")
    name = models.CharField("nom", max_length=80, help_text="Le logiciel qui s’en sert : « Gestion des emplois ».")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    shown = models.CharField("début", max_length=20, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("révoquée le", null=True, blank=True)
    last_used_at = models.DateTimeField("dernier usage", null=True, blank=True)

    objects = CleApiQuerySet.as_manager()

    class Meta:
        verbose_name = "clé d’API"
        verbose_name_plural = "clés d’API"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.shown}…)"

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def answers_for(self) -> User | None:
        """The person who made it, while their account is open."""
        return self.created_by if self.created_by and self.created_by.is_active else None

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    def used(self) -> None:
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > USED_EVERY:
            self.last_used_at = now
            self.save(update_fields=["last_used_at"])
