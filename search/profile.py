"""Offers that match a person's skills, wishes or CV, pasted as text, each with the reasons. Nothing is stored.

The skills are those of the vocabulary (`referentiels.competences`): each counts once, and those that the person no
longer wants leave their offers out. Offers of the wanted contract, télétravail and level come first, then those with
the most skills in common (a métier that the text names counts as one more), then the nearest, then the newest.
"""

import re
from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import NamedTuple

from core.text import fold
from emplois.browsing import bits, text_search
from emplois.browsing.offer_index import SKILLS, OfferIndex, offer_index
from emplois.browsing.places import named
from emplois.browsing.reading import read
from emplois.browsing.results import RINGS
from emplois.enums import Teletravail
from emplois.models import Lieu, Offre
from referentiels import competences
from referentiels.competences import Skill, Vocabulary
from referentiels.models import Commune, Located, distance

from . import ways_in
from .analysis import analyse
from .models import OffreDocument
from .ways_in import WaysIn

LONGEST = 20_000
"""Maximum characters of a text; a CV has about 5,000."""
LONGEST_WISH = 400
"""Characters up to which « CDI », « junior » or « télétravail » are what a text asks for: a CV tells of past jobs."""
MOST_SHOWN = 20
MOST_SKILLS = 60
WISHES = ("contrat", "teletravail", "experience")
"""The filters that count before the skills, the first most."""
MET, UNSAID = 4, 2
"""What an offer counts for that meets a wish, or that does not say, against one that says otherwise."""
ABOVE_SKILLS = 64
"""More than skills and a métier can count for."""
_UNWANTED = re.compile(
    r"(?:^| )(?:(?<!\ben )(?<!\bde )plus|pas|jamais|marre|en ai assez|ras le bol|quitte[rz]?|arrete[rz]?"
    r"|sans|sauf|hors|ni)"
    r"(?: (?:faire|refaire|travailler|coder|programmer|toucher|envie|de|du|des|d|en|avec|a|au|le|la))*$"
)
"""Before a skill, folded: the person does not want it. Not so « plus de dix ans de Java », nor « en plus du C# »."""
_REFUSED = re.compile(r"\s*,?\s*non\b", re.IGNORECASE)
"""After a skill: « Java, non merci »."""
_SENTENCE_END = re.compile(r"[.!?;:\n]")
_LOOKED_AT_BEFORE = 60


class Match(NamedTuple):
    offre: Offre
    skills: list[str]
    """The names of the skills that the person has and the offer asks for."""
    reasons: list[str]


class Matches(NamedTuple):
    skills: list[str]
    """The names of the skills recognised in the text."""
    unwanted: list[str]
    metiers: list[str]
    wishes: list[str]
    """What the text or the form asks for, as the visitor reads it."""
    best: list[Match]
    """At most `MOST_SHOWN`, the best first."""
    total: int
    """How many offers match."""
    ways_in: WaysIn | None
    """For who seems to come from another trade."""


class Profile:
    """What a text says of a person: `own` and `unwanted` skills, métiers by slug, and wishes by filter."""

    def __init__(self, text: str, facts: OfferIndex, known: Vocabulary, wishes: dict[str, list[str]]) -> None:
        text = text[:LONGEST]
        tokens = set(analyse(text))
        found = known.find(text)
        unwanted = {each.skill for each in found if _is_unwanted(text, each.start) or _REFUSED.match(text, each.end)}
        self.unwanted = [skill for skill in dict.fromkeys(each.skill for each in found) if skill in unwanted]
        own = dict.fromkeys(each.skill for each in found if each.skill not in unwanted)
        self.own = list(own)[:MOST_SKILLS]
        self.metiers = {
            slug: name for slug, name in facts.choices("metier") if set(analyse(_masculine(name))) <= tokens
        }
        said = read(text, facts).values if len(text) <= LONGEST_WISH else {}
        self.commune = _meant(said["commune"][0]) if "commune" in said else None
        """The first place that a short text names; None where several share the name."""
        self.wishes = {name: wishes.get(name) or said.get(name, []) for name in WISHES}

    @property
    def is_new_to_the_trade(self) -> bool:
        return not self.metiers and ways_in.is_a_beginner([*self.own, *self.unwanted], self.wishes["experience"])


def _meant(text: str) -> Located | None:
    """The place that `text` names, unless others of that name have half as many inhabitants."""
    places = named(text)
    if not isinstance(places, list):
        return None
    inhabitants = [place.population for place in places if isinstance(place, Commune)]
    return places[0] if len(inhabitants) < 2 or inhabitants[0] > 2 * inhabitants[1] else None


def _is_unwanted(text: str, start: int) -> bool:
    before = text[max(start - _LOOKED_AT_BEFORE, 0) : start]
    return _UNWANTED.search(fold(_SENTENCE_END.split(before)[-1])) is not None


