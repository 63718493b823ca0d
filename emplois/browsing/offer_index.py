"""An in-memory index of the public offers, one per process: for each value of each facet, the set of its offers.

The list, its counts, the map and the alerts query these sets instead of the database, whose joins and GROUP BYs took
hundreds of milliseconds at 100,000 offers. The index is rebuilt when content or the day changes. Displayed offers are
still read from the database with `public()`: a stale index never shows a closed offer.
"""

import datetime as dt
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cache, cached_property
from typing import TypeVar

from django.db.models import ExpressionWrapper, F, QuerySet, TextField
from django.db.models.functions import Coalesce

from core.fields import SEPARATOR
from core.french import counted
from core.generation_cache import GenerationCache
from core.pages import paths_down_to
from core.text import fold
from emplois import enums
from emplois.fields import WORKING_DAYS
from emplois.models import Lieu, Offre
from referentiels import competences
from referentiels.models import Departement, Metier
from vitrines.models import VitrinePage

from . import bits

RAW = TextField()
PLAIN = ("teletravail", "versant", "experience", "ouverture", "management", "working_time")
NUMBERED = {"diplome": "diplome_niveau", "teletravail_jours": "teletravail_jours"}
"""Facets whose values are numbers, with their columns."""
COLUMNS = ("pk", "metier_id", "vitrine__path", *PLAIN, *NUMBERED.values(), "pay_min", "pay_max", "deadline")
PAY_BUCKET = 1000
"""Width of a pay bucket in euros a year: whole buckets above a threshold match without a scan of their offers."""
SKILLS = "competence"
"""The facet whose values an offer must all have."""
OPEN_TO = {
    "contractuels": ("Contractuels", (enums.Ouverture.TITULAIRE_CONTRACTUEL, enums.Ouverture.CONTRACTUELS)),
    "titulaires": ("Fonctionnaires", (enums.Ouverture.TITULAIRE_CONTRACTUEL, enums.Ouverture.TERRITORIAL)),
}
"""Who may apply: label, and the values of `Offre.ouverture` that let them."""
ABROAD = ("99", "Hors de France")
"""Code and label of what lies outside France, among the regions (99 is Insee's number for it)."""
Value = TypeVar("Value")
Groups = dict[str, list[tuple[str, str]]]
"""The choices (code, label) of a facet, by group heading; the empty heading means no group."""

SkillReader = Callable[[], Iterable[tuple[int, Iterable[str]]]]
_skill_readers: list[SkillReader] = []


def read_skills_with(read: SkillReader) -> None:
    """Register what gives the primary key of each offer with the slugs of the skills that it names."""
    _skill_readers[:] = [read]


def _codes(stored: str) -> list[str]:
    """The codes in the stored value of a ChoiceSetField."""
    return stored.strip(SEPARATOR).split(SEPARATOR)


@cache
def reference_metiers() -> list[Metier]:
    """All métiers with their family, sorted by family. Cached for the process: only a deployment changes them."""
    return list(Metier.objects.select_related("famille").order_by("famille__order", "famille__name", "name"))


@cache
def reference_departements() -> list[Departement]:
    """All départements with their region. Cached for the process: only a deployment changes them."""
    return list(Departement.objects.select_related("region"))


def reference_regions() -> dict[str, str]:
    """The names of the regions by code, in the order of their first départements."""
    return {departement.region_id: departement.region.name for departement in reference_departements()}


