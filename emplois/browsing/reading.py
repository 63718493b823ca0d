"""Reads what a visitor typed into filters and words: « cdi python à Rennes » is a contract, a word and a place.

The filters are those of the list, so that what was understood finds what its filters find. Phrases are looked for
before shorter ones, longest first; each word serves once. What is not a filter stays among the words.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from django.http import QueryDict

from referentiels import competences

from .negations import NEGATIONS, NEGATIONS_OF_A_SKILL, NEGATIONS_OF_A_WORD, NO_NEGATION
from .offer_index import SKILLS, OfferIndex
from .pay import yearly_pays
from .place_reading import LONGEST_NAME, PlaceReader
from .place_words import EVERYWHERE, LEAST_BARE_NUMBER, NO_PLACES, NUMBERED, TO_A_PLACE, UNITS
from .places import plain
from .tokens import SEPARATORS, Filter, Piece
from .vocabulary import (
    ABOUT,
    ASKS_NOTHING,
    FIELDS_OF_MANAGEMENT,
    FILLERS,
    SAID,
    SAID_LAST,
    WORDS_ALL_THE_SAME,
    Meaning,
)

NOT_EXCLUDED = ("salaire_min", "publiee_depuis", "rayon")
"""Filters that have no values to exclude."""
_MINUS = re.compile(r"(?<!\S)-(?=[^\W\d])")
"""Before a word that is not wanted: « linux -windows »."""
_EVERYWHERE: Meaning = ("", ())
_EVERYWHERE_SAID: Filter = ("", "")
_NOTHING: Meaning = ("", ("",))


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
        """`data` with the filters instead of the words that say them. A new place replaces the former."""
        changed = data.copy()
        changed["q"] = self.words
        if "commune" in self.values:
            changed.pop("commune", None)
        for name, values in self.values.items():
            changed.setlist(name, list(dict.fromkeys([*changed.getlist(name), *values])))
        return changed


def read(text: str, index: OfferIndex) -> Reading:
    """What `text` asks for."""
    reader = _Reader(_MINUS.sub("sans ", text))
    reader.take_pay()
    reader.take_phrases()
    reader.take_skills()
    reader.take_places()
    reader.take_named(_entities(index))
    reader.take_unwanted_words()
    return Reading(reader.values, reader.words(), reader.everywhere, reader.pieces())


class _Reader(PlaceReader):
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
                self._take(start, end + self._is_version(end), SKILLS, (skill.slug,), NEGATIONS_OF_A_SKILL)

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

    def take_named(self, names: Mapping[str, Meaning]) -> None:
        """Take entities by name."""
        for start, end, phrase in self._spans(LONGEST_NAME):
            if phrase in names and phrase not in NO_PLACES:
                self._take(start - self._preposition(start, TO_A_PLACE), end, *names[phrase])

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
