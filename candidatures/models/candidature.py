"""An application as one entity has it: where it stands, what happened to it, and what is left of it after."""

import datetime as dt
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidatures.enums import UNDECIDED, Etat

from .dossier import Dossier

SPONTANEOUS_ANSWERED_WITHIN = dt.timedelta(days=90)
"""An entity that leaves a spontaneous application without an answer for longer takes no more of them."""
SPONTANEOUS = "Candidature spontanée"


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def received(self) -> "CandidatureQuerySet":
        """Confirmed by the person, so with the entity; anonymised ones too, which still count."""
        return self.filter(received_at__isnull=False)

    def readable(self) -> "CandidatureQuerySet":
        """What an entity may read: received, not taken back, not erased."""
        return self.received().filter(dossier__isnull=False).exclude(etat=Etat.RETIREE)

    def unanswered(self) -> "CandidatureQuerySet":
        return self.readable().filter(answered_at__isnull=True)

    def overdue(self) -> "CandidatureQuerySet":
        """Spontaneous ones left without an answer for too long. Counted in days, as cached pages are."""
        limit = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - SPONTANEOUS_ANSWERED_WITHIN
        return self.unanswered().filter(spontaneous=True, received_at__lt=limit)

    def undecided(self) -> "CandidatureQuerySet":
        return self.filter(etat__in=UNDECIDED)


class Candidature(models.Model):
    """What one entity received. It stays that entity's, whatever becomes of the offer (rule 6).

    Without a dossier it is anonymised: only what is counted is left.
    """

    dossier = models.ForeignKey("candidatures.Dossier", models.SET_NULL, null=True, related_name="candidatures")
    vitrine = models.ForeignKey(
        "vitrines.VitrinePage", models.PROTECT, related_name="candidatures", verbose_name="entité"
    )
    offre = models.ForeignKey(
        "emplois.Offre", models.SET_NULL, null=True, blank=True, related_name="candidatures", verbose_name="offre"
    )
    offer_title = models.CharField("intitulé de l’offre", max_length=250, blank=True)
    spontaneous = models.BooleanField("spontanée", default=False)
    etat = models.CharField("état", max_length=12, choices=Etat.choices, default=Etat.RECUE)
    received_at = models.DateTimeField("reçue le", null=True, editable=False, help_text="À l’heure de l’envoi.")
    opened_at = models.DateTimeField("ouverte le", null=True, editable=False)
    opened_by = models.CharField("ouverte par", max_length=255, blank=True, help_text="L’entité, pas la personne.")
    answered_at = models.DateTimeField("première réponse le", null=True, editable=False)
    decided_at = models.DateTimeField("décidée le", null=True, editable=False)
    last_activity_at = models.DateTimeField("dernier échange le", default=timezone.now, editable=False)
    motif = models.ForeignKey(
        "candidatures.Motif", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="motif"
    )
    motif_text = models.CharField("motif en toutes lettres", max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False, help_text="Rappel à l’entité.")
    escalated_at = models.DateTimeField(null=True, editable=False, help_text="Signalée à la mission Talents.")
    warned_at = models.DateTimeField(null=True, editable=False, help_text="Effacement annoncé à la personne.")

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["vitrine", "etat", "-received_at"]),
            models.Index(fields=["-received_at", "-id"]),
            models.Index(fields=["etat", "last_activity_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(spontaneous=True, offer_title="") | (Q(spontaneous=False) & ~Q(offer_title="")),
                name="candidature_to_an_offer_or_spontaneous",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=UNDECIDED) | Q(decided_at__isnull=False), name="candidature_decided_has_its_date"
            ),
            models.UniqueConstraint(fields=["dossier", "vitrine", "offre"], name="candidature_once_a_dossier"),
        ]

    def __str__(self) -> str:
        return f"Candidature n° {self.pk}"  # Logged and shown: without the person's name.

    @property
    def readable_dossier(self) -> Dossier:
        """The dossier of one that is readable, which has it."""
        return cast(Dossier, self.dossier)

    @property
    def subject(self) -> str:
        """What was applied for."""
        return self.offer_title or SPONTANEOUS

    @property
    def is_undecided(self) -> bool:
        return self.etat in UNDECIDED

    @property
    def can_be_withdrawn(self) -> bool:
        return self.etat != Etat.RETIREE

    @property
    def told(self) -> str:
        return Etat(self.etat).told

    @property
    def reason(self) -> str:
        """Why it was not retained, as the person is told."""
        return self.motif_text or (self.motif.text if self.motif else "")


class Evenement(models.Model):
    """One change of an application's state. Who did it is the entity's affair; the person sees which entity."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="evenements")
    name = models.CharField("nom", max_length=30)
    from_etat = models.CharField("de", max_length=12, choices=Etat.choices, blank=True)
    to_etat = models.CharField("à", max_length=12, choices=Etat.choices, blank=True)
    at = models.DateTimeField("le", default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    entity = models.CharField("entité", max_length=255, blank=True)

    class Meta:
        verbose_name = "événement"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.candidature_id})"


class Archive(models.Model):
    """What may serve as evidence of how a decision was taken, set apart until nobody may claim any more."""

    candidature = models.OneToOneField(Candidature, models.CASCADE, related_name="archive")
    name = models.CharField("nom", max_length=150)
    email = models.EmailField("adresse de courriel")
    history = models.JSONField("déroulement", help_text="États et dates.")
    reason = models.CharField("motif communiqué", max_length=500, blank=True)
    created_at = models.DateTimeField("archivée le", auto_now_add=True)
    expires_on = models.DateField("effacée le")

    class Meta:
        verbose_name = "archive"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["expires_on"])]

    def __str__(self) -> str:
        return f"Archive n° {self.pk}"


class Mesure(models.Model):
    """How an entity answers, those below it included, over the last twelve months; measured once a day."""

    vitrine = models.OneToOneField("vitrines.VitrinePage", models.CASCADE, primary_key=True, related_name="+")
    received = models.PositiveIntegerField("reçues", help_text="Celles auxquelles on pouvait déjà répondre.")
    answered = models.PositiveIntegerField("avec réponse")
    median_days = models.PositiveSmallIntegerField("délai médian (jours)", null=True)
    measured_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "mesure des réponses"

    def __str__(self) -> str:
        return f"{self.answered}/{self.received}"

    @property
    def share(self) -> int:
        """Per cent of the applications that had an answer."""
        return round(100 * self.answered / self.received) if self.received else 0
