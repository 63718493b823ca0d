"""The page tree of recruiting entities: the directory, and under it one vitrine an entity, to any depth."""

from .directory import InstitutionsPage
from .moderation import EntityApprovalTask
from .onboarding import AddressChange, EntityRequest, Invitation, RejoindrePage
from .projets import ProjetPage, ProjetsPage
from .review import DecisionTemplate, ReviewLink
from .rubrique import RubriquePage
from .temoignages import TemoignagePage, TemoignagesPage
from .vitrine import VitrinePage

__all__ = [
    "AddressChange",
    "DecisionTemplate",
    "EntityApprovalTask",
    "EntityRequest",
    "InstitutionsPage",
    "Invitation",
    "ProjetPage",
    "ProjetsPage",
    "RejoindrePage",
    "ReviewLink",
    "RubriquePage",
    "TemoignagePage",
    "TemoignagesPage",
    "VitrinePage",
]
