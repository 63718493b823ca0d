"""The page tree of recruiting entities: the directory, and under it one vitrine an entity, to any depth."""

from .directory import InstitutionsPage
from .moderation import EntityApprovalTask
from .projets import ProjetPage, ProjetsPage
from .review import DecisionTemplate, ReviewLink
from .rubrique import RubriquePage
from .temoignages import TemoignagePage, TemoignagesPage
from .vitrine import VitrinePage

__all__ = [
    "DecisionTemplate",
    "EntityApprovalTask",
    "InstitutionsPage",
    "ProjetPage",
    "ProjetsPage",
    "ReviewLink",
    "RubriquePage",
    "TemoignagePage",
    "TemoignagesPage",
    "VitrinePage",
]
