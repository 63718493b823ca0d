"""How an entity and its people come in: a request for a vitrine, invitations to join its groups."""

import datetime as dt

from django.conf import settings
from django.db import models
from wagtail.models import Page

from core.fields import BodyField
from core.pages import SitePage
from core.single_use import SingleUseLink
from vitrines.models.vitrine import VitrinePage

from .enums import EtatDemande, Role


class EntityRequest(SingleUseLink):
    """Someone asks for their entity's vitrine. It counts once its address of courriel is confirmed by the link."""

    name = models.CharField("nom de l’entité", max_length=200)
    sigle = models.CharField("sigle", max_length=30, blank=True)
    parent = models.ForeignKey(
        VitrinePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entité de rattachement",
    )
    parent_name = models.CharField("rattachement, s’il n’est pas dans la liste", max_length=200, blank=True)
    contact_name = models.CharField("votre nom", max_length=120)
    motive = models.TextField("ce que vous voulez présenter", max_length=2000)
    vitrine = models.ForeignKey(VitrinePage, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    declined_at = models.DateTimeField("déclinée le", null=True, editable=False)

    class Meta:
        verbose_name = "demande de vitrine"
        verbose_name_plural = "demandes de vitrine"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def etat(self) -> EtatDemande:
        if self.declined_at:
            return EtatDemande.DECLINEE
        if self.vitrine_id:
            return EtatDemande.OUVERTE
        return EtatDemande.A_TRAITER if self.used_at else EtatDemande.A_CONFIRMER


class Invitation(SingleUseLink):
    """Lets whoever reads the mail join `vitrine` in a role, within seven days."""

    VALID_FOR = dt.timedelta(days=7)

    vitrine = models.ForeignKey(VitrinePage, models.CASCADE, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=Role.choices, default=Role.RECRUTEURS)

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Invitation n° {self.pk}"


class AddressChange(SingleUseLink):
    """Gives `account` the address `email`, once its reader has opened the link while signed in as that account."""

    VALID_FOR = dt.timedelta(days=2)

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="address_changes")
    former = models.EmailField("ancienne adresse", blank=True)

    class Meta:
        verbose_name = "changement d’adresse"
        verbose_name_plural = "changements d’adresse"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Changement d’adresse n° {self.pk}"


class RejoindrePage(SitePage):
    """Where an entity asks for its vitrine: why and how, then the form."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)
    body = BodyField(verbose_name="corps")

    content_panels = [*Page.content_panels, "introduction", "body"]
    template = "equipes/rejoindre.html"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "demande de vitrine (page)"

    def serve(self, request, *args, **kwargs):
        from .onboarding.requests import ask

        return ask(request, self)
