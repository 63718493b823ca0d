"""What is known of every public offer, kept in memory by each process: facts as sets, one a value.

The list, its counts, the map and the alerts ask these sets instead of the database, whose joins and groupings took
hundreds of milliseconds at 100,000 offers. They are read again whenever content or the day changes. What a visitor is
shown is read from the database all the same, among the public offers: facts a second too old never show a closed one.
"""

import datetime as dt
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import TypeVar

from django.db.models import ExpressionWrapper, F, QuerySet, TextField
from django.db.models.functions import Coalesce

from core.fields import SEPARATOR
from core.generation_cache import GenerationCache
from core.pages import paths_down_to
from core.text import fold
from emplois import enums
from emplois.models import Lieu, Offre
from referentiels.models import Departement, Metier
from vitrines.models import VitrinePage

from . import bits

RAW = TextField()
PLAIN = ("teletravail", "versant", "experience", "ouverture", "management")
COLUMNS = ("pk", "metier_id", "vitrine__path", *PLAIN, "pay_min", "pay_max", "deadline")
PAY_BUCKET = 1000
"""Euros a year by which offers are grouped, so that those above a pay are found without looking at each."""
Value = TypeVar("Value")
Groups = dict[str, list[tuple[str, str]]]
"""By heading (empty for none), codes and labels of the values that a facet may take."""


def _codes(stored: str) -> list[str]:
    """The codes of a ChoiceSetField as the database has them."""
    return stored.strip(SEPARATOR).split(SEPARATOR)


@cache
def reference_metiers() -> list[Metier]:
    """The reference list, which only a new version of the site changes."""
    return list(Metier.objects.select_related("famille").order_by("famille__order", "famille__name", "name"))


@cache
def reference_departements() -> list[Departement]:
    """The départements with their regions, which only a new version of the site changes."""
    return list(Departement.objects.select_related("region"))


