"""Offers that match a person's skills or CV, pasted as text, each with the reasons. Nothing is stored.

The known skills are those listed on the pages of métiers. The text and the offers go through the same analysis. Offers
are ranked by how many of the person's skills they ask for (a métier named in the text counts as one more), then by
distance, then by date.
"""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from core.generation_cache import GenerationCache
from core.text import fold
from emplois.browsing import bits
from emplois.browsing.offer_index import OfferIndex, offer_index
from emplois.browsing.results import RINGS
from emplois.enums import Teletravail
from emplois.models import Lieu, MetierPage, Offre
from referentiels.models import Commune, Located, distance

from .analysis import analyse
from .engines import ANYWHERE, engine
from .models import OffreDocument
from .queries import Groups, known_phrases, parse, tokens_and_phrases

LONGEST = 20_000
"""Maximum characters of a text; a CV has about 5,000."""
MOST_SHOWN = 20
MOST_SKILLS = 60


class Skill(NamedTuple):
    name: str
    groups: Groups
    """The query for this skill: a text has the skill when it contains a token of each group."""


class Match(NamedTuple):
    offre: Offre
    skills: list[str]
    """The names of the skills that the person has and the offer asks for."""
    reasons: list[str]


class Matches(NamedTuple):
    skills: list[str]
    """The names of the skills recognised in the text."""
    metiers: list[str]
    best: list[Match]
    """At most `MOST_SHOWN`, the best first."""
    total: int
    """How many offers match."""


def _read_skills() -> list[Skill]:
    names = (name for page in MetierPage.objects.live().only("skills").order_by("pk") for name in page.skill_list)
    known = {fold(name): name for name in names}
    return [Skill(name, groups) for name in known.values() if (groups := parse(name).tokens)]


skills = GenerationCache(_read_skills)


def named(known: Iterable[Skill], tokens: set[str]) -> list[Skill]:
    """The skills of `known` that `tokens` contain."""
    return [skill for skill in known if all(tokens.intersection(group) for group in skill.groups)]


def match(text: str, commune: Located | None = None) -> Matches:
    """The public offers that match the skills and métiers in `text`; among equals, those nearest to `commune` first."""
    facts, known = offer_index.current(), skills.current()
    text_tokens = set(tokens_and_phrases(text[:LONGEST], known_phrases()))
    own = named(known, text_tokens)[:MOST_SKILLS]
    metiers = {slug: name for slug, name in _metiers(facts) if set(analyse(_masculine(name))) <= text_tokens}
    sets = [facts.any_of("metier", metiers)] if metiers else []
    if own:
        keys_by_skill = engine().ask(OffreDocument._meta.db_table, [(skill.groups, ANYWHERE) for skill in own])
        sets += [facts.of_offers(keys) for keys in keys_by_skill]
    near = Commune.objects.within(commune, kilometres=RINGS[-1]) if commune else {}
    positions, total = _best(facts, sets, near)
    offers = facts.offers(positions)
    away = _distances(offers, commune) if commune else {}
    best = _with_reasons(offers, known, own, away)
    return Matches([skill.name for skill in own], list(metiers.values()), best, total)


def _metiers(facts: OfferIndex) -> list[tuple[str, str]]:
    return [choice for choices in facts.labels["metier"].values() for choice in choices]


def _masculine(name: str) -> str:
    """One gender of a métier's name: the last part of « Développeuse / Développeur »."""
    return re.split(r"\s+/\s+", name)[-1]


def _best(facts: OfferIndex, sets: list[int], near: dict[str, float]) -> tuple[list[int], int]:
    """The first positions by how many of `sets` contain them, then by distance; and how many are in any set."""
    tally = bits.Tally()
    for members in sets:
        tally.add(members, 1)
    rings = [facts.in_communes(code for code, far in near.items() if far <= ring) for ring in RINGS] if near else []
    positions: list[int] = []
    total = 0
    for members, _count in tally.descending(reduce(or_, sets, 0)):
        total += members.bit_count()
        left = members
        for ring in [*rings, facts.everything]:
            if len(positions) < MOST_SHOWN:
                positions += bits.positions(left & ring, 0, MOST_SHOWN - len(positions))
            left &= ~ring
    return positions, total


def _with_reasons(offers: list[Offre], known: list[Skill], own: list[Skill], away: dict[int, float]) -> list[Match]:
    """A match for each offer. `own` are the person's skills; `away` holds kilometres by the offer's key."""
    tokens = dict(OffreDocument.objects.filter(pk__in=[o.pk for o in offers]).values_list("pk", "tokens"))
    matches = []
    for offre in offers:
        asked = named(known, set(tokens.get(offre.pk, "").split()))
        common = [skill.name for skill in asked if skill in own]
        reasons = []
        if common:
            reasons.append(f"{len(common)} compétence{'s' if len(common) > 1 else ''} sur {len(asked)}")
        if offre.pk in away:
            reasons.append(f"{away[offre.pk]:.0f} km")
        if offre.teletravail in (Teletravail.PARTIEL, Teletravail.TOTAL):
            reasons.append(offre.get_teletravail_display().lower())
        matches.append(Match(offre, common, reasons))
    return matches


def _distances(offers: list[Offre], commune: Located) -> dict[int, float]:
    """By the key of each offer, the kilometres from `commune` to its nearest place."""
    places = Lieu.objects.filter(offre__in=[offre.pk for offre in offers], commune__latitude__isnull=False)
    away: dict[int, float] = {}
    if commune.position is None:
        return away
    rows = places.values_list("offre", "commune", "commune__latitude", "commune__longitude")
    for offre, code, latitude, longitude in rows:
        far = 0.0 if code in commune.codes else distance(commune.position, (latitude, longitude))
        away[offre] = min(far, away.get(offre, far))
    return away
