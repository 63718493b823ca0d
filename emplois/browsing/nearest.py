"""The offers that meet most of a search, for when few meet all of it; each with what it does not meet."""

from typing import NamedTuple

from emplois.enums import NEAR_CONTRACTS
from emplois.models import Offre

from . import bits, text_search
from .offer_index import SKILLS
from .results import WIDER, Results
from .text_search import Said, Word
from .tokens import EXCLUDED

ENOUGH = 8
"""Results from which nothing near is proposed, and how many are proposed otherwise."""
POINTS = {"commune": 140, "departement": 140, "region": 140, "contrat": 110, "metier": 150, "famille": 120}
POINTS_AROUND = (60, 20, 10)
"""What being in each of the circles `WIDER` counts for, instead of the place itself."""
NEAR_CONTRACT_POINTS = 60
OTHER_POINTS = 80
"""What meeting a filter counts for."""
WORDS_POINTS = 250
"""What saying all the words in the title counts for: the job comes before its conditions."""
LEAST_SHARE = 0.4
"""Share of all the points that an offer needs to be near."""
LEAST_OF_WORDS = 0.4
"""Share of the points of the words, in any field, below which an offer is about something else."""


class Near(NamedTuple):
    offre: Offre
    unmet: list[str]
    """What it does not meet, as the visitor reads it."""


class Nearest:
    """The offers near to `results`, which must be few."""

    def __init__(self, results: Results) -> None:
        self.results, self.criteria, self.facts = results, results.criteria, results.facts
        described = results.described.words if results.described else ()
        self.words = [*described, *(word for skill in results.skills for word in self._words_of(skill))]
        self.points_of_words = sum(word.points for word in self.words if word.members)
        """A word that no offer says is not held against any."""
        self.filters = {name: kept for name, kept in results.conditions.items() if name not in ("q", SKILLS, EXCLUDED)}

    def _words_of(self, skill: Word) -> list[Word]:
        """`skill`, all the offers that name it being as near; where none does, the words of its name."""
        if skill.members:
            return [skill._replace(ways=[Said(skill.members, skill.points, "")])]
        return text_search.words(skill.written, self.facts)

    @property
    def offers(self) -> list[Near]:
        """At most `ENOUGH`, the nearest first.

        None for a search of one thing, which cannot be met in part, and for words searched exactly as they are.
        """
        is_exact = "exact" in self.criteria.data
        if is_exact or len(self.results) >= ENOUGH or len(self.words) + len(self.filters) < 2:
            return []
        if not self.filters and not self.points_of_words:
            return []
        positions = self._positions()
        shown = self.facts.offers(positions)
        return [Near(offre, self._unmet(self.facts.position[offre.pk])) for offre in shown]

    def _positions(self) -> list[int]:
        wanted = self.results.base & self.results.conditions.get(EXCLUDED, self.facts.everything)
        candidates = self._about_the_same(wanted & ~self.results.matches)
        tally, most = bits.Tally(), 0
        for name, members in self.filters.items():
            points = POINTS.get(name, OTHER_POINTS)
            most += points
            tally.add(members & candidates, points)
        for members, points in (*self._around(), *self._near_contracts()):
            tally.add(members & candidates, points)
        for word in (word for word in self.words if word.members and word.points):
            most += round(WORDS_POINTS * word.ways[0].points / self.points_of_words)
            for way in word.ways:
                tally.add(way.members & candidates, round(WORDS_POINTS * way.points / self.points_of_words))
        positions: list[int] = []
        for inside, points in tally.descending(candidates):
            if points < LEAST_SHARE * most or len(positions) >= ENOUGH:
                break
            positions += bits.positions(inside, 0, ENOUGH - len(positions))
        return positions

    def _about_the_same(self, members: int) -> int:
        """Those of `members` that say words which are at least `LEAST_OF_WORDS` of what the words count for."""
        if not self.points_of_words:
            return members
        tally = bits.Tally()
        for word in self.words:
            tally.add(word.members & members, word.points)
        about = 0
        for inside, points in tally.descending(members):
            if points < LEAST_OF_WORDS * self.points_of_words:
                break
            about |= inside
        return about

    def _around(self) -> list[tuple[int, int]]:
        """The sets of offers in wider and wider circles around the commune, with the points of each beyond the last."""
        if not self.criteria.commune or self.criteria.radius >= WIDER[-1]:
            return []
        inside, circles = self.filters["commune"], []
        for members, points in zip(self.results.wider.values(), POINTS_AROUND, strict=True):
            circles.append((members & ~inside, points))
            inside |= members
        return circles

    def _near_contracts(self) -> list[tuple[int, int]]:
        """The offers with a contract near to those asked for, with the points of it."""
        if "contrat" not in self.filters:
            return []
        near = [NEAR_CONTRACTS[code] for code in self.criteria.cleaned_data["contrat"] if code in NEAR_CONTRACTS]
        return [(self.facts.any_of("contrat", near) & ~self.filters["contrat"], NEAR_CONTRACT_POINTS)]

    def _unmet(self, position: int) -> list[str]:
        unmet = [f"« {word.written} »" for word in self.words if not word.members >> position & 1]
        return unmet + [
            " ou ".join(self.criteria.labels(name))
            for name, members in self.filters.items()
            if not members >> position & 1
        ]
