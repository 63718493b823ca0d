from typing import Any

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from emplois.querysets import LieuQuerySet

from .offre import Offre


class Lieu(Orderable):
    """One place of work: a commune, or a whole département, or a whole region, or a country abroad."""

    offre = ParentalKey(Offre, on_delete=models.CASCADE, related_name="lieux")
    commune = models.ForeignKey("referentiels.Commune", models.PROTECT, null=True, blank=True, related_name="+")
    departement = models.ForeignKey(
        "referentiels.Departement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="département",
    )
    region = models.ForeignKey(
        "referentiels.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région"
    )
    country = models.CharField("pays étranger", max_length=60, blank=True)
    address = models.CharField("précision", max_length=200, blank=True, help_text="Bâtiment, rue, site.")

    objects = LieuQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=False)
                | Q(departement__isnull=False)
                | Q(region__isnull=False)
                | ~Q(country=""),
                name="lieu_is_somewhere",
                violation_error_message="Indiquez une commune, un département, une région ou un pays.",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.commune_id and self.commune:
            self.departement_id = self.commune.departement_id
        if self.departement_id and self.departement:
            self.region_id = self.departement.region_id
        super().save(*args, **kwargs)
        if not self.offre.is_saving:
            self.offre.update_places()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        if not self.offre.is_saving:
            self.offre.update_places()
        return deleted

    def __str__(self) -> str:
        return str(self.commune or self.departement or self.region or self.country)
