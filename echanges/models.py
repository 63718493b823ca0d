"""The provenance of imported offers, the runs of imports, and the rows in quarantine."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from core.text import fold


def private_storage() -> Storage:
    """The storage of files that no public URL serves."""
    return storages["candidatures"]


class Provenance(models.Model):
    """The last values sent by an offer's source, and those written: a field that differs now was edited by a person."""

    offre = models.OneToOneField("emplois.Offre", models.CASCADE, primary_key=True, related_name="provenance")
    fingerprint = models.CharField("empreinte", max_length=64)
    written = models.JSONField("écrit", encoder=DjangoJSONEncoder)
    received = models.JSONField("reçu", encoder=DjangoJSONEncoder)
    archived = models.BooleanField("archivée par sa source", default=False)
    written_at = models.DateTimeField("écrit le", auto_now=True)

    class Meta:
        verbose_name = "provenance"

    def __str__(self) -> str:
        return f"{self.offre_id} {self.fingerprint[:8]}"


class Alias(models.Model):
    """Another name of an entity, used by sources."""

    name = models.CharField("nom", max_length=300)
    folded = models.CharField(max_length=300, unique=True, editable=False)
    vitrine = models.ForeignKey(
        "vitrines.VitrinePage", models.CASCADE, related_name="other_names", verbose_name="entité"
    )

    class Meta:
        verbose_name = "autre nom d’une entité"
        verbose_name_plural = "autres noms d’entités"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = self.key
        super().save(*args, **kwargs)

    @property
    def key(self) -> str:
        """The normalized name, used for comparisons."""
        return fold(self.name)[:300]

    def clean(self) -> None:
        if Alias.objects.exclude(pk=self.pk).filter(folded=self.key).exists():
            raise ValidationError({"name": "Ce nom est déjà celui d’une entité."})


class MotifQuarantaine(models.TextChoices):
    """Why a row of a file could not become an offer."""

    ENTITE = "ENTITE", "Employeur inconnu"
    HORS_LIGNE = "HORS_LIGNE", "Vitrine pas encore en ligne"
    REFERENCE = "REFERENCE", "Référence manquante"
    INTITULE = "INTITULE", "Intitulé manquant"
    DATES = "DATES", "Dates illisibles"
    REFUS = "REFUS", "Valeur refusée"


class Quarantaine(models.Model):
    """A row of a file that could not be imported. Rows with the same reason and key are resolved together."""

    source = models.CharField("source", max_length=40)
    motif = models.CharField("motif", max_length=12, choices=MotifQuarantaine.choices)
    key = models.CharField("clé", max_length=300, blank=True)
    label = models.CharField("employeur ou valeur", max_length=300, blank=True)
    reference = models.CharField("référence", max_length=100, blank=True)
    title = models.CharField("intitulé", max_length=250, blank=True)
    row = models.JSONField("ligne")
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = "ligne en quarantaine"
        verbose_name_plural = "lignes en quarantaine"
        constraints = [models.UniqueConstraint(fields=["source", "digest"], name="quarantaine_row_once")]
        indexes = [models.Index(fields=["source", "motif", "key"])]

    def __str__(self) -> str:
        return f"{self.get_motif_display()} : {self.label or self.reference}"


LOST_AFTER = dt.timedelta(minutes=5)
"""A run without progress for this time was killed. Its committed batches remain; the user starts it again."""


class Import(models.Model):
    """One run of an import, started in the CMS: its file, progress and report."""

    class Etat(models.TextChoices):
        ATTENTE = "ATTENTE", "En attente"
        EN_COURS = "EN_COURS", "En cours"
        FAIT = "FAIT", "Fait"
        REFUSE = "REFUSE", "Refusé"

    source = models.CharField("source", max_length=40)
    vitrine = models.ForeignKey(
        "vitrines.VitrinePage", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="entité"
    )
    mapping = models.JSONField("colonnes", default=dict)
    name = models.CharField("fichier", max_length=200)
    file = models.FileField(upload_to="imports/", storage=private_storage)
    etat = models.CharField("état", max_length=10, choices=Etat.choices, default=Etat.ATTENTE)
    total = models.PositiveBigIntegerField("octets", default=0)
    done = models.PositiveBigIntegerField("octets lus", default=0)
    report = models.JSONField("rapport", default=dict)
    message = models.CharField("message", max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    touched_at = models.DateTimeField("dernier signe", auto_now=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_etat_display()})"

    @property
    def is_lost(self) -> bool:
        """Whether the run was killed: it is in progress but has not reported for LOST_AFTER."""
        return self.etat == self.Etat.EN_COURS and timezone.now() - self.touched_at > LOST_AFTER

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class Colonnes(models.Model):
    """The last column mapping of an entity's tables: paths of the exchange format by normalized title."""

    vitrine = models.OneToOneField("vitrines.VitrinePage", models.CASCADE, primary_key=True, related_name="+")
    mapping = models.JSONField(default=dict)

    class Meta:
        verbose_name = "colonnes retenues"

    def __str__(self) -> str:
        return str(self.vitrine_id)
