"""Links sent by mail: invitations to join an entity, and changes of address to confirm."""

import datetime as dt

from django.conf import settings
from django.db import models

from core.single_use import SingleUseLink
from equipes.enums import Role
from vitrines.models import VitrinePage


class Invitation(SingleUseLink):
    """Lets the reader of the mail join `vitrine` with a role, within `VALID_FOR`."""

    VALID_FOR = dt.timedelta(days=7)

    vitrine = models.ForeignKey(VitrinePage, models.CASCADE, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=Role.choices, default=Role.RECRUTEURS)

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Invitation n° {self.pk}"


class AddressChange(SingleUseLink):
    """Changes the address of `account` to `email`, once the link is opened while signed in as that account."""

    VALID_FOR = dt.timedelta(days=2)

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="address_changes")
    former = models.EmailField("ancienne adresse", blank=True)

    class Meta:
        verbose_name = "changement d’adresse"
        verbose_name_plural = "changements d’adresse"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Changement d’adresse n° {self.pk}"