def _saying(skill: Skill, facts: OfferIndex) -> int:
    """The offers that name `skill`; for a domain, those too that say it by a synonym: « cyber », « SSI »."""
    members = facts.any_of(SKILLS, [skill.slug])
    if skill.is_proper_name:
        return members
    said = [word.members for word in text_search.words(skill.name, facts)]
    return members | (reduce(and_, said) if said else 0)


def match(text: str, commune: Located | None = None, wishes: dict[str, list[str]] | None = None) -> Matches:
    """The public offers for the skills and métiers in `text`.

    `wishes` are values of the filters `WISHES`. Among equals, those nearest to `commune` come first. A short text says
    both, where they are not given.
    """
    facts, known = offer_index.current(), competences.vocabulary.current()
    profile = Profile(text, facts, known, wishes or {})
    commune = commune or profile.commune
    sets = [facts.any_of("metier", profile.metiers)] if profile.metiers else []
    sets += [_saying(skill, facts) for skill in profile.own]
    wanted = facts.everything & ~facts.any_of(SKILLS, [skill.slug for skill in profile.unwanted])
    if (meeting := facts.any_of("contrat", profile.wishes["contrat"])) & reduce(or_, sets, 0) & wanted:
        wanted &= meeting | ~facts.any_of("contrat", facts.values["contrat"])  # Another contract is no match at all.
    near = Commune.objects.within(commune, kilometres=RINGS[-1]) if commune else {}
    positions, total = _best(facts, sets, wanted, profile.wishes, near)
    offers = facts.offers(positions)
    needs_ways_in = not total or profile.is_new_to_the_trade
    away = _distances(offers, commune) if commune else {}
    return Matches(
        skills=[skill.name for skill in profile.own],
        unwanted=[skill.name for skill in profile.unwanted],
        metiers=list(profile.metiers.values()),
        wishes=[
            *(label for name, codes in profile.wishes.items() for label in _labels(facts, name, codes)),
            *([f"Près de {commune}"] if commune else []),
        ],
        best=_with_reasons(offers, known, profile, facts, away),
        total=total,
        ways_in=ways_in.ways_in(facts, known, profile.own, wanted) if needs_ways_in else None,
    )


def _labels(facts: OfferIndex, name: str, codes: Iterable[str]) -> list[str]:
    labels = dict(facts.choices(name))
    return [str(labels[code]) for code in codes if code in labels]


def _masculine(name: str) -> str:
    """One gender of a métier's name: the last part of « Développeuse / Développeur »."""
    return re.split(r"\s+/\s+", name)[-1]


def _best(
    facts: OfferIndex, sets: list[int], wanted: int, wishes: dict[str, list[str]], near: dict[str, float]
) -> tuple[list[int], int]:
    """The first positions by the wishes that they meet, then by how many of `sets` contain them, then by distance.

    And how many offers are in any set.
    """
    tally, found = bits.Tally(), reduce(or_, sets, 0) & wanted
    for members in sets:
        tally.add(members, 1)
    points = ABOVE_SKILLS
    for name in reversed(WISHES):
        if codes := wishes[name]:
            meeting, said = facts.any_of(name, codes), facts.any_of(name, facts.values[name])
            tally.add(meeting, MET * points)
            tally.add(facts.everything & ~said, UNSAID * points)
        points *= 2 * MET
    rings = [facts.in_communes(code for code, far in near.items() if far <= ring) for ring in RINGS] if near else []
    positions: list[int] = []
    for members, _points in tally.descending(found):
        left = members
        for ring in [*rings, facts.everything]:
            if len(positions) < MOST_SHOWN:
                positions += bits.positions(left & ring, 0, MOST_SHOWN - len(positions))
            left &= ~ring
    return positions, found.bit_count()


def _with_reasons(
    offers: list[Offre], known: Vocabulary, profile: Profile, facts: OfferIndex, away: dict[int, float]
) -> list[Match]:
    """A match for each offer. `away` holds kilometres by the offer's key."""
    slugs = dict(OffreDocument.objects.filter(pk__in=[o.pk for o in offers]).values_list("pk", "skills"))
    matches = []
    for offre in offers:
        asked = [known.skills[slug] for slug in slugs.get(offre.pk, "").split() if slug in known.skills]
        common = [skill.name for skill in asked if skill in profile.own]
        reasons = []
        if common:
            reasons.append(f"{len(common)} compétence{'s' if len(common) > 1 else ''} sur {len(asked)}")
        reasons += _met(facts, profile, facts.position[offre.pk])
        if offre.pk in away:
            reasons.append(f"{away[offre.pk]:.0f} km")
        if offre.teletravail in (Teletravail.PARTIEL, Teletravail.TOTAL) and not profile.wishes["teletravail"]:
            reasons.append(offre.get_teletravail_display().lower())
        matches.append(Match(offre, common, reasons))
    return matches


def _met(facts: OfferIndex, profile: Profile, position: int) -> list[str]:
    """The wishes that the offer at `position` meets."""
    met = ((name, code) for name, codes in profile.wishes.items() for code in codes)
    return [
        label
        for name, code in met
        if facts.any_of(name, [code]) >> position & 1
        for label in _labels(facts, name, [code])
    ]


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
