"""The registry of the kinds of imported files."""

from .csp.cards import OpenData
from .france_travail import FranceTravail
from .running import ImportSource

SOURCES: dict[str, tuple[str, type[ImportSource]]] = {
    OpenData.name: ("Choisir le service public (CSV de données ouvertes)", OpenData),
    FranceTravail.name: ("France Travail (JSON de l’API Offres d’emploi v2)", FranceTravail),
}
"""Label and class of each source, by name."""
