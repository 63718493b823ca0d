"""Reads what a visitor typed into filters and words: « cdi python à Rennes » is a contract, a word and a place.

The filters are those of the list, so that what was understood finds what its filters find. Phrases are looked for
before shorter ones, longest first; each word serves once. What is not a filter stays among the words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from django.http import QueryDict

from core.text import TOKEN, fold
from referentiels import competences
from referentiels.arrondissements import arrondissement
from referentiels.models import Commune

from .offer_index import SKILLS, OfferIndex
from .pay import yearly_pays
from .places import LONGEST_PLACE, MOST_PLACES, Place, areas, filters, inside, named, named_communes, plain, whole
from .vocabulary import (
    ABOUT,
    ASKS_NOTHING,
    EVERYWHERE,
    FIELDS_OF_MANAGEMENT,
    FILLERS,
    LEAST_BARE_NUMBER,
    NEGATIONS,
    NEGATIONS_OF_A_WORD,
    NO_NEGATION,
    NO_PLACES,
    NUMBERED,
    SAID,
    SAID_LAST,
    SHORT_NAMES,
    TO_A_COMMUNE,
    TO_A_DEPARTEMENT,
    TO_A_PLACE,
    UNITS,
    WORDS_ALL_THE_SAME,
    Meaning,
)

SEPARATORS = " ,;:!?()/|&>€–—-\u00a0\u202f"
"""Left at the ends of words whose neighbours are taken."""
LONGEST_NAME = 6
"""Words of the name of a place or an entity that are looked at together."""
POPULOUS = 20_000
"""Inhabitants from which one word alone is read as a commune."""
_MINUS = re.compile(r"(?<!\S)-(?=[^\W\d])")
"""Before a word that is not wanted: « linux -windows »."""
_POSTCODE = re.compile(r"\d{5}")
_PLACE_BETWEEN = frozenset(["ou", "et"])
Filter = tuple[str, str]
"""Parameter and value."""
_EVERYWHERE: Meaning = ("", ())
_EVERYWHERE_SAID: Filter = ("", "")
_NOTHING: Meaning = ("", ("",))


EXCLUDED = "sauf"
"""The filter of excluded values, each written `filter:value`."""
NOT_EXCLUDED = ("salaire_min", "publiee_depuis", "rayon")
"""Filters that have no values to exclude."""


class Token(NamedTuple):
    folded: str
    start: int
    end: int


class Piece(NamedTuple):
    """Neighbouring words, as typed, that mean the same."""

    text: str
    filters: frozenset[Filter]
    """None for words that are searched."""


class Reading(NamedTuple):
    """Filters by parameter, and the words that are left, as typed."""

    values: dict[str, list[str]]
    words: str
    everywhere: str = ""
    """« France entière », as typed: it asks for no place."""
    pieces: tuple[Piece, ...] = ()
    """The whole text."""

    def without(self, unsaid: Filter | None) -> tuple[str, dict[str, list[str]]]:
        """The text without the words that say the filter `unsaid`, or without the words that are searched.

        The values are those of the other filters that this text says no more: « télétravail » says two.
        """

        def is_kept(piece: Piece) -> bool:
            return unsaid not in piece.filters if unsaid else bool(piece.filters)

        said = frozenset().union(*(piece.filters for piece in self.pieces if is_kept(piece)))
        runs = ("".join(piece.text for piece in run) for kept, run in groupby(self.pieces, key=is_kept) if kept)
        left = {
            name: [value for value in values if (name, value) != unsaid and (name, value) not in said]
            for name, values in self.values.items()
        }
        if unsaid and unsaid[0] == "commune":
            left.pop("rayon", None)
        text = " ".join(run.strip(SEPARATORS.replace("€", "")) for run in runs)
        return text, {name: values for name, values in left.items() if values}

    def applied_to(self, data: QueryDict) -> QueryDict:
        """The query string `data` with the filters instead of the words that say them."""
        changed = data.copy()
        changed["q"] = self.words
        for name, values in self.values.items():
            changed.setlist(name, list(dict.fromkeys([*changed.getlist(name), *values])))
        return changed


def read(text: str, index: OfferIndex, *, with_place: bool = True) -> Reading:
    """What `text` asks for. Without `with_place`, names of communes are left among the words."""
    reader = _Reader(_MINUS.sub("sans ", text))
    reader.take_pay()
    reader.take_phrases()
    reader.take_skills()
    reader.take_places(with_communes=with_place)
    reader.take_named(_entities(index))
    reader.take_unwanted_words()
    return Reading(reader.values, reader.words(), reader.everywhere, reader.pieces())


def read_places(text: str) -> list[Place]:
    """The places that the whole of `text` names; empty when a word of it names none."""
    found = named(text) if len(text) <= LONGEST_PLACE else None
    if isinstance(found, Place):
        return [found]
    if found:
        return [Place(text, None, frozenset(one.departement_id for one in found), tuple(found))]
    reader = _Reader(text[: LONGEST_PLACE * MOST_PLACES])
    reader.take_places(with_communes=True)
    return [] if reader.words() else reader.places


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [Token(fold(found[0]), *found.span()) for found in TOKEN.finditer(text)]
        self.free = [True] * len(self.tokens)
        """Whether each token may still be part of a filter."""
        self.taken = [False] * len(self.tokens)
        """Whether each token is said by a filter, and so is no word."""
        self.filters: list[set[Filter]] = [set() for _token in self.tokens]
        """What each token says."""
        self.values: dict[str, list[str]] = {}
        self.places: list[Place] = []
        """In the order of the text, once `take_places` is done."""
        self.everywhere = ""
        self._found: list[tuple[int, int, Place]] = []

    def _spans(self, longest: int) -> Iterator[tuple[int, int, str]]:
        """Free neighbours with the phrase they make, the longest first."""
        for length in range(min(longest, len(self.tokens)), 0, -1):
            for start in range(len(self.tokens) - length + 1):
                if all(self.free[start : start + length]):
                    yield start, start + length, self._phrase(start, start + length)

    def _before(self, start: int, count: int) -> str:
        return self._phrase(max(start - count, 0), start)

    def _negation(self, start: int) -> int:
        """How many tokens before `start` say that what follows is not wanted."""
        counts = (count for count in (4, 3, 2, 1) if start >= count and all(self.free[start - count : start]))
        return next((count for count in counts if self._before(start, count) in NEGATIONS), 0)

    def _phrase(self, start: int, end: int) -> str:
        return " ".join(token.folded for token in self.tokens[start:end])

    def _typed(self, start: int, end: int) -> str:
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def _mark(self, start: int, end: int, filters: Iterable[Filter] = ()) -> None:
        """The tokens say `filters`: they are no words."""
        self._hold(start, end)
        for said in self.filters[start:end]:
            said.update(filters)
        self.taken[start:end] = [True] * (end - start)

    def _take(self, start: int, end: int, name: str, values: tuple[str, ...]) -> None:
        """Make a filter of these tokens: of an excluded value if a negation comes before."""
        if negation := self._negation(start):
            start -= negation
            name, values = EXCLUDED, tuple(f"{name}:{value}" for value in _excluded(name, values))
        self._mark(start, end, {(name, value) for value in values})
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
            is_excluded = meaning is not None and meaning[0] in NOT_EXCLUDED and self._negation(start)
            if meaning is None or is_excluded or self._is_of_a_trade(start, end, phrase):
                self._hold(start, end)
            elif meaning == _EVERYWHERE:
                self.everywhere = self._typed(start, end)
                self._mark(start, end, [_EVERYWHERE_SAID])
            elif meaning == _NOTHING:
                self._mark(start, end)
            else:
                self._take(start, end, *meaning)

    def _is_of_a_trade(self, start: int, end: int, phrase: str) -> bool:
        """Whether « management », « encadrement » or « manager » is about no team, or « expert » is the job itself."""
        if phrase in SAID_LAST:
            return start == 0 or end < len(self.tokens)
        if phrase not in ("management", "encadrement", "manager"):
            return False
        after = self.tokens[end].folded if end < len(self.tokens) else ""
        return self._before(start, 1) in FIELDS_OF_MANAGEMENT or after in ABOUT

    def take_skills(self) -> None:
        """Technologies by any of their names; « sécurité » or « gestion de projet » are words like others."""
        for skill, first, last in competences.vocabulary.current().find(self.text):
            within = self._within(first, last)
            if skill.is_proper_name and within and all(self.free[slice(*within)]):
                start, end = within
                self._take(start, end + self._is_version(end), SKILLS, (skill.slug,))

    def _is_version(self, place: int) -> bool:
        """Whether the token at `place` is the number of a version: « java 17 », but not « java 35 »."""
        number, unit = self._following(place), self._following(place + 1)
        if not number.isdigit() or unit in UNITS:
            return False
        return int(number) < LEAST_BARE_NUMBER or self.tokens[place - 1].folded in NUMBERED

    def take_pay(self) -> None:
        """The first pay."""
        for start, end, amount in yearly_pays(self.text):
            if within := self._within(start, end):
                self._take(*within, "salaire_min", (f"{amount:.0f}",))
                return

    def _within(self, start: int, end: int) -> tuple[int, int] | None:
        inside = [place for place, token in enumerate(self.tokens) if token.start >= start and token.end <= end]
        return (inside[0], inside[-1] + 1) if inside else None

    def take_named(self, names: Mapping[str, Meaning]) -> None:
        """Take entities by name."""
        for start, end, phrase in self._spans(LONGEST_NAME):
            if phrase in names and phrase not in NO_PLACES:
                self._take(start - self._preposition(start, TO_A_PLACE), end, *names[phrase])

    def take_places(self, *, with_communes: bool) -> None:
        """Take areas and, `with_communes`, arrondissements and communes: what is in any of them is asked for."""
        if with_communes:
            self._take_arrondissements()
        self._take_areas()
        if with_communes:
            self._take_communes()
            self._take_areas_beside()
        self._take_bare_number()
        self._found.sort(key=lambda found: found[0])
        self.places = list(dict.fromkeys(place for _start, _end, place in self._found))
        asked = filters(self.places)
        for name, values in asked.items():
            self.values[name] = list(dict.fromkeys([*self.values.get(name, ()), *values]))
        for start, end, place in self._found:
            self._mark(start, end, _filters_of(place, asked))
        for (_start, end, place), (start, _end, other) in pairwise(self._found):
            if all(token.folded in _PLACE_BETWEEN for token in self.tokens[end:start]):
                self._mark(end, start, {*_filters_of(place, asked), *_filters_of(other, asked)})

    def _find(self, start: int, end: int, place: Place) -> None:
        if self._negation(start):
            self._take(start, end, *(place.area or ("commune", (place.text,))))
            return
        self._mark(start, end)
        self._found.append((start, end, place))

    def _take_arrondissements(self) -> None:
        for start, end, phrase in self._spans(LONGEST_NAME):
            one = None if _POSTCODE.fullmatch(phrase) else arrondissement(phrase)
            if one is None or self._negation(start) or self._following(end) in UNITS:
                continue
            if self._before(start, 1) == "universite":
                self._hold(start, end)
            else:
                self._find_placed(start, end, Place(one.name, departements=frozenset([one.departement_id])))

    def _take_areas(self) -> None:
        """Regions and départements by name. A name that is a word first needs a preposition, unless it stands alone."""
        names, count = areas(), len(self.tokens)
        for start, end, phrase in self._spans(LONGEST_NAME):
            if phrase not in names:
                continue
            leads = TO_A_DEPARTEMENT if phrase[0].isdigit() else TO_A_PLACE
            placed = self._preposition(start, leads)
            stands_alone = end - start == count and not (phrase.isdigit() and self._left(end))
            is_word_first = (phrase in NO_PLACES or phrase[0].isdigit()) and not stands_alone
            if placed or not is_word_first:
                self._find(start - placed, end, Place(self._typed(start, end), names[phrase]))

    def _take_areas_beside(self) -> None:
        """Names that are words first, after a commune that lies there: « Saint-Denis Réunion », « Lille Nord »."""
        departements = {end: place.departements for _start, end, place in self._found}
        for start, end, phrase in self._spans(LONGEST_NAME):
            if phrase in areas() and inside(areas()[phrase]) & departements.get(start, frozenset()):
                self._find(start, end, Place(self._typed(start, end), areas()[phrase]))

    def _take_bare_number(self) -> None:
        """The number of a département that ends the text: « développeuse 94 »."""
        last = len(self.tokens) - 1
        if last < 1 or not self.free[last] or self._left(last + 1):
            return
        number, before = self.tokens[last].folded, self.tokens[last - 1].folded
        is_high = number.isdigit() and (len(number) == 3 or int(number) >= LEAST_BARE_NUMBER)
        if is_high and number in areas() and before not in NUMBERED and not before[-1].isdigit():
            self._find(last, last + 1, Place(number, areas()[number]))

    def _preposition(self, start: int, leads: frozenset[str]) -> int:
        """How many tokens before `start` make one of `leads`."""
        return next((count for count in (2, 1) if start >= count and self._before(start, count) in leads), 0)

    def _find_placed(self, start: int, end: int, place: Place) -> None:
        """A commune or an arrondissement, with the preposition before it and the kilometres after."""
        self._find(start - self._preposition(start, TO_A_COMMUNE), end, place)
        radius = self._take_radius(end)
        if radius and self._found and self._found[-1][2] is place:  # Not where it is excluded.
            self._found[-1] = (self._found[-1][0], radius, place)

    def _take_communes(self) -> None:
        """Names and postcodes of communes."""
        for start, end, phrase in self._spans(LONGEST_NAME):
            if len(self._found) == MOST_PLACES:
                return
            name = whole(SHORT_NAMES.get(phrase, phrase))
            if end == start + 1 and self._of_postcode(start):
                self._take_postcode(start)
            elif name in named_communes() and self._is_commune(start, end, name):
                self._take_commune_named(start, end, name)

    def _of_postcode(self, place: int) -> frozenset[str]:
        """The départements of the communes whose postcode is the token at `place`; empty if it is taken or none."""
        if not (0 <= place < len(self.tokens) and self.free[place]):
            return frozenset()
        text = self.tokens[place].folded
        if not _POSTCODE.fullmatch(text):
            return frozenset()
        return frozenset(Commune.objects.matching(text).values_list("departement", flat=True))

    def _take_postcode(self, place: int) -> None:
        """A postcode, with the name of a commune beside it: « 93100 Montreuil », « Montreuil 93100 »."""
        departements, first, last = self._of_postcode(place), place, place + 1
        for start, end, phrase in self._spans(LONGEST_NAME):
            if whole(phrase) in named_communes() and place in (start - 1, end):
                first, last = min(first, start), max(last, end)
                break
        self._find_placed(first, last, Place(self.tokens[place].folded, departements=departements))

    def _is_commune(self, start: int, end: int, name: str) -> bool:
        if name in FILLERS:
            return False
        if self._preposition(start, TO_A_COMMUNE):
            return True
        is_word_first = name in NO_PLACES or self._phrase(start, end) in NO_PLACES
        return not is_word_first and (end - start > 1 or named_communes()[name].population >= POPULOUS)

    def _take_commune_named(self, start: int, end: int, name: str) -> None:
        for place in (start - 1, end):
            if self._of_postcode(place):
                self._take_postcode(place)
                return
        written, following = self._typed(start, end), self._following(end).upper()
        departements = named_communes()[name].departements
        if following in departements:
            written, departements, end = f"{name} ({following})", frozenset([following]), end + 1
        elif name != fold(written):
            written = name
        self._find_placed(start, end, Place(written, departements=departements))

    def _following(self, end: int) -> str:
        """The token at `end`, empty when it is taken or there is none."""
        return self.tokens[end].folded if end < len(self.tokens) and self.free[end] else ""

    def _left(self, end: int) -> str:
        """What follows the last token before `end`, without spaces: « 80 % » is no département."""
        return self.text[self.tokens[end - 1].end :].strip()

    def _take_radius(self, start: int) -> int:
        """Take the kilometres after a place: « Rennes 10 km », « Rennes à 10 km ». Returns their end, 0 without any."""
        following = [token.folded for token in self.tokens[start : start + 3]]
        led = following[:1] == ["a"]
        if len(following) >= led + 2 and following[led].isdigit() and following[led + 1] in ("km", "kilometres"):
            self._take(start, start + led + 2, "rayon", (following[led],))
            return start + led + 2
        return 0

    def take_unwanted_words(self) -> None:
        """The word after « sans » or « pas de », with what a hyphen joins to it: « pas de front-end »."""
        for start in range(1, len(self.tokens)):
            count = self._negation(start)
            if not (count and self.free[start] and self._before(start, count) in NEGATIONS_OF_A_WORD):
                continue
            end = start + 1
            while end < len(self.tokens) and self.free[end] and self.tokens[end].start == self.tokens[end - 1].end + 1:
                joint = self.text[self.tokens[end - 1].end]
                if joint.isspace() or joint in ",;":
                    break
                end += 1
            word = self._typed(start, end)
            if word.isdigit() or self.tokens[start].folded in FILLERS | NEGATIONS | NO_NEGATION:
                continue
            self._take(start, end, "mots", (word,))

    def words(self) -> str:
        """What no filter says, as typed; empty where only « de », « offre »… are left."""
        if not any(self.taken):
            return self.text
        left = [token for token, taken in zip(self.tokens, self.taken, strict=True) if not taken]
        if all(token.folded in FILLERS for token in left):
            return "" if self.values or self.everywhere else self.text
        pieces, place, has_words = [], 0, False
        for token, taken in zip(self.tokens, self.taken, strict=True):
            has_words |= not taken
            if taken:
                pieces += [self.text[place : token.start]] if has_words else []
                place, has_words = token.end, False
        pieces += [self.text[place:]] if has_words else []
        return " ".join(piece.strip(SEPARATORS) for piece in pieces)

    def pieces(self) -> tuple[Piece, ...]:
        """The whole text, cut before each word whose meaning differs from that of the word before."""
        said = [frozenset(filters) for filters in self.filters]
        firsts = [place for place in range(len(said)) if place == 0 or said[place] != said[place - 1]]
        cuts = [0, *map(self._begin, firsts[1:]), len(self.text)]
        return tuple(
            Piece(self.text[start:end], said[place])
            for place, (start, end) in zip(firsts, pairwise(cuts), strict=False)
        )

    def _begin(self, place: int) -> int:
        """Where the token at `place` begins, with the signs before it: « .NET »."""
        between = self.text[self.tokens[place - 1].end : self.tokens[place].start]
        return self.tokens[place].start - len(between.rpartition(" ")[2])


def _filters_of(place: Place, asked: Mapping[str, list[str]]) -> set[Filter]:
    """The filters of `asked` that `place` alone asks for."""
    texts = {text for text in asked.get("commune", ()) if text == place.text or text.startswith(f"{place.text} (")}
    area = place.area and place.area[0] in asked and [(place.area[0], code) for code in place.area[1]]
    return {*(("commune", text) for text in texts), *(area or ())}


def _excluded(name: str, values: tuple[str, ...]) -> Iterable[str]:
    """The values to exclude: those of a filter, but communes by INSEE code."""
    if name != "commune":
        return values
    return [code for value in values for code in Commune.objects.matching(value).values_list("pk", flat=True)]


@cache
def _phrases() -> tuple[dict[str, Meaning | None], int]:
    """By folded phrase, what it means, None where it is words all the same; and the most words of one."""
    phrases: dict[str, Meaning | None] = {
        plain(phrase): (name, codes) for name, codes, written in SAID for phrase in written
    }
    phrases |= {plain(phrase): None for phrase in WORDS_ALL_THE_SAME}
    phrases |= SAID_LAST
    phrases |= {plain(phrase): _EVERYWHERE for phrase in EVERYWHERE}
    phrases |= {plain(phrase): _NOTHING for phrase in ASKS_NOTHING}
    return phrases, max(len(phrase.split()) for phrase in phrases)


@lru_cache(maxsize=1)
def _entities(index: OfferIndex) -> dict[str, Meaning]:
    """Entities by folded title and sigle, where these name one only."""
    names: dict[str, set[str]] = {}
    for key, label in index.choices("entite"):
        title, _bracket, sigle = label.partition(" (")
        for name in (title, sigle.partition(")")[0]):
            if len(name) > 2:
                names.setdefault(plain(name), set()).add(key)
    return {name: ("entite", tuple(keys)) for name, keys in names.items() if len(keys) == 1}
