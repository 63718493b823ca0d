"""Offers for a person, from the skills or the CV that they paste, each with the reasons why. Nothing is kept.

The skills are those that the pages of métiers name. What the text says of them, and what offers say, goes through
one analysis. Offers are ranked by how many of the person's skills they ask for (their métier, where the text names it,
counts as one more), then by nearness, then by date.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from core.generation_cache import GenerationCache
from core.text import fold
from emplois.browsing import bits
from emplois.browsing.offer_index import OfferIndex, offer_index
from emplois.browsing.results import RINGS
from emplois.enums import Teletravail
from emplois.models import Lieu, MetierPage, Offre
from referentiels.models import Commune, distance

from .analysis import analyse
from .engines import ANYWHERE, engine
from .models import OffreDocument
from .queries import Groups, known_phrases, parse, said

LONGEST = 20_000
"""Characters of a text that are read; a CV has some 5,000."""
SHOWN = 20
MOST_SKILLS = 60


class Skill(NamedTuple):
    name: str
    groups: Groups
    """As a question to the index: of each group, one token has to be said."""


class Match(NamedTuple):
    offre: Offre
    skills: list[str]
    """What the person and the offer have in common."""
    reasons: list[str]


class Matches(NamedTuple):
    skills: list[str]
    """What was understood of the text."""
    metiers: list[str]
    shown: list[Match]
    total: int


def _read_skills() -> list[Skill]:
    names = (name for page in MetierPage.objects.live().only("skills").order_by("pk") for name in page.skill_list)
    known = {fold(name): name for name in names}
    return [Skill(name, groups) for name in known.values() if (groups := parse(name).groups)]


skills = GenerationCache(_read_skills)


def named(known: Iterable[Skill], tokens: set[str]) -> list[Skill]:
    """Those skills that `tokens` say."""
    return [skill for skill in known if all(tokens.intersection(group) for group in skill.groups)]


def match(text: str, commune: Commune | None = None) -> Matches:
    """The public offers nearest to what `text` says, those around `commune` first among equals."""
    facts, known, spoken = offer_index.current(), skills.current(), set(said(text[:LONGEST], known_phrases()))
    own = named(known, spoken)[:MOST_SKILLS]
    metiers = {slug: name for slug, name in _metiers(facts) if set(analyse(_masculine(name))) <= spoken}
    sets = [facts.any_of("metier", metiers)] if metiers else []
    if own:
        asked = engine().ask(OffreDocument._meta.db_table, [(skill.groups, ANYWHERE) for skill in own])
        sets += [facts.of_offers(keys) for keys in asked]
    near = Commune.objects.within(commune, kilometres=RINGS[-1]) if commune else {}
    positions, total = _best(facts, sets, near)
    offers = facts.offers(positions)
    away = _distances(offers, commune) if commune else {}
    shown = _told(offers, known, own, away)
    return Matches([skill.name for skill in own], list(metiers.values()), shown, total)


def _metiers(facts: OfferIndex) -> list[tuple[str, str]]:
    return [choice for choices in facts.labels["metier"].values() for choice in choices]


def _masculine(name: str) -> str:
    """A métier's name in one of its genders: « Développeuse / Développeur » says the same twice."""
    return re.split(r"\s+/\s+", name)[-1]


def _best(facts: OfferIndex, sets: list[int], near: dict[str, float]) -> tuple[list[int], int]:
    """The first positions by how many of `sets` they are in, then by nearness; and how many are in any."""
    digits = [0] * max(len(sets).bit_length(), 1)
    for one in sets:  # All offers' counters at once, a binary digit a set.
        carried = one
        for place, digit in enumerate(digits):
            digits[place], carried = digit ^ carried, digit & carried
    rings = [facts.in_communes(code for code, far in near.items() if far <= ring) for ring in RINGS] if near else []
    positions: list[int] = []
    total = 0
    for count in range(len(sets), 0, -1):
        members = facts.everything
        for place, digit in enumerate(digits):
            members &= digit if count >> place & 1 else ~digit
        total += members.bit_count()
        for ring in [*rings, facts.everything]:
            if len(positions) < SHOWN:
                positions += bits.positions(members & ring, 0, SHOWN - len(positions))
            members &= ~ring
    return positions, total


def _told(offers: list[Offre], known: list[Skill], own: list[Skill], away: dict[int, float]) -> list[Match]:
    tokens = dict(OffreDocument.objects.filter(pk__in=[o.pk for o in offers]).values_list("pk", "tokens"))
    found = []
    for offre in offers:
        its = named(known, set(tokens.get(offre.pk, "").split()))
        common = [skill.name for skill in its if skill in own]
        reasons = []
        if common:
            reasons.append(f"{len(common)} compétence{'s' if len(common) > 1 else ''} sur {len(its)}")
        if offre.pk in away:
            reasons.append(f"{away[offre.pk]:.0f} km")
        if offre.teletravail in (Teletravail.PARTIEL, Teletravail.TOTAL):
            reasons.append(offre.get_teletravail_display().lower())
        found.append(Match(offre, common, reasons))
    return found


def _distances(offers: list[Offre], commune: Commune) -> dict[int, float]:
    """By key, how many kilometres the nearest place of each offer is away from `commune`."""
    places = Lieu.objects.filter(offre__in=[offre.pk for offre in offers], commune__latitude__isnull=False)
    away: dict[int, float] = {}
    if commune.position is None:
        return away
    for offre, latitude, longitude in places.values_list("offre", "commune__latitude", "commune__longitude"):
        far = distance(commune.position, (latitude, longitude))
        away[offre] = min(far, away.get(offre, far))
    return away
