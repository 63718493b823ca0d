from django.db.models import TextChoices


class EtatCandidature(TextChoices):
    """The state of an application. `lifecycle` defines the transitions."""

    RECUE = "RECUE", "Reçue"
    A_LETUDE = "A_LETUDE", "À l’étude"
    ENTRETIEN = "ENTRETIEN", "Entretien"
    RETENUE = "RETENUE", "Retenue"
    NON_RETENUE = "NON_RETENUE", "Non retenue"
    RETIREE = "RETIREE", "Retirée"

    @property
    def status_message(self) -> str:
        """The state in one sentence, for the candidate."""
        return {
            EtatCandidature.RECUE: "Votre candidature est arrivée. Elle sera lue.",
            EtatCandidature.A_LETUDE: "Votre candidature est à l’étude.",
            EtatCandidature.ENTRETIEN: "L’entité souhaite vous rencontrer.",
            EtatCandidature.RETENUE: "Votre candidature est retenue.",
            EtatCandidature.NON_RETENUE: "Votre candidature n’est pas retenue.",
            EtatCandidature.RETIREE: "Vous avez retiré cette candidature.",
        }[self]


UNDECIDED = (EtatCandidature.RECUE, EtatCandidature.A_LETUDE, EtatCandidature.ENTRETIEN)
DECIDED = (EtatCandidature.RETENUE, EtatCandidature.NON_RETENUE)


class Disponibilite(TextChoices):
    IMMEDIATE = "IMMEDIATE", "Tout de suite"
    UN_MOIS = "UN_MOIS", "Sous un mois"
    TROIS_MOIS = "TROIS_MOIS", "Sous trois mois"
    PLUS_TARD = "PLUS_TARD", "Plus tard"


class Nature(TextChoices):
    """The kind of a candidate's file."""

    CV = "CV", "CV"
    DOCUMENT = "DOCUMENT", "Document"


class Acces(TextChoices):
    """How a user accessed a file."""

    LU = "LU", "Lu à l’écran"
    TELECHARGE = "TELECHARGE", "Téléchargé"
