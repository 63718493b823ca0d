"""A text cut into words, of which each may become part of a filter once."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from core.text import TOKEN, fold
from referentiels.models import Commune

from .negations import NEGATIONS
from .vocabulary import FILLERS

SEPARATORS = " ,;:!?()/|&>€–—-\u00a0\u202f"
"""Left at the ends of words whose neighbours are taken."""
Filter = tuple[str, str]
"""Parameter and value."""
EXCLUDED = "sauf"
"""The filter of excluded values, each written `filter:value`."""


class Token(NamedTuple):
    folded: str
    start: int
    end: int


class Piece(NamedTuple):
    """Neighbouring words, as typed, that mean the same."""

    text: str
    filters: frozenset[Filter]
    """None for words that are searched."""


class Tokens:
    """The words of a text, with what each of them is part of."""

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
        self.everywhere = ""

    def _spans(self, longest: int) -> Iterator[tuple[int, int, str]]:
        """Free neighbours with the phrase they make, the longest first."""
        for length in range(min(longest, len(self.tokens)), 0, -1):
            for start in range(len(self.tokens) - length + 1):
                if all(self.free[start : start + length]):
                    yield start, start + length, self._phrase(start, start + length)

    def _before(self, start: int, count: int) -> str:
        return self._phrase(max(start - count, 0), start)

    def _negation(self, start: int, more: frozenset[str] = frozenset()) -> int:
        """How many tokens before `start` say, by NEGATIONS or `more`, that what follows is not wanted."""
        counts = (count for count in (5, 4, 3, 2, 1) if start >= count and all(self.free[start - count : start]))
        return next((count for count in counts if self._before(start, count) in NEGATIONS | more), 0)

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

    def _take(
        self, start: int, end: int, name: str, values: tuple[str, ...], negations: frozenset[str] = frozenset()
    ) -> None:
        """Make a filter of these tokens: of an excluded value if a negation, or one of `negations`, comes before."""
        if negation := self._negation(start, negations):
            start -= negation
            name, values = EXCLUDED, tuple(f"{name}:{value}" for value in _excluded(name, values))
        self._mark(start, end, {(name, value) for value in values})
        known = self.values.setdefault(name, [])
        known += [value for value in values if value not in known]

    def _hold(self, start: int, end: int) -> None:
        self.free[start:end] = [False] * (end - start)

    def _within(self, start: int, end: int) -> tuple[int, int] | None:
        inside = [place for place, token in enumerate(self.tokens) if token.start >= start and token.end <= end]
        return (inside[0], inside[-1] + 1) if inside else None

    def _preposition(self, start: int, leads: frozenset[str]) -> int:
        """How many tokens before `start` make one of `leads`."""
        return next((count for count in (2, 1) if start >= count and self._before(start, count) in leads), 0)

    def _following(self, end: int) -> str:
        """The token at `end`, empty when it is taken or there is none."""
        return self.tokens[end].folded if end < len(self.tokens) and self.free[end] else ""

    def _left(self, end: int) -> str:
        """What follows the last token before `end`, without spaces: « 80 % » is no département."""
        return self.text[self.tokens[end - 1].end :].strip()

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


def _excluded(name: str, values: tuple[str, ...]) -> Iterable[str]:
    """The values to exclude: those of a filter, but communes by INSEE code."""
    if name != "commune":
        return values
    return [code for value in values for code in Commune.objects.matching(value).values_list("pk", flat=True)]
