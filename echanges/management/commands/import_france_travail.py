from echanges.commands import ImportCommand
from echanges.france_travail import FranceTravail


class Command(ImportCommand):
    help = (
        "Importe les offres numériques d’un fichier JSON de l’API « Offres d’emploi » v2 de France Travail. "
        "Rejouable : une seconde fois n’écrit rien ; interrompu, le passage suivant termine."
    )
    source = FranceTravail
