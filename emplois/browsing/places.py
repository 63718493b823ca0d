"""The places that texts name: communes, arrondissements, départements, regions, abroad; and what they filter.

An area (a département, a region) filters by its facet; a commune or an arrondissement by what lies around it.
"""

import math
import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import NamedTuple

from core.text import TOKEN, fold
from referentiels.arrondissements import arrondissement
from referentiels.models import Commune, Departement, Located

from .offer_index import ABROAD, reference_departements, reference_regions
from .place_words import AREAS
from .vocabulary import Meaning

AREA_FILTERS = ("region", "departement")
PLACE_FILTERS = ("commune", *AREA_FILTERS)

MOST_HOMONYMS = 6
"""How many communes of one name or postcode are searched around, until the visitor chooses one."""
MOST_PLACES = 5
LONGEST_PLACE = 80
ALIKE, MOST_ALIKE, SHORTEST_ALIKE = 0.75, 3, 4
"""Similarity of a name that is proposed (difflib's ratio), how many are, and for how many letters."""
SOME = 1_000
"""Inhabitants from which any name of a commune is read in words."""
_BETWEEN = re.compile(r"\s+ou\s+|\s*[;/]\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(.+) \((\w{2,3})\)")


class NamedCommunes(NamedTuple):
    """The communes of one name, of those with `SOME` inhabitants at least."""

    population: int
    """Of the largest."""
    departements: frozenset[str]


class Area(NamedTuple):
    """A region or a département, as it is named and filtered by."""

    kind: str
    """`region` or `departement`."""
    code: str
    name: str
    label: str

    @property
    def meaning(self) -> Meaning:
        return self.kind, (self.code,)


class Place(NamedTuple):
    """What a text names: an area, or the départements of the communes that it may mean."""

    text: str
    area: Meaning | None = None
    """The filter and its values: a region, several, or a département."""
    departements: frozenset[str] = frozenset()
    located: tuple[Located, ...] = ()
    """The communes, where they are known already."""


def plain(phrase: str) -> str:
    """`phrase` folded, its words one space apart without punctuation."""
    return " ".join(fold(found) for found in TOKEN.findall(phrase))


def whole(phrase: str) -> str:
    """A folded name of a commune with its saint written out."""
    return re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", phrase))


@cache
def named_areas() -> list[Area]:
    """The areas that a name means: regions, then départements that have not the name of their region.

    Paris is left out: the name means the commune.
    """
    departements: list[Departement] = reference_departements()
    return [Area("region", code, name, name) for code, name in reference_regions().items()] + [
        Area("departement", d.code, d.name, str(d)) for d in departements if d.name not in (d.region.name, "Paris")
    ]


@cache
def areas() -> dict[str, Meaning]:
    """Areas by plain name: their own, other ones; départements by code too."""
    names = {plain(area.name): area.meaning for area in named_areas()}
    names |= {plain(phrase): (name, codes) for name, codes, phrases in AREAS for phrase in phrases}
    return names | {d.code.lower(): ("departement", (d.code,)) for d in reference_departements()}


@cache
def named_communes() -> dict[str, NamedCommunes]:
    """The communes with `SOME` inhabitants at least, by folded name."""
    names: dict[str, NamedCommunes] = {}
    rows = Commune.objects.filter(population__gte=SOME).order_by("population")
    for name, population, departement in rows.values_list("folded_name", "population", "departement"):
        others = names[name].departements if name in names else frozenset()
        names[name] = NamedCommunes(population, others | {departement})
    return names


@cache
def _of_region() -> dict[str, frozenset[str]]:
    """The codes of the départements of each region."""
    departements: list[Departement] = reference_departements()
    return {code: frozenset(d.code for d in departements if d.region_id == code) for code in reference_regions()}


def area_label(area: Meaning) -> str:
    """« Bretagne », « Ille-et-Vilaine (35) », « Guadeloupe, Martinique… »."""
    name, codes = area
    if name == "departement":
        return ", ".join(str(d) for d in reference_departements() if d.code in codes)
    names = reference_regions() | dict([ABROAD])
    return ", ".join(names[code] for code in codes)


def place_of(kind: str, code: str) -> Place:
    """The region or the département of a filter's value, with a text that names it."""
    meaning = (kind, (code,))
    name = area_label(meaning).partition(" (")[0]
    return Place(name if areas().get(plain(name)) == meaning else code, meaning)


def inside(area: Meaning) -> frozenset[str]:
    """The codes of the départements of an area."""
    name, codes = area
    return frozenset(codes) if name == "departement" else frozenset().union(*(_of_region().get(c, ()) for c in codes))


def filters(places: Iterable[Place]) -> dict[str, list[str]]:
    """The filters that find what is in any of `places`.

    An area that holds all the others narrows them (« Rennes, Bretagne »); otherwise each adds to the others, and all
    are texts of `commune`, which accepts areas too (« Nantes ou Bretagne »).
    """
    places = list(places)
    found: dict[str, list[str]] = {}
    for place in places:
        if place.area:
            name, codes = place.area
            found[name] = list(dict.fromkeys([*found.get(name, []), *codes]))
    outer = "region" if "region" in found else "departement"
    covered = inside((outer, tuple(found.get(outer, ()))))
    parts = [place for place in places if place.area is None or place.area[0] != outer]
    if found and not all((inside(place.area) if place.area else place.departements) & covered for place in parts):
        return {"commune": [place.text for place in places]}
    if communes := [_narrowed(place, covered) for place in places if place.area is None]:
        found["commune"] = communes
    return found


