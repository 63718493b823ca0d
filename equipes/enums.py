"""Roles of the members of an entity, and states of a request for a vitrine."""

from django.db.models import TextChoices


class Role(TextChoices):
    """The role of a member of an entity; `equipes.roles.ENTITY_ROLES` has its permissions."""

    RECRUTEURS = "Recruteurs", "Recruteuse ou recruteur : rédige et soumet"
    RESPONSABLES = "Responsables", "Responsable : gère aussi l’équipe, et publie si l’entité y est autorisée"


class EtatDemande(TextChoices):
    """The state of a request for a vitrine; computed, not stored."""

    A_CONFIRMER = "A_CONFIRMER", "Adresse à confirmer"
    A_TRAITER = "A_TRAITER", "À traiter"
    OUVERTE = "OUVERTE", "Vitrine ouverte"
    DECLINEE = "DECLINEE", "Déclinée"
