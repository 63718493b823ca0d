"""Reads the places that a text names: areas, arrondissements, communes and postcodes, with the kilometres around."""

import re
from collections.abc import Mapping
from itertools import pairwise

from core.text import fold
from referentiels.arrondissements import arrondissement
from referentiels.models import Commune

from .place_words import (
    LEAST_BARE_NUMBER,
    NO_PLACES,
    NUMBERED,
    SHORT_NAMES,
    TO_A_COMMUNE,
    TO_A_DEPARTEMENT,
    TO_A_PLACE,
    UNITS,
)
from .places import LONGEST_PLACE, MOST_PLACES, Place, areas, filters, inside, named, named_communes, whole
from .tokens import Filter, Tokens
from .vocabulary import FILLERS

LONGEST_NAME = 6
"""Words of the name of a place or an entity that are looked at together."""
POPULOUS = 20_000
"""Inhabitants from which one word alone is read as a commune."""
_POSTCODE = re.compile(r"\d{5}")
_PLACE_BETWEEN = frozenset(["ou", "et"])


def read_places(text: str) -> list[Place]:
    """The places that the whole of `text` names; empty when a word of it names none."""
    found = named(text) if len(text) <= LONGEST_PLACE else None
    if isinstance(found, Place):
        return [found]
    if found:
        return [Place(text, None, frozenset(one.departement_id for one in found), tuple(found))]
    reader = PlaceReader(text[: LONGEST_PLACE * MOST_PLACES])
    reader.take_places()
    return [] if reader.words() else reader.places


class PlaceReader(Tokens):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.places: list[Place] = []
        """In the order of the text, once `take_places` is done."""
        self._found: list[tuple[int, int, Place]] = []

    def take_places(self) -> None:
        """Take arrondissements, areas and communes: what is in any of them is asked for."""
        self._take_arrondissements()
        self._take_areas()
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

    def _take_radius(self, start: int) -> int:
        """Take the kilometres after a place: « Rennes 10 km », « Rennes à 10 km ». Returns their end, 0 without any."""
        following = [token.folded for token in self.tokens[start : start + 3]]
        led = following[:1] == ["a"]
        if len(following) >= led + 2 and following[led].isdigit() and following[led + 1] in ("km", "kilometres"):
            self._take(start, start + led + 2, "rayon", (following[led],))
            return start + led + 2
        return 0


def _filters_of(place: Place, asked: Mapping[str, list[str]]) -> set[Filter]:
    """The filters of `asked` that `place` alone asks for."""
    texts = {text for text in asked.get("commune", ()) if text == place.text or text.startswith(f"{place.text} (")}
    area = place.area and place.area[0] in asked and [(place.area[0], code) for code in place.area[1]]
    return {*(("commune", text) for text in texts), *(area or ())}
