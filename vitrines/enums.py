"""The kinds of rubrique and of project. A rubrique's kind is also its slug."""

from django.db.models import TextChoices


class Rubrique(TextChoices):
    RAISON_DETRE = "raison-d-etre", "Raison d’être"
    MISSIONS = "missions", "Missions"
    METIERS = "metiers", "Métiers"
    ATOUTS = "atouts", "Atouts"
    VALEURS = "valeurs", "Valeurs"
    ENJEUX = "enjeux", "Enjeux"
    ORGANISATION = "organisation", "Organisation"
    PROFILS = "profils-recherches", "Profils recherchés"
    RECRUTEMENT = "recrutement", "Recrutement"
    NOUS_REJOINDRE = "nous-rejoindre", "Nous rejoindre"


class Affichage(TextChoices):
    """Where a rubrique is read."""

    AUTO = "AUTO", "Automatique : sur la vitrine si elle est courte"
    VITRINE = "VITRINE", "Toujours sur la vitrine"
    SEULE = "SEULE", "Toujours sur sa propre page, annoncée sur la vitrine"


class StatutProjet(TextChoices):
    CONCEPTION = "CONCEPTION", "En conception"
    CONSTRUCTION = "CONSTRUCTION", "En construction"
    SERVICE = "SERVICE", "En service"
    TERMINE = "TERMINE", "Terminé"


class Theme(TextChoices):
    """The themes of projects, for browsing across entities."""

    DEMARCHES = "DEMARCHES", "Démarches en ligne"
    DONNEES = "DONNEES", "Données et intelligence artificielle"
    SECURITE = "SECURITE", "Sécurité et identité"
    INFRASTRUCTURES = "INFRASTRUCTURES", "Infrastructures et réseaux"
    COMMUNS = "COMMUNS", "Communs et logiciels libres"
    SANTE = "SANTE", "Santé et solidarités"
    EDUCATION = "EDUCATION", "Éducation, recherche et culture"
    TERRITOIRES = "TERRITOIRES", "Territoires et environnement"


class Reseau(TextChoices):
    LINKEDIN = "linkedin", "LinkedIn"
    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    YOUTUBE = "youtube", "YouTube"
    PEERTUBE = "peertube", "PeerTube"
    GITHUB = "github", "GitHub"


LISTINGS = {"offres", "projets", "temoignages"}
"""Slugs of the list pages of a vitrine."""

RESERVED_SLUGS = LISTINGS | set(Rubrique.values) | {"comparer"}
"""Slugs that an entity may not have: those of pages below it or beside it."""
