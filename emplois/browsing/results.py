"""What the criteria find: how many, in which order, how many for each value of each facet, and what is nearest."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import NamedTuple

from django.http import QueryDict

from emplois import finding
from emplois.deadlines import PARIS, paris_today
from emplois.models import Offre
from referentiels.models import Commune

from . import bits
from .criteria import FACETS, PLACES, Criteria
from .offer_index import OfferIndex, offer_index

RINGS = (0, 10, 30)
"""Kilometres that part nearer from farther among equally relevant offers: the commune itself, then around it."""
WIDER = (50, 100, 200)
"""Kilometres that are proposed when nothing is found around a commune."""
FEW = 3
"""So many results or fewer are few: a nearer spelling is proposed."""
MOST_ALTERNATIVES = 5


class Option(NamedTuple):
    code: str
    label: str
    count: int  # type: ignore[assignment]  # Nobody counts in it by the tuple's own.
    chosen: bool


class FacetCounts(NamedTuple):
    """A facet with those of its values that would find something, by heading, under the other filters in force."""

    name: str
    label: str
    groups: list[tuple[str, list[Option]]]
    chosen: int


class Alternative(NamedTuple):
    """Another question, near to one that finds nothing, and how many offers it finds."""

    label: str
    query: str
    count: int  # type: ignore[assignment]  # Nobody counts in it by the tuple's own.


class Layers:
    """What some words describe among the offers at hand, in sets, the best first."""

    def __init__(self, described: finding.Described, facts: OfferIndex, base: int) -> None:
        self._described, self._facts = described, facts
        self._steps = [facts.of_offers(keys) & base for keys in described.steps]
        self.all = reduce(or_, self._steps, 0)

    def in_order(self) -> Iterator[int]:
        """Sets that may overlap; an offer belongs to the first that has it."""
        yield from self._steps[:-1]
        for keys in self._described.ranked():
            yield self._facts.of_offers(keys)
        yield self.all


def conditions(chosen: Mapping, facts: OfferIndex, *, near: int | None) -> dict[str, int]:
    """By filter in force among `chosen`, the offers that meet it; `near` are those around the commune, if any is asked.

    Words are not looked at.
    """
    found = {name: facts.any_of(name, codes) for name in FACETS if (codes := chosen.get(name))}
    if near is not None:
        found["commune"] = near
    if chosen.get("partout"):
        anywhere = facts.any_of("teletravail", ["TOTAL"])
        found |= {name: found[name] | anywhere for name in PLACES if name in found}
    if chosen.get("salaire_min"):
        found["salaire_min"] = facts.paying(float(chosen["salaire_min"]))
    if chosen.get("publiee_depuis") is not None:
        first = paris_today() - dt.timedelta(days=int(chosen["publiee_depuis"]))
        found["publiee_depuis"] = facts.published_since(dt.datetime.combine(first, dt.time(), tzinfo=PARIS))
    return found


class Results(Sequence):
    """The public offers that `criteria` find among `base`, a set of positions; pages of it are lists of offers."""

    def __init__(self, criteria: Criteria, base: int | None = None) -> None:
        self.criteria, self.facts = criteria, criteria.facts
        self.base = self.facts.everything if base is None else base
        self.corrected = ""
        """The spelling that was searched instead of what was typed."""
        self.suggested = ""
        """A spelling that finds more than what was typed, which finds few."""
        self.is_fruitless = False
        """Whether the words as typed describe no offer at all."""
        self.near_each: dict[str, dict[str, float]] = {}
        self.near: dict[str, float] = {}
        """By code, kilometres to each commune around the one that is asked for."""
        if criteria.commune:
            self.near = self._communes(max(criteria.radius, *RINGS))
        self.described = self._described()
        self.conditions = self._conditions()
        self.found = reduce(and_, self.conditions.values(), self.base)

    def _described(self) -> "Layers | None":
        """What the words describe, or where that is nothing, what their nearest spelling does; None without words."""
        text = self.criteria.cleaned_data.get("q") or ""
        layers = self._layers(text) if text else None
        if layers is None:
            return None
        count = layers.all.bit_count()
        self.is_fruitless = count == 0
        if count <= FEW and "exact" not in self.criteria.data and (spelling := finding.corrected(text)):
            other = self._layers(spelling)
            if other and other.all.bit_count() > count:
                if count == 0:
                    self.corrected = spelling
                    return other
                self.suggested = spelling
        return layers

    def _layers(self, text: str) -> "Layers | None":
        described = finding.described(text)
        return Layers(described, self.facts, self.base) if described else None

    def _conditions(self) -> dict[str, int]:
        """By filter in force, the offers that meet it."""
        near = self._around(self.criteria.radius) if self.criteria.commune else None
        if self.criteria.unknown_commune:  # Nothing is there; what is nearest is proposed.
            near = 0
        found = conditions(self.criteria.cleaned_data, self.facts, near=near)
        if self.described:
            found["q"] = self.described.all
        return found

    def _communes(self, kilometres: float) -> dict[str, float]:
        self.near_each = Commune.objects.within_each(self.criteria.communes, kilometres=kilometres)
        nearest: dict[str, float] = {}
        for near in self.near_each.values():
            for code, away in near.items():
                nearest[code] = min(away, nearest.get(code, away))
        return nearest

    @property
    def homonyms(self) -> list[Alternative]:
        """Where the commune's name or postcode means several: each, with what is found around it alone."""
        if len(self.criteria.communes) < 2:
            return []
        others = self.under_the_others("commune")
        return [
            Alternative(
                str(commune),
                self.criteria.instead(commune=str(commune)).urlencode(),
                (others & self._within(self.near_each[commune.pk], self.criteria.radius)).bit_count(),
            )
            for commune in self.criteria.communes
        ]

    def _within(self, near: dict[str, float], kilometres: float) -> int:
        return self.facts.in_communes(code for code, away in near.items() if away <= kilometres)

    def _around(self, kilometres: float) -> int:
        return self._within(self.near, kilometres)

    def under_the_others(self, *names: str) -> int:
        """The offers that meet every filter in force but those of `names`."""
        return reduce(and_, (found for other, found in self.conditions.items() if other not in names), self.base)

    def __len__(self) -> int:
        return self.found.bit_count()

    def __getitem__(self, place: slice) -> list[Offre]:  # type: ignore[override]  # Pages are slices: nobody asks for one.
        start, stop, _step = place.indices(len(self))
        return self.facts.offers(self._positions(start, stop))

    def keys(self, count: int) -> list[int]:
        """The keys of the first `count` offers."""
        return [self.facts.ids[place] for place in self._positions(0, count)]

    def _positions(self, start: int, stop: int) -> list[int]:
        """Positions of the offers from one place of the list to another."""
        if self.criteria.order in ("echeance", "salaire"):
            in_order = self.facts.by_deadline if self.criteria.order == "echeance" else self.facts.by_pay
            return bits.sorted_by(in_order, self.found, self.facts.size)[start:stop]
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
        """What is found, in disjoint sets: by words, then by nearness; within one, the newest come first."""
        by_relevance = self.criteria.order == "pertinence"
        rings = self._rings() if by_relevance and self.criteria.commune else [self.found]
        left = self.found
        for layer in self.described.in_order() if self.described and by_relevance else ():
            yield from (layer & left & ring for ring in rings)
            left &= ~layer
            if left.bit_count() < 2:  # Nothing more to put in order.
                break
        yield from (left & ring for ring in rings)

    def _rings(self) -> list[int]:
        """What is found, from the nearest to the farthest."""
        left, rings = self.found, []
        for kilometres in RINGS:
            rings.append(left & self._around(kilometres))
            left &= ~rings[-1]
        return [*rings, left]

    @cached_property
    def facets(self) -> list[FacetCounts]:
        counted = []
        for name, label in FACETS.items():
            chosen, values = set(self.criteria.cleaned_data.get(name) or ()), self.facts.values[name]
            others = self.under_the_others(name)
            groups = []
            for heading, choices in self.facts.labels[name].items():
                options = [
                    Option(code, str(text), (values.get(code, 0) & others).bit_count(), code in chosen)
                    for code, text in choices
                ]
                if shown := [option for option in options if option.count or option.chosen]:
                    groups.append((heading, shown))
            if groups:
                counted.append(FacetCounts(name, label, groups, len(chosen)))
        return counted

    @cached_property
    def alternatives(self) -> list[Alternative]:
        """What is nearest to a question that finds nothing: farther, of the family, without a filter or a word."""
        if self.found:
            return []
        criteria, proposed = self.criteria, []
        if criteria.unknown_commune:
            proposed += self._communes_spelt_alike()
        if criteria.commune:
            others, self.near = self.under_the_others("commune"), self._communes(WIDER[-1])
            wider = ((km, (others & self._around(km)).bit_count()) for km in WIDER if km > criteria.radius)
            proposed += [
                Alternative(f"Jusqu’à {km} km de {criteria.place_name}", criteria.instead(rayon=km).urlencode(), count)
                for km, count in wider
                if count
            ][:1]
        if metiers := criteria.cleaned_data.get("metier"):
            families = list(dict.fromkeys(self.facts.families[slug] for slug in metiers))
            count = (self.under_the_others("metier") & self.facts.any_of("famille", families)).bit_count()
            query = criteria.instead(metier=[], famille=families).urlencode()
            proposed.append(Alternative("Tous les métiers de la famille", query, count))
        for name in self.conditions:
            labels = [label for parameter, _value, label in criteria.active if parameter == name]
            count = self.under_the_others(name).bit_count()
            proposed.append(Alternative(f"Sans {' ni '.join(labels)}", criteria.without(name).urlencode(), count))
        proposed += self._with_fewer_words(self.under_the_others("q"), criteria.data)
        if not any(alternative.count for alternative in proposed):
            proposed = self._one_at_a_time()
        return [alternative for alternative in proposed if alternative.count][:MOST_ALTERNATIVES]

    def _communes_spelt_alike(self) -> list[Alternative]:
        others = self.under_the_others("commune")
        near = Commune.objects.nearest_names(self.criteria.unknown_commune)
        around = Commune.objects.within_each(near, kilometres=self.criteria.radius)
        return [
            Alternative(
                f"Vouliez-vous dire {commune} ?",
                self.criteria.instead(commune=str(commune)).urlencode(),
                (others & self._within(around[commune.pk], self.criteria.radius)).bit_count(),
            )
            for commune in near
        ]

    def _one_at_a_time(self) -> list[Alternative]:
        """Each filter alone, then each word, for a question of which no single part is to blame."""
        alone = []
        for name, members in self.conditions.items():
            kept = [name, *(["rayon", "partout"] if name == "commune" else [])]
            query = QueryDict(mutable=True)
            for parameter in kept:
                query.setlist(parameter, self.criteria.data.getlist(parameter))
            labels = [label for parameter, _value, label in self.criteria.active if parameter == name]
            count = (members & self.base).bit_count()
            alone.append(Alternative(f"Seulement {' ou '.join(labels)}", query.urlencode(), count))
        return alone + self._with_fewer_words(self.base, QueryDict())

    def _with_fewer_words(self, others: int, data: QueryDict) -> list[Alternative]:
        """The words but one, among the offers `others` and with the rest of the question that is in `data`."""
        words = (self.criteria.cleaned_data.get("q") or "").split()
        if not 2 <= len(words) <= 4:
            return []
        found = []
        for number in range(len(words)):
            text = " ".join(words[:number] + words[number + 1 :])
            layers = self._layers(text)
            count = (layers.all & others).bit_count() if layers else 0
            query = data.copy()
            query["q"] = text
            query.pop("page", None)
            found.append(Alternative(f"« {text} »", query.urlencode(), count))
        return found


def find(data: QueryDict, *, below: str = "", among: Callable[[OfferIndex], int] | None = None) -> Results:
    """What the query string `data` finds among the public offers, or among those of the entity at the path `below`.

    `among` says, of the facts, the set of offers to look at instead.
    """
    facts = offer_index.current()
    if among:
        return Results(Criteria(data, facts), among(facts))
    return Results(Criteria(data, facts), facts.entities.get(below, 0) if below else None)