class OfferIndex:
    """The public offers at one moment, at positions from the newest to the oldest.

    With `since`, only those that this site has shown since then, by the moment when it first did.
    """

    def __init__(self, *, since: dt.datetime | None = None) -> None:
        shown = Coalesce("arrived_at", "first_published_at") if since else F("first_published_at")
        offers = Offre.objects.public().order_by(shown.desc(nulls_last=True), "-pk")
        places = Lieu.objects.filter(offre__live=True)
        if since:
            offers = offers.new_since(since)
            places = places.filter(offre__in=Offre.objects.new_since(since))
        sets = {name: ExpressionWrapper(F(name), output_field=RAW) for name in ("contracts", "categories")}
        rows = offers.values_list(*COLUMNS, *sets.values(), shown)
        columns: Sequence[Sequence] = list(zip(*rows, strict=True)) or [()] * (len(COLUMNS) + 3)
        self.ids, metiers, paths, *plain, low, high, self.deadlines, contracts, categories, self.published = columns
        self.pay = [(most or least or 0, least or 0) for least, most in zip(low, high, strict=True)]
        self.size = len(self.ids)
        self.everything = (1 << self.size) - 1
        self.position = {pk: place for place, pk in enumerate(self.ids)}
        self._digits = array("l", bytes(8 * (max(self.ids, default=0) + 1)))
        """By key, the digit of an offer in a set (see `bits.of_digits`), 0 for one that is not public."""
        for place, pk in enumerate(self.ids):
            self._digits[pk] = self.size - place
        self.labels: dict[str, Groups] = {
            "teletravail": {"": enums.Teletravail.choices},
            "contrat": {"": enums.Contrat.choices},
            "categorie": {"": enums.Categorie.choices},
            "versant": {"": enums.Versant.choices},
            "experience": {"": enums.Experience.choices},
        }
        self.values: dict[str, dict[str, int]] = {
            name: self._sets(column) for name, column in zip(PLAIN, plain, strict=True)
        }
        self.values["contrat"] = self._united(self._sets(contracts), _codes)
        self.values["categorie"] = self._united(self._sets(categories), _codes)
        self._read_metiers(self._sets(metiers))
        self._read_entities(self._sets(paths))
        self._read_places(places)

    def _sets(self, column: Iterable) -> dict:
        """By value, the positions that have it."""
        places = defaultdict(list)
        for place, value in enumerate(column):
            places[value].append(place)
        return {value: bits.of(found, self.size) for value, found in places.items() if value}

    @staticmethod
    def _united(sets: dict[Value, int], names: Callable[[Value], Iterable[str]]) -> dict[str, int]:
        """`sets` by the names that each value stands for."""
        found: dict[str, int] = defaultdict(int)
        for value, members in sets.items():
            for name in names(value):
                found[name] |= members
        return dict(found)

    def _read_metiers(self, sets: dict[int, int]) -> None:
        known = reference_metiers()
        metiers = {metier.pk: metier for metier in known}
        of_metiers = {metiers[pk]: members for pk, members in sets.items()}
        self.values["metier"] = self._united(of_metiers, lambda metier: [metier.slug])
        self.values["famille"] = self._united(of_metiers, lambda metier: [metier.famille.slug])
        self.families = {metier.slug: metier.famille.slug for metier in known}
        families: Groups = defaultdict(list)
        for metier in known:
            families[metier.famille.name].append((metier.slug, metier.name))
        self.labels["metier"] = dict(families)
        self.labels["famille"] = {"": list({m.famille.slug: (m.famille.slug, m.famille.name) for m in known}.values())}

    def _read_entities(self, sets: dict[str, int]) -> None:
        """An entity has its own offers and those of all below it."""
        entities = list(
            VitrinePage.objects.live().order_by("title").values_list("path", "public_key", "title", "sigle")
        )
        keys = {path: key for path, key, *_names in entities}
        self.entities = self._united(sets, paths_down_to)
        """By the path of a page in the tree."""
        self.values["entite"] = self._united(
            {path: members for path, members in self.entities.items() if path in keys}, lambda path: [keys[path]]
        )
        labels = {
            key: f"{title} ({sigle})" if sigle and sigle not in title else title for _p, key, title, sigle in entities
        }
        homonyms = {label for label, count in Counter(labels.values()).items() if count > 1}
        above = {path: sigle or title for path, _key, title, sigle in entities}
        organisations: dict[str, list[str]] = defaultdict(list)
        for path, key, title, _sigle in entities:
            organisations[title].append(key)
            parent = above.get(path[: -VitrinePage.steplen])
            if labels[key] in homonyms and parent:
                labels[key] += f", {parent}"
        self.organisations = dict(organisations)
        """By complete name, the keys of the entities that bear it."""
        self.labels["entite"] = {"": list(labels.items())}

    def _read_places(self, places: QuerySet[Lieu]) -> None:
        communes, departements, regions = defaultdict(list), defaultdict(list), defaultdict(list)
        rows = places.order_by().values_list("offre", "commune", "departement", "region")
        for offre, commune, departement, region in rows:
            if (place := self.position.get(offre)) is not None:
                communes[commune].append(place)
                departements[departement].append(place)
                regions[region].append(place)
        self.communes = dict(communes)
        self.values["departement"] = {code: bits.of(found, self.size) for code, found in departements.items() if code}
        self.values["region"] = {code: bits.of(found, self.size) for code, found in regions.items() if code}
        known = reference_departements()
        regions_by_code = {departement.region.code: departement.region.name for departement in known}
        self.labels["region"] = {"": sorted(regions_by_code.items(), key=lambda item: fold(item[1]))}
        self.labels["departement"] = {"": [(departement.code, str(departement)) for departement in known]}

    def of_offers(self, keys: Sequence[int]) -> int:
        """Those of the offers with these keys that are public."""
        try:
            return bits.of_digits(keys, self._digits, self.size)
        except IndexError:  # Some are newer than what is known.
            return bits.of_digits([key for key in keys if key < len(self._digits)], self._digits, self.size)

    def any_of(self, name: str, codes: Iterable[str]) -> int:
        """The offers that have one of the values `codes` of a facet."""
        found, values = 0, self.values[name]
        for code in codes:
            found |= values.get(code, 0)
        return found

    def in_communes(self, codes: Iterable[str]) -> int:
        """The offers with a place in one of these communes."""
        return bits.of((place for code in codes for place in self.communes.get(code, ())), self.size)

    def newest(self, members: int, count: int) -> list[Offre]:
        """The newest `count` offers of a set."""
        return self.offers(bits.positions(members, 0, count))

    def offers(self, positions: Sequence[int]) -> list[Offre]:
        """The offers at `positions`, in that order, with what a card shows, without those no longer public."""
        keys = [self.ids[place] for place in positions]
        found = Offre.objects.public().with_card().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def paying(self, least: float) -> int:
        """The offers whose pay, in gross euros a year, reaches `least`; of a range, its upper end."""
        found, bucket = 0, int(least // PAY_BUCKET)
        for pay, members in self._by_pay_bucket.items():
            if pay > bucket:
                found |= members
        some = bits.positions(self._by_pay_bucket.get(bucket, 0))
        return found | bits.of((place for place in some if self.pay[place][0] >= least), self.size)

    def published_since(self, moment: dt.datetime) -> int:
        """The offers first published at `moment` or later: the first positions."""
        older = bisect_left(self.published, True, key=lambda published: published is None or published < moment)
        return (1 << older) - 1

    @cached_property
    def _by_pay_bucket(self) -> dict[int, int]:
        return self._sets([pay // PAY_BUCKET for pay, _least in self.pay])

    @cached_property
    def by_deadline(self) -> list[int]:
        """All positions, the first deadline first; those without one last."""
        return sorted(range(self.size), key=lambda place: self.deadlines[place] or dt.date.max)

    @cached_property
    def by_pay(self) -> list[int]:
        """All positions, the best paid first."""
        return sorted(range(self.size), key=lambda place: (-self.pay[place][0], -self.pay[place][1]))


offer_index = GenerationCache(OfferIndex)
"""The facts of this moment: `offer_index.current()`."""
