from django.db.models import TextChoices


class Etat(TextChoices):
    """Where an application stands with the entity it was sent to. `lifecycle` says how it gets there."""

    RECUE = "RECUE", "Reçue"
    A_LETUDE = "A_LETUDE", "À l’étude"
    ENTRETIEN = "ENTRETIEN", "Entretien"
    RETENUE = "RETENUE", "Retenue"
    NON_RETENUE = "NON_RETENUE", "Non retenue"
    RETIREE = "RETIREE", "Retirée"

    @property
    def told(self) -> str:
        """The same, to the person who applied."""
        return {
            Etat.RECUE: "Votre candidature est arrivée. Elle sera lue.",
            Etat.A_LETUDE: "Votre candidature est à l’étude.",
            Etat.ENTRETIEN: "L’entité souhaite vous rencontrer.",
            Etat.RETENUE: "Votre candidature est retenue.",
            Etat.NON_RETENUE: "Votre candidature n’est pas retenue.",
            Etat.RETIREE: "Vous avez retiré cette candidature.",
        }[self]


UNDECIDED = (Etat.RECUE, Etat.A_LETUDE, Etat.ENTRETIEN)
DECIDED = (Etat.RETENUE, Etat.NON_RETENUE)


class Disponibilite(TextChoices):
    IMMEDIATE = "IMMEDIATE", "Tout de suite"
    UN_MOIS = "UN_MOIS", "Sous un mois"
    TROIS_MOIS = "TROIS_MOIS", "Sous trois mois"
    PLUS_TARD = "PLUS_TARD", "Plus tard"


class Nature(TextChoices):
    """What a file of a candidate's is."""

    CV = "CV", "CV"
    DOCUMENT = "DOCUMENT", "Document"


class Acces(TextChoices):
    """What someone did with a file."""

    LU = "LU", "Lu à l’écran"
    TELECHARGE = "TELECHARGE", "Téléchargé"
