"""What is kept of where an offer came from."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Provenance(models.Model):
    """What an offer's source sent last, and what was written of it: what differs since, a person has edited."""

    offre = models.OneToOneField("emplois.Offre", models.CASCADE, primary_key=True, related_name="provenance")
    fingerprint = models.CharField("empreinte", max_length=64)
    written = models.JSONField("écrit", encoder=DjangoJSONEncoder)
    received = models.JSONField("reçu", encoder=DjangoJSONEncoder)
    written_at = models.DateTimeField("écrit le", auto_now=True)

    class Meta:
        verbose_name = "provenance"

    def __str__(self) -> str:
        return f"{self.offre_id} {self.fingerprint[:8]}"
