"""Finds the skills that a text names. Read at once and kept until content changes."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from core.generation_cache import GenerationCache
from core.text import TOKEN, fold, lines

from .models import Competence

_LIST = re.compile(r"\s*(?:[,;/&+·•|()-]|\b(?:et|ou|and|or)\b)\s*|\s+", re.IGNORECASE)
"""Between the items of a list: « C, C++ et Java », « C/C++ », and what is left of « <li>C</li> <li>Java</li> »."""
_LEADS = frozenset(
    [
        "langage",
        "langages",
        "language",
        "languages",
        "programmation",
        "developpement",
        "developpeur",
        "developpeuse",
        "dev",
        "logiciel",
    ]
)
"""Before an ambiguous name, they say that it is one of a skill."""

LEAST_OF_A_PLURAL = 5
"""Letters from which a final s is that of a plural, for texts and names alike: « revues de codes », but not « iOS »."""


class Skill(NamedTuple):
    slug: str
    name: str
    genre: str
    is_ambiguous: bool

    @property
    def is_proper_name(self) -> bool:
        """Whether it is called by its names only: who types « Java » means no other word, as for « sécurité »."""
        return self.genre != Competence.Genre.DOMAINE


class Named(NamedTuple):
    """A skill, with the first and the last (excluded) character that name it."""

    skill: Skill
    start: int
    end: int


class _Token(NamedTuple):
    folded: str
    """Without the s of a plural."""
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    return [_Token(_singular(found[0]), *found.span()) for found in TOKEN.finditer(text)]


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    """`word` folded, without the s of a plural."""
    folded = fold(word)
    return folded.removesuffix("s") if len(folded) >= LEAST_OF_A_PLURAL else folded


class Vocabulary:
    """The known skills by their names."""

    def __init__(self, skills: Iterable[tuple[Skill, Sequence[str]]]) -> None:
        self.skills: dict[str, Skill] = {}
        """By slug, in alphabetical order of their names."""
        self.names: dict[str, list[str]] = {}
        """Every name of each skill, by slug, its own first."""
        self.folded_names: dict[str, list[str]] = {}
        self._phrases: dict[tuple[str, ...], Skill] = {}
        self._lengths: dict[str, set[int]] = {}
        """By first token of a name, how many tokens such names have."""
        for skill, others in skills:
            self.skills[skill.slug] = skill
            self.names[skill.slug] = [skill.name, *others]
            self.folded_names[skill.slug] = [fold(name) for name in self.names[skill.slug]]
            for name in self.names[skill.slug]:
                self._add(tuple(token.folded for token in _tokens(name)), skill)

    def _add(self, phrase: tuple[str, ...], skill: Skill) -> None:
        if phrase:
            self._phrases.setdefault(phrase, skill)
            self._lengths.setdefault(phrase[0], set()).add(len(phrase))

    def owner(self, name: str) -> Skill | None:
        """The skill that `name` names."""
        return self._phrases.get(tuple(token.folded for token in _tokens(name)))

    def named_in(self, text: str) -> list[Skill]:
        """The skills that `text` names, each once, in its order."""
        return list(dict.fromkeys(named.skill for named in self.find(text)))

    def find(self, text: str) -> list[Named]:
        """Where `text` names skills: the longest names first, an ambiguous one only in company."""
        tokens = _tokens(text)
        spans = self._spans(tokens)
        named = [Named(skill, tokens[first].start, tokens[end - 1].end) for skill, first, end in spans]
        kept = {
            place
            for place, (skill, first, _end) in enumerate(spans)
            if not skill.is_ambiguous or self._is_led(text, tokens, first, named[place])
        }
        for places in (range(1, len(named)), range(len(named) - 2, -1, -1)):
            for place in places:
                other = place - 1 if places.step > 0 else place + 1
                if other in kept and _are_listed(text, named[min(place, other)], named[max(place, other)]):
                    kept.add(place)
        return [named[place] for place in sorted(kept)]

    def _spans(self, tokens: list[_Token]) -> list[tuple[Skill, int, int]]:
        """Skill, first token and last token (excluded) of each name, from left to right."""
        spans, place = [], 0
        while place < len(tokens):
            for length in sorted(self._lengths.get(tokens[place].folded, ()), reverse=True):
                phrase = tuple(token.folded for token in tokens[place : place + length])
                if skill := self._phrases.get(phrase):
                    spans.append((skill, place, place + len(phrase)))
                    place += len(phrase)
                    break
            else:
                place += 1
        return spans

    @staticmethod
    def _is_led(text: str, tokens: list[_Token], first: int, named: Named) -> bool:
        """Whether an ambiguous name is a line by itself, one of several words, or after « langage »."""
        if named.end < len(text) and text[named.end] in "'’ʼ":
            return False
        if tokens[first].end < named.end:
            return True
        line_start = text.rfind("\n", 0, named.start) + 1
        line = text[line_start : text.find("\n", named.end) if "\n" in text[named.end :] else len(text)]
        before = tokens[first - 1].folded if first else ""
        if before in ("en", "de") and first > 1:
            before = tokens[first - 2].folded
        return before in _LEADS or line.strip(" .-•") == text[named.start : named.end]


def _are_listed(text: str, one: Named, other: Named) -> bool:
    between = text[one.end : other.start]
    return _LIST.fullmatch(between) is not None and text[other.end : other.end + 1] not in ("'", "’", "ʼ")


def _read() -> Vocabulary:
    rows = Competence.objects.order_by("name").values_list("slug", "name", "genre", "is_ambiguous", "other_names")
    return _vocabulary(tuple(rows))


@lru_cache(maxsize=2)
def _vocabulary(rows: tuple[tuple[str, str, str, bool, str], ...]) -> Vocabulary:
    return Vocabulary(
        (Skill(slug, name, genre, is_ambiguous), lines(others)) for slug, name, genre, is_ambiguous, others in rows
    )


vocabulary = GenerationCache(_read)
