"""API keys, which authorize an entity's software to write offers."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from vitrines.models import VitrinePage

PREFIX = "metiers_"
VISIBLE_LENGTH = len(PREFIX) + 6
"""Number of leading characters of a secret stored in clear, to tell keys apart."""
LASTS = dt.timedelta(days=365)
USED_EVERY = dt.timedelta(minutes=1)
"""The precision of `last_used_at`, which avoids a database write on each call."""


def digest(secret: str) -> str:
    """The stored SHA-256 of a secret. A fast hash is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CleApiQuerySet(models.QuerySet["CleApi"]):
    def usable(self) -> "CleApiQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())

    def make(
        self, *, vitrine: VitrinePage, name: str, user: User | None, expires_at: dt.datetime | None = None
    ) -> tuple["CleApi", str]:
        """Create a key of `vitrine`. Returns it with its secret, which is not stored."""
        secret = PREFIX + secrets.token_urlsafe(32)
        key = self.create(
            vitrine=vitrine,
            name=name,
            created_by=user,
            digest=digest(secret),
            shown=secret[:VISIBLE_LENGTH],
            expires_at=expires_at or timezone.now() + LASTS,
        )
        return key, secret

    def of(self, secret: str) -> "CleApi | None":
        """The usable key with this secret, None if there is none."""
        return self.usable().filter(digest=digest(secret)).select_related("vitrine", "created_by").first()


class CleApi(models.Model):
    """A key with which an entity's software sends its offers. Only a digest of the secret is stored."""

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
        """The user who created the key, None if their account is deleted or inactive."""
        return self.created_by if self.created_by and self.created_by.is_active else None

    def revoke(self) -> None:
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])

    def used(self) -> None:
        now = timezone.now()
        if self.last_used_at is None or now - self.last_used_at > USED_EVERY:
            self.last_used_at = now
            self.save(update_fields=["last_used_at"])
