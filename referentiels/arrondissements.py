"""The arrondissements of Paris, Lyon and Marseille: INSEE codes, postcodes and the place of their town halls.

Positions are entered to about a kilometre. Offers name the commune: « Paris » may be in any of its arrondissements.
"""

import re
from dataclasses import dataclass
from functools import cache

from core.text import fold

from .loading import rows

_NUMBER_LAST = re.compile(r"(?P<city>\w+) (?P<number>\d{1,2})(?:er|e|eme|ieme)?(?: arr[\w.]*)?")
_NUMBER_FIRST = re.compile(r"(?P<number>\d{1,2})(?:(?:er|e|eme|ieme)(?: arr[\w.]*)?| arr[\w.]*)(?: de)? (?P<city>\w+)")

_ALSO_A_POSTCODE = "13210"
"""INSEE code of Marseille 10e, and postcode of Saint-Rémy-de-Provence: read as the latter."""


@dataclass(frozen=True)
class Arrondissement:
    """A part of a commune; `pk`, `position` and `departement_id` mean what they mean for a `Commune`."""

    pk: str
    """INSEE code."""
    name: str
    commune_id: str
    """INSEE code of the commune."""
    postal_codes: tuple[str, ...]
    position: tuple[float, float]
    """(latitude, longitude) in degrees."""

    def __str__(self) -> str:
        return self.name

    @property
    def departement_id(self) -> str:
        return self.pk[:2]

    @property
    def codes(self) -> tuple[str, ...]:
        """The INSEE codes of communes whose offers may be in this place."""
        return (self.commune_id,)

    @property
    def city(self) -> str:
        """The name of the commune."""
        return self.name.rpartition(" ")[0]


@cache
def arrondissements() -> dict[str, Arrondissement]:
    """All arrondissements by INSEE code."""
    return {
        row["code_insee"]: Arrondissement(
            row["code_insee"],
            row["nom"],
            row["commune"],
            tuple(row["codes_postaux"].split("|")),
            (float(row["latitude"]), float(row["longitude"])),
        )
        for row in rows("arrondissements.csv")
    }


@cache
def _by_text() -> dict[str, Arrondissement]:
    """By folded name with a bare number (« paris 13 »), INSEE code and postcode."""
    known = arrondissements()
    names = {fold(re.sub(r"\D+$", "", one.name)): one for one in known.values()}
    codes = {code: one for code, one in known.items() if code != _ALSO_A_POSTCODE}
    return codes | {code: one for one in known.values() for code in one.postal_codes} | names


def arrondissement(text: str) -> Arrondissement | None:
    """The arrondissement that `text` names: « Paris 13e », « 13e arrondissement de Paris », « 75013 », « 75113 »."""
    folded = fold(text)
    found = _NUMBER_LAST.fullmatch(folded) or _NUMBER_FIRST.fullmatch(folded)
    return _by_text().get(f"{found['city']} {int(found['number'])}" if found else folded)
