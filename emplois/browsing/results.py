"""The results of a search: matching offers, their order, and the counts of each facet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import NamedTuple

from django.http import QueryDict

from emplois.deadlines import PARIS, paris_today
from emplois.models import Offre
from referentiels.models import Commune, departement_of

from . import bits, text_search
from .criteria import FACETS, ONLY_WHERE_CHOSEN, Criteria
from .criteria_fields import WORDS
from .offer_index import SKILLS, OfferIndex, offer_index
from .places import PLACE_FILTERS
from .text_search import Word
from .tokens import EXCLUDED

RINGS = (0, 10, 30)
"""Distances in kilometres that rank equally relevant offers: in the commune, then around it."""
WIDER = (50, 100, 200)
"""Radiuses in kilometres proposed when a search around a commune has no result."""
FEW = 3
"""Up to this number of results, another spelling is proposed."""
MOST_SKILLS = 12
"""Skills among which the list lets choose: those that the most results name. Any other is typed."""


class Option(NamedTuple):
    code: str
    label: str
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.
    chosen: bool


class FacetCounts(NamedTuple):
    """A facet with the options that have results under the other active filters, by group heading."""

    name: str
    label: str
    groups: list[tuple[str, list[Option]]]
    chosen: int


class TextMatches:
    """The offers of `base` that say the words of a text."""

    def __init__(self, words: Sequence[Word], base: int) -> None:
        self.words = words
        self.all = reduce(and_, (word.members for word in words), base)
        """The offers that say every word."""

    @property
    def known(self) -> int:
        """How many of the words some offer says."""
        return sum(bool(word.members) for word in self.words)


def by_relevance(words: Iterable[Word], members: int) -> Iterator[int]:
    """`members` in disjoint sets, by how much they say `words`, the most first."""
    tally = bits.Tally()
    for word in words:
        for way in word.ways:
            tally.add(way.members & members, way.points)
    return (inside for inside, _points in tally.descending(members))


def conditions(chosen: Mapping, facts: OfferIndex, *, near: int | None, saying: Callable[[str], int]) -> dict[str, int]:
    """The set of offers that match each active filter of `chosen`, by filter name.

    `near` is the set around the commune, None without a commune; `saying` gives the offers that say some words.
    The words (`q`) are ignored.
    """
    members = {name: facts.any_of(name, codes) for name in FACETS if (codes := chosen.get(name))}
    if chosen.get(SKILLS):
        members[SKILLS] = reduce(and_, (facts.any_of(SKILLS, [slug]) for slug in chosen[SKILLS]))
    if near is not None:
        members["commune"] = near
    if chosen.get("partout"):
        anywhere = facts.any_of("teletravail", ["TOTAL"])
        members |= {name: members[name] | anywhere for name in PLACE_FILTERS if name in members}
    if chosen.get("salaire_min"):
        members["salaire_min"] = facts.paying(float(chosen["salaire_min"]))
    if chosen.get("publiee_depuis") is not None:
        first = paris_today() - dt.timedelta(days=int(chosen["publiee_depuis"]))
        members["publiee_depuis"] = facts.published_since(dt.datetime.combine(first, dt.time(), tzinfo=PARIS))
    if chosen.get(EXCLUDED):
        members[EXCLUDED] = facts.everything & ~_unwanted(chosen[EXCLUDED], facts, saying)
    return members


def in_areas(areas: Iterable[Sequence], facts: OfferIndex) -> int:
    """The set of offers in one of `areas`: a filter with its values each."""
    return reduce(or_, (facts.any_of(name, codes) for name, codes in areas), 0)


def _nearest(distances: Iterable[dict[str, float]]) -> dict[str, float]:
    """By code, the least of the distances of each commune."""
    nearest: dict[str, float] = {}
    for near in distances:
        for code, away in near.items():
            nearest[code] = min(away, nearest.get(code, away))
    return nearest


def _unwanted(excluded: list[str], facts: OfferIndex, saying: Callable[[str], int]) -> int:
    """The offers that `excluded` leaves out. One with another value of the same filter stays: « CDI ou CDD »."""
    by_name = defaultdict(set)
    for name, value in (exclusion.split(":", 1) for exclusion in excluded):
        by_name[name].add(value)
    unwanted = reduce(or_, map(saying, by_name.pop(WORDS, ())), 0)
    if communes := by_name.pop("commune", None):
        here = {departement_of(code) for code in communes}
        unwanted |= facts.in_communes(communes) & ~facts.any_of(
            "departement", facts.values["departement"].keys() - here
        )
    for name in ("entite", SKILLS):  # An entity's offers are those of the ones above too; an offer names many skills.
        unwanted |= facts.any_of(name, by_name.pop(name, ()))
    for name, values in by_name.items():
        unwanted |= facts.any_of(name, values) & ~facts.any_of(name, facts.values[name].keys() - values)
    return unwanted


class Results(Sequence):
    """The public offers of the set `base` (all by default) that match `criteria`. A slice is a list of offers."""

    def __init__(self, criteria: Criteria, base: int | None = None) -> None:
        self.criteria, self.facts = criteria, criteria.facts
        self.base = self.facts.everything if base is None else base
        self.typed = criteria.cleaned_data.get("q") or ""
        """The words that no filter says, as typed."""
        self.corrected = ""
        """The spelling searched instead of the typed one, which had no result."""
        self.suggested = ""
        """A spelling with more results than the typed one, which has few."""
        self.not_met: Results | None = None
        """What the words ask for, where no offer meets it: these are then the results of the words as they are."""
        self.fruitless = ""
        """The words and the skills, as typed, that match no offer."""
        self.near_each: dict[str, dict[str, float]] = {}
        if criteria.commune:
            self.near_each = Commune.objects.within_each(criteria.communes, kilometres=max(criteria.radius, *RINGS))
        self.near = _nearest(self.near_each.values())
        """Distance in kilometres of each commune around the requested one, by code."""
        self.described = self._described()
        self.skills = self._skills()
        """The skills that are asked for, as words: offers are ranked by them too."""
        unknown = [skill.written for skill in self.skills if not skill.members]
        self.fruitless = " ".join(filter(None, [self.fruitless, *unknown]))
        self.conditions = self._conditions()
        self.matches = reduce(and_, self.conditions.values(), self.base)

    def _described(self) -> TextMatches | None:
        """The matches of the words, or of their nearest spelling when they have none; None without words."""
        text = self.criteria.cleaned_data.get("q") or ""
        matches = self._matching(text) if text else None
        if matches is None:
            return None
        count = matches.all.bit_count()
        self.fruitless = "" if count else text
        if count <= FEW and "exact" not in self.criteria.data and self.spelling:
            other = self._matching(self.spelling)
            if other and (other.all.bit_count() > count or other.known > matches.known):
                if count == 0:
                    self.corrected = self.spelling
                    return other
                self.suggested = self.spelling
        return matches

    @cached_property
    def spelling(self) -> str:
        """The nearest spelling of the words; empty when there is none."""
        return text_search.corrected(self.criteria.cleaned_data.get("q") or "")

    @property
    def words(self) -> list[Word]:
        """What offers are ranked by: the words and the skills that are asked for."""
        return [*(self.described.words if self.described else ()), *self.skills]

    def _skills(self) -> list[Word]:
        names = dict(self.facts.choices(SKILLS))
        return [
            text_search.skill(slug, names[slug], self.facts) for slug in self.criteria.cleaned_data.get(SKILLS) or ()
        ]

    def _matching(self, text: str) -> TextMatches | None:
        words = text_search.words(text, self.facts)
        return TextMatches(words, self.base) if words else None

    def saying(self, text: str) -> int:
        """The set of offers that say every word of `text`."""
        matches = self._matching(text)
        return matches.all if matches else 0

    def _conditions(self) -> dict[str, int]:
        """The set of offers that match each active filter, by filter name."""
        near = None
        if self.criteria.places.texts:  # An unknown place has no result: alternatives propose similar names.
            near = self._around(self.criteria.radius) | in_areas(self.criteria.places.areas.values(), self.facts)
        members = conditions(self.criteria.cleaned_data, self.facts, near=near, saying=self.saying)
        if self.described:
            members["q"] = self.described.all
        return members

    @cached_property
    def wider(self) -> dict[int, int]:
        """The set of offers within each of `WIDER` kilometres of the requested communes."""
        near = _nearest(Commune.objects.within_each(self.criteria.communes, kilometres=WIDER[-1]).values())
        return {kilometres: self.within(near, kilometres) for kilometres in WIDER}

    def within(self, near: dict[str, float], kilometres: float) -> int:
        """The set of offers at most so far, `near` being the distance of each commune by code."""
        return self.facts.in_communes(code for code, away in near.items() if away <= kilometres)

    def _around(self, kilometres: float) -> int:
        return self.within(self.near, kilometres)

    def under_the_others(self, *names: str) -> int:
        """The set of offers that match every active filter except `names`."""
        return reduce(and_, (members for other, members in self.conditions.items() if other not in names), self.base)

    def __len__(self) -> int:
        return self.matches.bit_count()

    def __getitem__(self, place: slice) -> list[Offre]:  # type: ignore[override]  # The paginator only slices.
        start, stop, _step = place.indices(len(self))
        return self.facts.offers(self._positions(start, stop))

    def keys(self, count: int) -> list[int]:
        """The primary keys of the first `count` offers."""
        return [self.facts.ids[place] for place in self._positions(0, count)]

    def _positions(self, start: int, stop: int) -> list[int]:
        """The positions of the offers from rank `start` to `stop` (excluded)."""
        if self.criteria.order in ("echeance", "salaire"):
            in_order = self.facts.by_deadline if self.criteria.order == "echeance" else self.facts.by_pay
            return bits.sorted_by(in_order, self.matches, self.facts.size)[start:stop]
        positions, passed = [], 0
        for inside in self._ordered_sets():
            count = inside.bit_count()
            if passed + count > start:
                positions += bits.positions(inside, max(start - passed, 0), min(stop - passed, count))
            passed += count
            if passed >= stop:
                break
        return positions

    def _ordered_sets(self) -> Iterator[int]:
        """The matches as disjoint sets, by relevance, then by distance. Inside a set, the newest come first."""
        is_by_relevance = self.criteria.order == "pertinence"
        rings = self._rings() if is_by_relevance and self.criteria.commune else [self.matches]
        for inside in by_relevance(self.words, self.matches) if is_by_relevance else [self.matches]:
            yield from (inside & ring for ring in rings)

    def _rings(self) -> list[int]:
        """The matches as disjoint sets, from the nearest to the farthest."""
        left, rings = self.matches, []
        for kilometres in RINGS:
            rings.append(left & self._around(kilometres))
            left &= ~rings[-1]
        return [*rings, left]

    @cached_property
    def facets(self) -> list[FacetCounts]:
        counted = []
        for name, label in FACETS.items():
            chosen, values = set(self.criteria.cleaned_data.get(name) or ()), self.facts.values[name]
            others = self.matches if name == SKILLS else self.under_the_others(name)
            groups = []
            for heading, choices in self.facts.labels[name].items():
                options = [
                    Option(code, str(text), (values.get(code, 0) & others).bit_count(), code in chosen)
                    for code, text in choices
                ]
                visible = [option for option in options if option.count or option.chosen]
                if name == SKILLS:
                    visible = sorted(visible, key=lambda option: (not option.chosen, -option.count))[:MOST_SKILLS]
                if visible:
                    groups.append((heading, visible))
            if groups and (chosen or name not in ONLY_WHERE_CHOSEN):
                counted.append(FacetCounts(name, label, groups, len(chosen)))
        return counted


def find(data: QueryDict, *, below: str = "", among: Callable[[OfferIndex], int] | None = None) -> Results:
    """Search the public offers with the query string `data`, in the whole site or below the entity of path `below`.

    `among`, if given, returns the set of offers to search in; `below` is then ignored.
    """
    facts = offer_index.current()
    base = among(facts) if among else facts.entities.get(below, 0) if below else None
    results = Results(Criteria(data, facts), base)
    respelled = _respelled(results, base) if results.fruitless and "exact" not in data else None
    if respelled is not None:
        return respelled
    if results or not results.criteria.understood or len(results.conditions) > 1:
        return results
    exact = data.copy()
    exact["exact"] = "1"
    as_words = Results(Criteria(exact, facts), base)
    if not as_words:
        return results
    as_words.not_met = results
    return as_words


def _respelled(results: Results, base: int | None) -> Results | None:
    """The results of the nearest spelling where this spelling says a filter: « alternence », « toulousse »."""
    spelling = results.spelling
    criteria = results.criteria.respelled(spelling) if spelling else None
    if criteria is None or criteria.read_from_words == results.criteria.read_from_words:
        return None
    respelled = Results(criteria, base)
    respelled.typed, respelled.corrected, respelled.fruitless = results.typed, spelling, results.fruitless
    return respelled if respelled or not results else None
