from echanges.commands import ImportCommand
from echanges.csp.cards import OpenData


class Command(ImportCommand):
    help = (
        "Importe les offres numériques des données ouvertes de Choisir le service public (CSV). Rejouable : une "
        "seconde fois n’écrit rien ; interrompu, le passage suivant termine."
    )
    source = OpenData
