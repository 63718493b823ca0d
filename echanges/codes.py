"""The codes of the State's offer exchange that `emplois.enums` does not have.

Source: the exchange's public guide, « Guide de l'API CSPLab » (repository betagouv/csplab, 2026).
"""

from typing import Literal, get_args

from emplois.enums import Teletravail, Vacance

VACANCE = {"OUI": Vacance.VACANT, "NON": Vacance.SUSCEPTIBLE}
NON_DEFINI = "NON_DEFINI"
LIEUX_DE_TRAVAIL = {"SUR_SITE": [Teletravail.SUR_SITE], "TELETRAVAIL": [Teletravail.PARTIEL, Teletravail.TOTAL]}
"""The codes of télétravail covered by each code of place of work; NON_DEFINI covers none."""
REFERENTIEL = "RMFPv2"
DOMAINE = "NUM"
"""The functional domain of every offer of this portal: digital work."""
Domaine = Literal[
    "ACH", "AGR", "AMT", "ASP", "BAT", "COM", "CTL", "CUL", "DEF", "DIR", "DOC", "ENS", "ENV", "FIP", "GBF",
    "GRH", "INT", "JUR", "JUS", "LOG", "MED", "NUM", "RCH", "REN", "SAN", "SEC", "SOC", "TRA", "USA",
]  # fmt: skip
DOMAINES: tuple[str, ...] = get_args(Domaine)
NO_END = "9999-12-31"
"""The end date of the exchange for a publication without an end."""
