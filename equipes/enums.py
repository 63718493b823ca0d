"""What a person does for an entity, and where a request for a vitrine stands."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What someone does for an entity; what it may is in `equipes.roles.ENTITY_ROLES`."""

    RECRUTEURS = "Recruteurs", "Recruteuse ou recruteur : rédige et soumet"
    RESPONSABLES = "Responsables", "Responsable : gère aussi l’équipe, et publie si l’entité y est autorisée"


class EtatDemande(TextChoices):
    """Where a request for a vitrine stands; computed, never stored."""

    A_CONFIRMER = "A_CONFIRMER", "Adresse à confirmer"
    A_TRAITER = "A_TRAITER", "À traiter"
    OUVERTE = "OUVERTE", "Vitrine ouverte"
    DECLINEE = "DECLINEE", "Déclinée"
