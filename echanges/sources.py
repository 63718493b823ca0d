"""The kinds of files that offers are imported from."""

from .csp.cards import OpenData
from .france_travail import FranceTravail
from .job_posting import JobPosting
from .running import Source

SOURCES: dict[str, tuple[str, type[Source]]] = {
    OpenData.name: ("Choisir le service public (CSV de données ouvertes)", OpenData),
    JobPosting.name: ("JobPosting (JSON-LD)", JobPosting),
    FranceTravail.name: ("France Travail (JSON de l’API Offres d’emploi v2)", FranceTravail),
}
"""By name, what a source is called and what reads it."""
