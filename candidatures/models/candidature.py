"""Applications as received by one entity: state, history, archive and statistics."""

import datetime as dt
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from candidatures.enums import UNDECIDED, EtatCandidature

from .dossier import Dossier

SPONTANEOUS_ANSWERED_WITHIN = dt.timedelta(days=90)
"""An entity with a spontaneous application unanswered for longer accepts no new ones."""
SPONTANEOUS = "Candidature spontanée"


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def received(self) -> "CandidatureQuerySet":
        """Applications confirmed by the candidate, including anonymised ones, for statistics."""
        return self.filter(received_at__isnull=False)

    def readable(self) -> "CandidatureQuerySet":
        """Applications that the entity may read: received, not withdrawn, not erased."""
        return self.received().filter(dossier__isnull=False).exclude(etat=EtatCandidature.RETIREE)

    def unanswered(self) -> "CandidatureQuerySet":
        return self.readable().filter(answered_at__isnull=True)

    def overdue(self) -> "CandidatureQuerySet":
        """Spontaneous applications unanswered for too long, in whole days because pages are cached by day."""
        limit = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - SPONTANEOUS_ANSWERED_WITHIN
        return self.unanswered().filter(spontaneous=True, received_at__lt=limit)

    def undecided(self) -> "CandidatureQuerySet":
        return self.filter(etat__in=UNDECIDED)


class Candidature(models.Model):
    """An application received by one entity.

    It still belongs to this entity if the offer moves to another: no other entity may read it. Without a dossier, it
    is anonymised and only serves statistics.
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
    etat = models.CharField("état", max_length=12, choices=EtatCandidature.choices, default=EtatCandidature.RECUE)
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
        return f"Candidature n° {self.pk}"  # Without the person's name, because it is logged.

    @property
    def readable_dossier(self) -> Dossier:
        """The dossier of a readable application, never None."""
        return cast(Dossier, self.dossier)

    @property
    def subject(self) -> str:
        """The title of the offer, or SPONTANEOUS."""
        return self.offer_title or SPONTANEOUS

    @property
    def is_undecided(self) -> bool:
        return self.etat in UNDECIDED

    @property
    def can_be_withdrawn(self) -> bool:
        return self.etat != EtatCandidature.RETIREE

    @property
    def status_message(self) -> str:
        return EtatCandidature(self.etat).status_message

    @property
    def reason(self) -> str:
        """The reason of a rejection, as displayed to the candidate."""
        return self.motif_text or (self.motif.text if self.motif else "")


class Evenement(models.Model):
    """A change of state of an application. The candidate sees the entity that made it, not the user."""

    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="evenements")
    name = models.CharField("nom", max_length=30)
    from_etat = models.CharField("de", max_length=12, choices=EtatCandidature.choices, blank=True)
    to_etat = models.CharField("à", max_length=12, choices=EtatCandidature.choices, blank=True)
    at = models.DateTimeField("le", default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    entity = models.CharField("entité", max_length=255, blank=True)

    class Meta:
        verbose_name = "événement"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.candidature_id})"


class Archive(models.Model):
    """Evidence about a decision, stored until legal claims are barred."""

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
    """Statistics of an entity's answers over twelve months, with sub-entities; recomputed daily."""

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
        """Percentage of answered applications."""
        return round(100 * self.answered / self.received) if self.received else 0
