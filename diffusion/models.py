"""Announced content, webhook subscriptions, their deliveries, and the published files."""

import base64
import secrets
import uuid

from django.conf import settings
from django.db import models

from core.outbox import Delivery


class Annonce(models.Model):
    """The last announced state of a public object. A different digest means a change to announce."""

    class Kind(models.TextChoices):
        OFFRE = "offre", "offre"
        VITRINE = "vitrine", "vitrine"
        REPERE = "repere", "repère"
        FICHIERS = "fichiers", "fichiers écrits"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    told = models.JSONField(default=dict)

    class Meta:
        verbose_name = "annonce"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="annonce_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Fichier(models.Model):
    """The last published version of a file of open data or of a job board feed."""

    name = models.CharField("nom", max_length=40, unique=True)
    file = models.FileField(upload_to="donnees/")
    rows = models.PositiveIntegerField("lignes")
    size = models.PositiveBigIntegerField("octets")
    checksum = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("publié le")

    class Meta:
        verbose_name = "fichier de données ouvertes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class EvenementPublic(models.TextChoices):
    OFFRE_PUBLIEE = "offre.publiee", "Offre publiée"
    OFFRE_MODIFIEE = "offre.modifiee", "Offre modifiée"
    OFFRE_FERMEE = "offre.fermee", "Offre fermée"
    VITRINE_PUBLIEE = "vitrine.publiee", "Vitrine publiée"
    VITRINE_MODIFIEE = "vitrine.modifiee", "Vitrine modifiée"
    VITRINE_FERMEE = "vitrine.fermee", "Vitrine retirée"
    ESSAI = "essai", "Essai"


def new_secret() -> str:
    """A new random signing secret, in the format of the « Standard Webhooks » specification."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


class Abonnement(models.Model):
    """A webhook subscription: a URL notified of changes in an entity's offers and vitrine."""

    vitrine = models.ForeignKey("vitrines.VitrinePage", models.CASCADE, related_name="abonnements")
    url = models.URLField("adresse", max_length=500)
    secret = models.CharField(max_length=80, default=new_secret, editable=False)
    is_active = models.BooleanField("actif", default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "abonnement"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.url


class Livraison(Delivery):
    """One event to deliver to one subscriber, with the state of its delivery."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    abonnement = models.ForeignKey(Abonnement, models.CASCADE, related_name="livraisons")
    evenement = models.CharField("événement", max_length=20, choices=EvenementPublic.choices)
    payload = models.JSONField("contenu")

    class Meta(Delivery.Meta):
        verbose_name = "livraison"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.evenement} {self.key}"

    @property
    def etat(self) -> str:
        if self.sent_at:
            return "Reçue"
        return "Abandonnée" if self.given_up else "En attente"
