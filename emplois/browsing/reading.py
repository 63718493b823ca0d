"""Reads what a visitor typed into filters and words: « cdi python à Rennes » is a contract, a word and a place.

The filters are those of the list, so that what was understood finds what its filters find. Phrases are looked for
before shorter ones, longest first; each word serves once. What is not a filter stays among the words.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from django.http import QueryDict

from core.text import fold
from referentiels.models import Commune, Departement

from .offer_index import OfferIndex, reference_departements
from .vocabulary import (
    FILLERS,
    NEGATIONS,
    NO_PLACES,
    SAID,
    TO_A_COMMUNE,
    TO_A_DEPARTEMENT,
    TO_A_PLACE,
    WORDS_ALL_THE_SAME,
    Meaning,
)

_TOKEN = re.compile(r"[^\W_]+[+#]*")
_PAY = re.compile(
    r"""(?:>\s*|(?:plus\ de|au\ moins|minimum|mini|à\ partir\ de|dès)\s+)?
    (?P<number>\d{1,3}(?:[ \u00a0\u202f.]?\d{3})?)\s?(?P<thousands>k)?\s?(?P<unit>€|euros?)?
    (?P<net>\s*nets?)?(?:\s*bruts?)?
    (?P<month>\s*(?:par\ mois|/\s?mois|mensuels?))?(?:\s*(?:par\ an|/\s?an))?(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(r"^(?:>|plus de|au moins|mini|à partir|dès)", re.IGNORECASE)
LEAST_PAY, MOST_PAY = 10_000, 300_000
"""Euros a year: what is less or more is another number."""
NET_OF_GROSS = 0.8
"""Share of a contract agent's gross pay that is paid out (about 20 % of contributions)."""
SEPARATORS = " ,;:()/|&>€–—-\u00a0\u202f"
"""Left at the ends of words whose neighbours are taken."""
LONGEST_NAME = 6
"""Words of the name of a place or an entity that are looked at together."""
POPULOUS, SOME = 20_000, 1_000
"""Inhabitants from which one word alone is read as a commune, and from which any name is."""
_POSTCODE = re.compile(r"\d{5}")
_ARRONDISSEMENT = re.compile(r"(\d{1,2})(?:e|er|eme|ieme)?")
HAVE_ARRONDISSEMENTS = {"paris": (75001, 20), "lyon": (69001, 9), "marseille": (13001, 16)}
"""The first postcode of each and how many arrondissements it has."""


class Token(NamedTuple):
    folded: str
    start: int
    end: int


class Reading(NamedTuple):
    """Filters by parameter, and the words that are left, as typed."""

    values: dict[str, list[str]]
    words: str

    def applied_to(self, data: QueryDict) -> QueryDict:
        """The query string `data` with the filters instead of the words that say them."""
        changed = data.copy()
        changed["q"] = self.words
        for name, values in self.values.items():
            changed.setlist(name, list(dict.fromkeys([*changed.getlist(name), *values])))
        return changed


def read(text: str, index: OfferIndex, *, with_place: bool = True) -> Reading:
    """What `text` asks for. Without `with_place`, names of communes are left among the words."""
    reader = _Reader(text)
    reader.take_pay()
    reader.take_phrases()
    reader.take_named(_places())
    if with_place:
        reader.take_commune()
    reader.take_named(_entities(index))
    return Reading(reader.values, reader.words())


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [Token(fold(found[0]), *found.span()) for found in _TOKEN.finditer(text)]
        self.free = [True] * len(self.tokens)
        """Whether each token may still be part of a filter."""
        self.taken = [False] * len(self.tokens)
        """Whether each token is said by a filter, and so is no word."""
        self.values: dict[str, list[str]] = {}

    def _spans(self, longest: int) -> Iterator[tuple[int, int, str]]:
        """Free neighbours with the phrase they make, the longest first."""
        for length in range(min(longest, len(self.tokens)), 0, -1):
            for start in range(len(self.tokens) - length + 1):
                if all(self.free[start : start + length]):
                    yield start, start + length, " ".join(t.folded for t in self.tokens[start : start + length])

    def _before(self, start: int, count: int) -> str:
        return " ".join(token.folded for token in self.tokens[max(start - count, 0) : start])

    def _is_denied(self, start: int) -> bool:
        return self._before(start, 1) in NEGATIONS or self._before(start, 2) in NEGATIONS

    def _take(self, start: int, end: int, name: str, values: tuple[str, ...]) -> None:
        self._hold(start, end)
        self.taken[start:end] = [True] * (end - start)
        known = self.values.setdefault(name, [])
        known += [value for value in values if value not in known]

    def _hold(self, start: int, end: int) -> None:
        self.free[start:end] = [False] * (end - start)

    def take_phrases(self) -> None:
        phrases, longest = _phrases()
        for start, end, phrase in self._spans(longest):
            if phrase not in phrases:
                continue
            meaning = phrases[phrase]
            if meaning is None or self._is_denied(start):
                self._hold(start, end)
            else:
                self._take(start, end, *meaning)

    def take_pay(self) -> None:
        """A yearly pay in gross euros: « 45k », « > 50 000 € », « 3000 net par mois »."""
        for found in _PAY.finditer(self.text):
            if not (found["thousands"] or found["unit"] or found["net"] or found["month"] or _ASKS.match(found[0])):
                continue
            amount = float(re.sub(r"\D", "", found["number"]))
            amount *= (1000 if found["thousands"] else 1) * (12 if found["month"] else 1)
            amount /= NET_OF_GROSS if found["net"] else 1
            if LEAST_PAY <= amount <= MOST_PAY and (within := self._within(*found.span())):
                self._take(*within, "salaire_min", (f"{amount:.0f}",))
                return

    def _within(self, start: int, end: int) -> tuple[int, int] | None:
        inside = [place for place, token in enumerate(self.tokens) if token.start >= start and token.end <= end]
        return (inside[0], inside[-1] + 1) if inside else None

    def take_named(self, names: Mapping[str, Meaning]) -> None:
        """Take regions, départements or entities by name. A name that is a word first needs a preposition before."""
        for start, end, phrase in self._spans(LONGEST_NAME):
            if phrase not in names or self._is_denied(start):
                continue
            leads = TO_A_DEPARTEMENT if phrase[0].isdigit() else TO_A_PLACE
            placed = self._preposition(start, leads)
            is_word_first = phrase in NO_PLACES or (phrase[0].isdigit() and len(self.tokens) > 1)
            if placed or not is_word_first:
                self._take(start - placed, end, *names[phrase])

    def _preposition(self, start: int, leads: frozenset[str]) -> int:
        """How many tokens before `start` make one of `leads`."""
        return next((count for count in (2, 1) if start >= count and self._before(start, count) in leads), 0)

    def take_commune(self) -> None:
        """The first name or postcode of a commune."""
        people = _inhabitants()
        for start, end, phrase in self._spans(LONGEST_NAME):
            name = _whole(phrase)
            if end == start + 1 and self._is_postcode(start):
                self._take_postcode(start)
                return
            if name in people and self._is_commune(start, end, name, people[name]):
                self._take_commune_named(start, end, name)
                return

    def _is_postcode(self, place: int) -> bool:
        """Whether the token at `place` is free and the postcode of a commune."""
        if not (0 <= place < len(self.tokens) and self.free[place]):
            return False
        text = self.tokens[place].folded
        return bool(_POSTCODE.fullmatch(text)) and Commune.objects.matching(text).exists()

    def _take_postcode(self, place: int) -> None:
        """A postcode, with the name of a commune beside it: « 93100 Montreuil », « Montreuil 93100 »."""
        first, last = place, place + 1
        for start, end, phrase in self._spans(LONGEST_NAME):
            if _whole(phrase) in _inhabitants() and place in (start - 1, end):
                first, last = min(first, start), max(last, end)
                break
        first -= self._preposition(first, TO_A_COMMUNE)
        self._take(first, last, "commune", (self.tokens[place].folded,))

    def _is_commune(self, start: int, end: int, name: str, people: int) -> bool:
        if self._is_denied(start) or name in FILLERS:
            return False
        if self._preposition(start, TO_A_COMMUNE):
            return True
        return name not in NO_PLACES and (end - start > 1 or people >= POPULOUS)

    def _take_commune_named(self, start: int, end: int, name: str) -> None:
        first = start - self._preposition(start, TO_A_COMMUNE)
        for place in (start - 1, end):
            if self._is_postcode(place):
                self._take_postcode(place)
                return
        self._take_radius(end)
        following = self.tokens[end].folded if end < len(self.tokens) and self.free[end] else ""
        written = self.text[self.tokens[start].start : self.tokens[end - 1].end]
        departements = {departement.code.lower() for departement in reference_departements()}
        first_postcode, count = HAVE_ARRONDISSEMENTS.get(name, (0, 0))
        number = _ARRONDISSEMENT.fullmatch(following)
        if number and 1 <= int(number[1]) <= count:
            written, end = str(first_postcode + int(number[1]) - 1), end + 1
            if end < len(self.tokens) and self.tokens[end].folded.startswith("arr"):
                end += 1
        elif following in departements:
            written, end = f"{name} ({following.upper()})", end + 1
        elif name != fold(written):
            written = name
        self._take(first, end, "commune", (written,))

    def _take_radius(self, start: int) -> None:
        """Kilometres after a place: « Rennes 10 km », « Rennes à 10 km »."""
        following = [token.folded for token in self.tokens[start : start + 3]]
        led = following[:1] == ["a"]
        if len(following) >= led + 2 and following[led].isdigit() and following[led + 1] in ("km", "kilometres"):
            self._take(start, start + led + 2, "rayon", (following[led],))

    def words(self) -> str:
        """What no filter says, as typed; empty where only « de », « offre »… are left."""
        if not self.values:
            return self.text
        left = [token for token, taken in zip(self.tokens, self.taken, strict=True) if not taken]
        if all(token.folded in FILLERS for token in left):
            return ""
        pieces, place, has_words = [], 0, False
        for token, taken in zip(self.tokens, self.taken, strict=True):
            has_words |= not taken
            if taken:
                pieces += [self.text[place : token.start]] if has_words else []
                place, has_words = token.end, False
        pieces += [self.text[place:]] if has_words else []
        return " ".join(piece.strip(SEPARATORS) for piece in pieces)


@cache
def _phrases() -> tuple[dict[str, Meaning | None], int]:
    """By folded phrase, what it means, None where it is words all the same; and the most words of one."""
    phrases: dict[str, Meaning | None] = {
        _plain(phrase): (name, codes) for name, codes, written in SAID for phrase in written
    }
    phrases |= {_plain(phrase): None for phrase in WORDS_ALL_THE_SAME}
    return phrases, max(len(phrase.split()) for phrase in phrases)


def _plain(phrase: str) -> str:
    """`phrase` as its tokens are joined."""
    return " ".join(fold(found) for found in _TOKEN.findall(phrase))


@cache
def _places() -> dict[str, Meaning]:
    """Regions and départements by folded name, départements by code; where both have one name, the region.

    Paris is read as the commune.
    """
    departements: list[Departement] = reference_departements()
    names: dict[str, Meaning] = {_plain(d.name): ("departement", (d.code,)) for d in departements if d.name != "Paris"}
    names |= {_plain(d.region.name): ("region", (d.region.code,)) for d in departements}
    return names | {d.code.lower(): ("departement", (d.code,)) for d in departements}


@cache
def _inhabitants() -> dict[str, int]:
    """By folded name, the inhabitants of the largest commune of that name, of those with `SOME` at least."""
    communes = Commune.objects.filter(population__gte=SOME).order_by("population")
    return dict(communes.values_list("folded_name", "population"))


def arrondissement(commune: Commune, postcode: str) -> str:
    """The arrondissement that `postcode` is of: « Paris 13e »; empty for any other postcode or commune."""
    first, count = HAVE_ARRONDISSEMENTS.get(commune.folded_name, (0, 0))
    number = int(postcode) - first + 1 if _POSTCODE.fullmatch(postcode) else 0
    return f"{commune.name} {number}{'er' if number == 1 else 'e'}" if 1 <= number <= count else ""


@lru_cache(maxsize=1)
def _entities(index: OfferIndex) -> dict[str, Meaning]:
    """Entities by folded title and sigle, where these name one only."""
    names: dict[str, set[str]] = {}
    for key, label in index.labels["entite"][""]:
        title, _bracket, sigle = label.partition(" (")
        for name in (title, sigle.partition(")")[0]):
            if len(name) > 2:
                names.setdefault(_plain(name), set()).add(key)
    return {name: ("entite", tuple(keys)) for name, keys in names.items() if len(keys) == 1}


def _whole(phrase: str) -> str:
    """A commune's name with its saint written out."""
    return re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", phrase))