def _narrowed(place: Place, departements: frozenset[str]) -> str:
    """The text of `place`, with its département where `departements` tell it from its homonyms."""
    left = place.departements & departements
    if len(left) == 1 and len(place.departements) > 1 and "(" not in place.text and not place.text.isdigit():
        return f"{place.text} ({min(left)})"
    return place.text


def named(text: str) -> Place | list[Located] | None:
    """The area, the communes (the most populous first) or the arrondissement that the whole of `text` names."""
    if one := arrondissement(text):
        return [one]
    bracketed = _IN_BRACKETS.fullmatch(text.strip())
    area = areas().get(plain(bracketed[1] if bracketed else text))
    if area and not bracketed:
        return Place(text, area)
    if communes := list(Commune.objects.matching(text)[:MOST_HOMONYMS]):
        return list(communes)
    if bracketed and area == ("departement", (bracketed[2].upper(),)):
        return Place(text, area)
    return None


def spelt_alike(text: str) -> list[Area | Commune]:
    """At most three areas and communes whose names are nearly `text`: the nearest first, then the most populous."""
    typed = plain(text.partition("(")[0])
    if len(typed) < SHORTEST_ALIKE:
        return []
    known = {plain(area.name): area for area in named_areas()}
    found: dict[str, Area | Commune] = {one.folded_name: one for one in Commune.objects.nearest_names(typed)}
    found |= {name: known[name] for name in get_close_matches(typed, known, n=MOST_ALIKE, cutoff=ALIKE)}

    def rank(name: str) -> tuple[float, float]:
        return -SequenceMatcher(None, typed, name).ratio(), -getattr(found[name], "population", math.inf)

    return [found[name] for name in sorted(found, key=rank)[:MOST_ALIKE]]


class Places:
    """The places of the filter « Lieu »: each of `texts` names one, and what is in any of them is meant.

    Args:
        values: what the visitor typed; one value may name several places (« Rennes ou Nantes »).
        read: the places that the whole of a text names, none where a word of it names no place.
        beside: regions and départements of other filters. What is typed is in them, holds them, or adds to them.
    """

    def __init__(self, values: Iterable[str], read: Callable[[str], list[Place]], beside: Iterable[Place] = ()) -> None:
        self.unknown: list[str] = []
        """The texts that name no place, or are too many."""
        found: list[Place] = []
        for text in _texts(values):
            places = read(text) if _is_readable(text) else []
            found += places
            if not places:
                self.unknown.append(text)
        found = list(dict.fromkeys(found))
        self.unknown += [place.text for place in found[MOST_PLACES:]]
        meant = found[:MOST_PLACES]
        self.filters = filters([*meant, *(place for place in beside if not _is_held(place, meant))])
        """The filters of the list that find them, but for « Lieu »."""
        self.located: dict[str, list[Located]] = {}
        """The communes or the arrondissement of each text, the most populous first."""
        self.areas: dict[str, Meaning] = {}
        """The areas that add to other places, by text."""
        known = {place.text: place.located for place in found}
        for text in self.filters.pop("commune", []):
            if located := known.get(text):
                self.located[text] = list(located)
            else:
                self._settle(text)
        self.namesakes = _namesakes(found)
        """The communes that have the name of an area, by text."""
        self.texts = [*self.located, *self.areas, *self.unknown]
        """The values of « Lieu » that are left to show."""

    def _settle(self, text: str) -> None:
        meant = named(text)
        if isinstance(meant, Place) and meant.area:
            self.areas[text] = meant.area
        elif isinstance(meant, list):
            self.located[text] = meant
        else:
            self.unknown.append(text)


def _is_held(place: Place, others: Iterable[Place]) -> bool:
    """Whether the area `place` lies in one of `others`, and so adds nothing to it."""
    held = inside(place.area) if place.area else frozenset()
    return any(other.area and held and held <= inside(other.area) for other in others)


def _is_readable(text: str) -> bool:
    return len(text) <= LONGEST_PLACE * MOST_PLACES and "\0" not in text


def _texts(values: Iterable[str]) -> list[str]:
    """The texts of `values` that may each be a place, once each."""
    texts: list[str] = []
    for value in filter(None, (value.strip() for value in values)):
        parts = _BETWEEN.split(value) if _is_readable(value) else [value]
        texts += [part.strip() for part in parts if part.strip()]
    return list(dict.fromkeys(texts))


def _namesakes(places: Iterable[Place]) -> dict[str, list[Located]]:
    names = {place.text: whole(fold(place.text)) for place in places if place.area}
    return {text: list(Commune.objects.matching(name)) for text, name in names.items() if name in named_communes()}
