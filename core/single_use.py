"""Single-use links sent by mail: signed, with an expiry date, invalid once used."""

import datetime as dt
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils import timezone

Linked = TypeVar("Linked", bound=models.Model)


class TokenQuerySet(models.QuerySet[Linked]):
    def from_token(self, token: str) -> Linked | None:
        """The object of `token`; None when the token is forged, or its object is deleted or not in this queryset."""
        try:
            return self.filter(pk=signing.loads(token, salt=self.model._meta.label)).first()
        except signing.BadSignature:
            return None


class WithToken(models.Model):
    """A model whose objects are identified in links by a signed key, which cannot be guessed."""

    class Meta:
        abstract = True

    @property
    def token(self) -> str:
        return signing.dumps(self.pk, salt=self._meta.label)


class SingleUseLink(WithToken):
    """A link mailed to `email` that allows its reader one action. Subclasses define the action and `VALID_FOR`."""

    VALID_FOR = dt.timedelta(days=7)

    email = models.EmailField("adresse de courriel")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def expires_at(self) -> dt.datetime:
        return self.created_at + self.VALID_FOR

    @property
    def is_usable(self) -> bool:
        return self.used_at is None and timezone.now() < self.expires_at

    def spend(self) -> bool:
        """Mark the link as used, atomically. False if it was already used or has expired."""
        now = timezone.now()
        unused = type(self)._default_manager.filter(
            pk=self.pk, used_at__isnull=True, created_at__gt=now - self.VALID_FOR
        )
        spent = bool(unused.update(used_at=now))
        if spent:
            self.used_at = now
        return spent
