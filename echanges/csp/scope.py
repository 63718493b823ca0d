"""Decides which rows are digital work, in three steps; the first that applies decides.

1. The métier is in the portal's reference list: digital.
2. A specialisation is given: digital if it matches SPECIALISATIONS (« Numérique »…), else not.
3. Without a specialisation: digital if the title matches TITLES and does not match OTHER, else not.
"""

import re
from functools import lru_cache

from core.text import fold
from referentiels.models import Metier

SPECIALISATIONS = re.compile(r"\b(numerique|informatique|systemes? d information|cybersecurite|data|donnees)\b")
TITLES = re.compile(
    r"\b(informatici\w+|informatiques?|numeriques?|developpeu\w+|dev ?ops|devsecops|logiciels?|programmeu\w+|data|"
    r"cyber\w*|ssi|rssi|dsi|systemes? d informations?|systemes? et reseaux|reseaux? et systemes?|full ?stack|web|"
    r"front ?end|back ?end|cloud|sre|product owner|scrum master|ux|ui|intelligence artificielle|bases? de donnees|"
    r"administrat\w+ (systemes?|reseaux?)|tech lead|architectes? (si|technique\w*|applicati\w+|fonctionnel\w*)|"
    r"testeu\w+|help ?desk)\b"
)
OTHER = re.compile(
    r"\b(communication numerique|mediat\w+ numeriques?|conseill\w+ numeriques?|community manager|data ?center btp)\b"
)


class Scope:
    """The rule, with the reference list loaded once and cached results."""

    def __init__(self) -> None:
        self._metiers = {fold(name): pk for pk, name in Metier.objects.values_list("pk", "name")}
        self.metier_id = lru_cache(maxsize=10_000)(lambda name: self._metiers.get(fold(name)))
        """Primary key of the métier with this name, None without a match."""
        self._is_digital_speciality = lru_cache(maxsize=10_000)(lambda text: bool(SPECIALISATIONS.search(fold(text))))
        self._names_digital_work = lru_cache(maxsize=100_000)(_names_digital_work)

    def includes(self, metier: str, specialisation: str, title: str) -> bool:
        if metier and self.metier_id(metier) is not None:
            return True
        if specialisation:
            return self._is_digital_speciality(specialisation)
        return self._names_digital_work(title)


def _names_digital_work(title: str) -> bool:
    words = fold(title)
    return bool(TITLES.search(words)) and not OTHER.search(words)
