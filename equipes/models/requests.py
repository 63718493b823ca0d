"""A request for the vitrine of an entity."""

from django.db import models

from core.single_use import SingleUseLink
from equipes.enums import EtatDemande
from vitrines.models import VitrinePage


class EntityRequest(SingleUseLink):
    """A person's request for the vitrine of their entity. It is valid once the link mailed to them is confirmed."""

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
