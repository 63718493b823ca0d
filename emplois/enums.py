"""The vocabulary of offers. Values are the codes of Choisir le service public; labels are what a candidate reads."""

from django.db.models import IntegerChoices, TextChoices


class Versant(TextChoices):
    FPE = "FPE", "Fonction publique de l’État"
    FPT = "FPT", "Fonction publique territoriale"
    FPH = "FPH", "Fonction publique hospitalière"


class Categorie(TextChoices):
    APLUS = "APLUS", "Catégorie A+"
    A = "A", "Catégorie A"
    B = "B", "Catégorie B"
    C = "C", "Catégorie C"
    HORS_CATEGORIE = "HORS_CATEGORIE", "Hors catégorie"


class Ouverture(TextChoices):
    TITULAIRE_CONTRACTUEL = "TITULAIRE_CONTRACTUEL", "Titulaires et contractuels"
    CONTRACTUELS = "CONTRACTUELS", "Contractuels uniquement"
    TERRITORIAL = "TERRITORIAL", "Fonctionnaires et lauréats d’un concours territorial"


class Contrat(TextChoices):
    PERMANENT = "PERMANENT", "Emploi permanent"
    CDI = "CDI", "CDI"
    CDD = "CDD", "CDD"
    VACATION = "VACATION", "Vacation"
    APPRENTISSAGE = "APPRENTISSAGE", "Apprentissage"
    STAGE = "STAGE", "Stage"
    VIA = "VIA", "Volontariat international (VIA)"


OF_THE_YOUNG = frozenset([Contrat.APPRENTISSAGE, Contrat.STAGE, Contrat.VIA])
"""Contracts with conditions of age or of studies."""
NEAR_CONTRACTS = {
    Contrat.STAGE: Contrat.APPRENTISSAGE,
    Contrat.APPRENTISSAGE: Contrat.STAGE,
    Contrat.CDI: Contrat.PERMANENT,
    Contrat.PERMANENT: Contrat.CDI,
    Contrat.CDD: Contrat.VACATION,
    Contrat.VACATION: Contrat.CDD,
}
"""What a person who looks for a contract may take instead."""


class Vacance(TextChoices):
    VACANT = "VACANT", "Vacant"
    SUSCEPTIBLE = "SUSCEPTIBLE", "Susceptible d’être vacant"


class Experience(TextChoices):
    DEBUTANT = "DEBUTANT", "Débutant accepté"
    CONFIRME = "CONFIRME", "Confirmé"
    EXPERT = "EXPERT", "Expert"


class NiveauDiplome(IntegerChoices):
    """The levels of the national framework of certifications (Code du travail, article D. 6113-19)."""

    SAVOIRS = 1, "Maîtrise des savoirs de base"
    ACTIVITE_SIMPLE = 2, "Certificat de connaissances et de compétences"
    CAP = 3, "CAP ou BEP"
    BAC = 4, "Baccalauréat"
    BAC_2 = 5, "Bac + 2"
    BAC_3 = 6, "Bac + 3 ou 4"
    BAC_5 = 7, "Bac + 5"
    DOCTORAT = 8, "Doctorat"


class TempsDeTravail(TextChoices):
    TEMPS_PLEIN = "TEMPS_PLEIN", "Temps plein"
    TEMPS_PARTIEL = "TEMPS_PARTIEL", "Temps partiel"


class Teletravail(TextChoices):
    SUR_SITE = "SUR_SITE", "Sur site"
    PARTIEL = "PARTIEL", "Télétravail partiel"
    TOTAL = "TOTAL", "Télétravail total"


class Management(TextChoices):
    SANS = "SANS", "Sans encadrement"
    AVEC = "AVEC", "Avec encadrement"


class EtatOffre(TextChoices):
    """The state of an offer at a given moment; computed, never stored."""

    BROUILLON = "BROUILLON", "Brouillon"
    PROGRAMMEE = "PROGRAMMEE", "Programmée"
    OUVERTE = "OUVERTE", "Ouverte"
    POURVUE = "POURVUE", "Pourvue"
    EXPIREE = "EXPIREE", "Expirée"
    RETIREE = "RETIREE", "Retirée"


class Rappel(TextChoices):
    """The reminders of a deadline."""

    AVANT = "AVANT", "date limite dans sept jours au plus"
    APRES = "APRES", "date limite passée"
