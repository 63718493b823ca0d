"""The outbox of mails to candidates. It stores the kind and the object of a mail, not its text."""

from django.db import models

from core.outbox import Delivery


class Courriel(Delivery):
    """A mail to send at least once, identified by `key`; deleted with its dossier."""

    key = models.CharField("clé", max_length=100, unique=True)
    kind = models.CharField("sorte", max_length=30)
    dossier = models.ForeignKey("candidatures.Dossier", models.CASCADE, related_name="courriels")
    about = models.PositiveBigIntegerField("objet", null=True, help_text="Clé de ce dont il parle, selon sa sorte.")

    class Meta(Delivery.Meta):
        verbose_name = "courriel à une personne candidate"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Courriel n° {self.pk}"
