from .candidature import Archive, Candidature, Evenement, Mesure
from .courriel import Courriel
from .dossier import Dossier, Piece
from .echanges import Message, ModeleReponse, Motif
from .etude import Avis, Etiquette, Lecture, Note
from .vivier import Profil, Proposition

__all__ = [
    "Archive",
    "Avis",
    "Candidature",
    "Courriel",
    "Dossier",
    "Etiquette",
    "Evenement",
    "Lecture",
    "Message",
    "Mesure",
    "ModeleReponse",
    "Motif",
    "Note",
    "Piece",
    "Profil",
    "Proposition",
]
