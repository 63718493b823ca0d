"""Ways into digital trades, for who comes from another one: offers to begin with, and métiers with what they ask."""

from collections.abc import Sequence
from typing import NamedTuple

from emplois.browsing import bits
from emplois.browsing.offer_index import SKILLS, OfferIndex
from emplois.enums import Contrat, Experience
from emplois.models import Offre
from referentiels.competences import Skill, Vocabulary

OF_A_BEGINNER = 2
"""Technologies up to which a person may be new to digital trades."""
A_FEW = 4
MOST_TO_LEARN = 6
FIRST_OFFERS = (
    ("En apprentissage", "contrat", Contrat.APPRENTISSAGE),
    ("Ouvertes aux débutants", "experience", Experience.DEBUTANT),
)


class FirstOffers(NamedTuple):
    """Offers to begin with, and the query string of the list that shows them all."""

    label: str
    query: str
    total: int
    offers: list[Offre]


class NearMetier(NamedTuple):
    slug: str
    name: str
    total: int
    """Its open offers."""
    known: list[str]
    to_learn: list[str]
    """The names of the other skills that its offers name most."""


class WaysIn(NamedTuple):
    offers: list[FirstOffers]
    metiers: list[NearMetier]


def is_a_beginner(named: Sequence[Skill], experience: Sequence[str]) -> bool:
    """Whether a person who names these skills, and looks for this level, may be new to digital trades."""
    has_few = sum(skill.is_proper_name for skill in named) <= OF_A_BEGINNER
    return has_few and set(experience) <= {Experience.DEBUTANT}


def ways_in(facts: OfferIndex, known: Vocabulary, own: Sequence[Skill], wanted: int) -> WaysIn:
    """The ways in for a person with the skills `own`, among the set of offers `wanted`."""
    return WaysIn(_first_offers(facts, own, wanted), _near_metiers(facts, known, own))


def _first_offers(facts: OfferIndex, own: Sequence[Skill], wanted: int) -> list[FirstOffers]:
    """Those that name a skill of the person come first."""
    naming = facts.any_of(SKILLS, [skill.slug for skill in own])
    found = []
    for label, name, code in FIRST_OFFERS:
        members = facts.any_of(name, [code]) & wanted
        positions = [*bits.positions(members & naming, 0, A_FEW), *bits.positions(members & ~naming, 0, A_FEW)]
        found.append(FirstOffers(label, f"{name}={code}", members.bit_count(), facts.offers(positions[:A_FEW])))
    return found


def _near_metiers(facts: OfferIndex, known: Vocabulary, own: Sequence[Skill]) -> list[NearMetier]:
    """The métiers whose offers name the person's skills most often; without any, skills of the same kind.

    For who has no skill, those that take most beginners. Only métiers of which an offer takes beginners.
    """
    sets = [members for skill in own if (members := facts.any_of(SKILLS, [skill.slug]))]
    if not sets and own:
        kinds = {skill.genre for skill in own}
        sets = [facts.any_of(SKILLS, [slug]) for slug, skill in known.skills.items() if skill.genre in kinds]
    sets = sets or [facts.any_of("experience", [Experience.DEBUTANT])]
    to_begin = facts.any_of("contrat", [Contrat.APPRENTISSAGE]) | facts.any_of("experience", [Experience.DEBUTANT])
    scored = []
    for slug, name in facts.choices("metier"):
        members = facts.any_of("metier", [slug])
        if members & to_begin and (said := sum((members & one).bit_count() for one in sets)):
            scored.append((said / (members.bit_count() + A_FEW), slug, name, members))
    best = sorted(scored, reverse=True)[:A_FEW]
    return [_near_metier(facts, known, own, slug, name, members) for _score, slug, name, members in best]


def _near_metier(
    facts: OfferIndex, known: Vocabulary, own: Sequence[Skill], slug: str, name: str, members: int
) -> NearMetier:
    counted = ((-(one & members).bit_count(), named) for named, one in facts.values[SKILLS].items())
    asked = [known.skills[named] for count, named in sorted(counted) if count and named in known.skills]
    return NearMetier(
        slug,
        name,
        members.bit_count(),
        [skill.name for skill in asked if skill in own],
        [skill.name for skill in asked if skill not in own][:MOST_TO_LEARN],
    )
