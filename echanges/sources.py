"""The kinds of files that offers are imported from."""

from .csp.cards import OpenData
from .france_travail import FranceTravail
from .running import Source

SOURCES: dict[str, tuple[str, type[Source]]] = {
    OpenData.name: ("Choisir le service public (CSV de données ouvertes)", OpenData),
    FranceTravail.name: ("France Travail (JSON de l’API Offres d’emploi v2)", FranceTravail),
}
"""By name, what a source is called and what reads it."""