class OfferIndex:
    """An index of the public offers at one moment. Position 0 is the newest offer.

    With `since`, it holds only the offers that appeared on this site since then, sorted by that moment.
    """

    def __init__(self, *, since: dt.datetime | None = None) -> None:
        published = Coalesce("arrived_at", "first_published_at") if since else F("first_published_at")
        offers = Offre.objects.public().order_by(published.desc(nulls_last=True), "-pk")
        places = Lieu.objects.filter(offre__live=True)
        if since:
            offers = offers.new_since(since)
            places = places.filter(offre__in=Offre.objects.new_since(since))
        sets = {name: ExpressionWrapper(F(name), output_field=RAW) for name in ("contracts", "categories")}
        rows = offers.values_list(*COLUMNS, *sets.values(), published)
        columns: Sequence[Sequence] = list(zip(*rows, strict=True)) or [()] * (len(COLUMNS) + 3)
        self.ids, metiers, paths, *plain, low, high, self.deadlines, contracts, categories, self.published = columns
        self.pay = [(most or least or 0, least or 0) for least, most in zip(low, high, strict=True)]
        self.size = len(self.ids)
        self.everything = (1 << self.size) - 1
        self.position = {pk: place for place, pk in enumerate(self.ids)}
        self.by_words: dict[Hashable, int] = {}
        """The sets that the text search has asked for; it fills and empties this."""
        self._digits = array("l", bytes(8 * (max(self.ids, default=0) + 1)))
        """By primary key, the digit of an offer in a set (see `bits.of_digits`); 0 for an offer that is not public."""
        for place, pk in enumerate(self.ids):
            self._digits[pk] = self.size - place
        self.labels: dict[str, Groups] = {
            "teletravail": {"": enums.Teletravail.choices},
            "contrat": {"": enums.Contrat.choices},
            "categorie": {"": enums.Categorie.choices},
            "versant": {"": enums.Versant.choices},
            "experience": {"": enums.Experience.choices},
            "ouverture": {"": enums.Ouverture.choices},
            "ouvert_aux": {"": [(code, label) for code, (label, _codes_of) in OPEN_TO.items()]},
            "temps": {"": enums.TempsDeTravail.choices},
            "diplome": {"": [(str(level), label) for level, label in enums.NiveauDiplome.choices]},
            "management": {"": [*reversed(enums.Management.choices)]},
            "teletravail_jours": {"": [(str(n), counted(n, "jour")) for n in range(1, WORKING_DAYS + 1)]},
        }
        self.values: dict[str, dict[str, int]] = {
            name: self._sets(column) for name, column in zip(PLAIN, plain[: len(PLAIN)], strict=True)
        }
        self.values["temps"] = self.values.pop("working_time")
        for name, column in zip(NUMBERED, plain[len(PLAIN) :], strict=True):
            self.values[name] = {str(number): members for number, members in self._sets(column).items()}
        whole_week, anywhere = str(WORKING_DAYS), self.values["teletravail"].get(enums.Teletravail.TOTAL, 0)
        self.values["teletravail_jours"][whole_week] = self.values["teletravail_jours"].get(whole_week, 0) | anywhere
        self.values["ouvert_aux"] = {code: self.any_of("ouverture", codes) for code, (_label, codes) in OPEN_TO.items()}
        self.values["contrat"] = self._united(self._sets(contracts), _codes)
        self.values["categorie"] = self._united(self._sets(categories), _codes)
        self._read_skills()
        self._read_metiers(self._sets(metiers))
        self._read_entities(self._sets(paths))
        self._read_places(places)

    def _sets(self, column: Iterable) -> dict:
        """The set of positions of each value of `column`; empty values are left out."""
        places = defaultdict(list)
        for place, value in enumerate(column):
            places[value].append(place)
        return {value: bits.of(members, self.size) for value, members in places.items() if value}

    @staticmethod
    def _united(sets: dict[Value, int], names: Callable[[Value], Iterable[str]]) -> dict[str, int]:
        """The union of `sets` by name; `names` gives the names of a value."""
        united: dict[str, int] = defaultdict(int)
        for value, members in sets.items():
            for name in names(value):
                united[name] |= members
        return dict(united)

    def _read_skills(self) -> None:
        named = defaultdict(list)
        for offre, slugs in _skill_readers[0]():
            if (place := self.position.get(offre)) is not None:
                for slug in slugs:
                    named[slug].append(place)
        known = competences.vocabulary.current().skills.values()
        self.values[SKILLS] = {slug: bits.of(members, self.size) for slug, members in named.items()}
        self.labels[SKILLS] = {"": [(skill.slug, skill.name) for skill in known]}

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
        """Read the entities. The set of an entity includes the offers of its descendants."""
        entities = list(
            VitrinePage.objects.live().order_by("title").values_list("path", "public_key", "title", "sigle")
        )
        keys = {path: key for path, key, *_names in entities}
        self.entities = self._united(sets, paths_down_to)
        """The set of offers of each entity and its descendants, by page path."""
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
        """Public keys of the entities, by full name."""
        self.labels["entite"] = {"": list(labels.items())}

    def _read_places(self, places: QuerySet[Lieu]) -> None:
        communes, departements, regions = defaultdict(list), defaultdict(list), defaultdict(list)
        rows = places.order_by().values_list("offre", "commune", "departement", "region", "country")
        for offre, commune, departement, region, country in rows:
            if (place := self.position.get(offre)) is not None:
                communes[commune].append(place)
                departements[departement].append(place)
                regions[region or (country and ABROAD[0])].append(place)
        self.communes = dict(communes)
        self.values["departement"] = {
            code: bits.of(members, self.size) for code, members in departements.items() if code
        }
        self.values["region"] = {code: bits.of(members, self.size) for code, members in regions.items() if code}
        known = reference_departements()
        self.labels["region"] = {"": [*sorted(reference_regions().items(), key=lambda item: fold(item[1])), ABROAD]}
        self.labels["departement"] = {"": [(departement.code, str(departement)) for departement in known]}

    def of_offers(self, keys: Sequence[int]) -> int:
        """The set of the public offers among these primary keys."""
        try:
            return bits.of_digits(keys, self._digits, self.size)
        except IndexError:  # Some offers are newer than the index.
            return bits.of_digits([key for key in keys if key < len(self._digits)], self._digits, self.size)

    def choices(self, name: str) -> list[tuple[str, str]]:
        """The values of the facet `name` with their labels, without headings; none for another filter."""
        return [choice for group in self.labels.get(name, {}).values() for choice in group]

    def any_of(self, name: str, codes: Iterable[str]) -> int:
        """The set of offers with one of the values `codes` of the facet `name`."""
        members, values = 0, self.values[name]
        for code in codes:
            members |= values.get(code, 0)
        return members

    def in_communes(self, codes: Iterable[str]) -> int:
        """The set of offers with a place in one of these communes."""
        return bits.of((place for code in codes for place in self.communes.get(code, ())), self.size)

    def newest(self, members: int, count: int) -> list[Offre]:
        """The newest `count` offers of the set `members`, with their card fields."""
        return self.offers(bits.positions(members, 0, count))

    def offers(self, positions: Sequence[int]) -> list[Offre]:
        """The offers at `positions`, in that order, with their card fields. Offers no longer public are left out."""
        keys = [self.ids[place] for place in positions]
        by_key = Offre.objects.public().with_card().in_bulk(keys)
        return [by_key[key] for key in keys if key in by_key]

    def paying(self, least: float) -> int:
        """The set of offers whose pay reaches `least` gross euros a year; a range counts by its upper bound."""
        members, threshold = 0, int(least // PAY_BUCKET)
        for bucket, in_bucket in self._by_pay_bucket.items():
            if bucket > threshold:
                members |= in_bucket
        to_check = bits.positions(self._by_pay_bucket.get(threshold, 0))
        return members | bits.of((place for place in to_check if self.pay[place][0] >= least), self.size)

    def published_since(self, moment: dt.datetime) -> int:
        """The set of offers first published at `moment` or later, which are the first positions."""
        older = bisect_left(self.published, True, key=lambda published: published is None or published < moment)
        return (1 << older) - 1

    @cached_property
    def _by_pay_bucket(self) -> dict[int, int]:
        return self._sets([pay // PAY_BUCKET for pay, _least in self.pay])

    @cached_property
    def by_deadline(self) -> list[int]:
        """All positions by ascending deadline; offers without a deadline come last."""
        return sorted(range(self.size), key=lambda place: self.deadlines[place] or dt.date.max)

    @cached_property
    def by_pay(self) -> list[int]:
        """All positions by descending pay."""
        return sorted(range(self.size), key=lambda place: (-self.pay[place][0], -self.pay[place][1]))


offer_index = GenerationCache(OfferIndex)
"""The cached index; `offer_index.current()` returns it, rebuilt if content or the day has changed."""
