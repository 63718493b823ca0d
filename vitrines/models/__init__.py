"""The page tree of recruiting entities: the directory, and below it one vitrine per entity, at any depth."""

from .directory import InstitutionsPage
from .projets import ProjetPage, ProjetsPage
from .rubrique import RubriquePage
from .temoignages import TemoignagePage, TemoignagesPage
from .vitrine import VitrinePage

__all__ = [
    "InstitutionsPage",
    "ProjetPage",
    "ProjetsPage",
    "RubriquePage",
    "TemoignagePage",
    "TemoignagesPage",
    "VitrinePage",
]
