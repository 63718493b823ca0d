"""Spelling correction: replaces words that no offer contains by the nearest known word."""

import re
import time
from difflib import get_close_matches
from typing import NamedTuple

from core.text import fold
from emplois.models import Offre
from referentiels.models import Metier

from .analysis import stem, words
from .models import SynonymGroup

NEAR = 0.78
"""Minimum similarity of two words, from 0 to 1 (difflib's ratio)."""
FRESH_FOR = 600.0
"""Seconds for which a process caches the vocabulary."""
MOST_TITLES = 20_000
SHORTEST = 4
"""Minimum letters of a word to correct: shorter ones have too many near words."""

_WRITTEN = re.compile(r"\w+")


class Vocabulary(NamedTuple):
    written: dict[str, str]
    """The spelling of each folded word, with its accents."""
    stems: set[str]
    until: float
    """When the cache expires (`time.monotonic`)."""


_vocabulary = Vocabulary({}, set(), 0.0)
"""Replaced as a whole, so that a thread never combines the words and stems of two reads."""


def vocabulary() -> Vocabulary:
    """The words of the newest public titles, of the métiers and of the synonyms, cached for `FRESH_FOR` seconds."""
    global _vocabulary
    current = _vocabulary
    if time.monotonic() >= current.until:
        titles = Offre.objects.public().order_by("-first_published_at").values_list("title", flat=True)[:MOST_TITLES]
        metiers = Metier.objects.values_list("name", "famille__name")
        terms = SynonymGroup.objects.values_list("terms", flat=True)
        text = " ".join([*titles, *(name for pair in metiers for name in pair), *terms])
        spellings = {fold(word): word.lower() for word in _WRITTEN.findall(text)}
        written = {word: spellings.get(word, word) for word in words(text)}
        current = Vocabulary(written, {stem(word) for word in written}, time.monotonic() + FRESH_FOR)
        _vocabulary = current
    return current


def forget() -> None:
    """Expire the cached vocabulary."""
    global _vocabulary
    _vocabulary = _vocabulary._replace(until=0.0)


def may_be_near(word: str, other: str) -> bool:
    """Whether two words share enough letters to reach `NEAR`. A cheap filter, without false negatives."""
    length = len(word)
    return len(set(word).difference(other)) <= length - NEAR * (length + len(other)) / 2


def corrected(text: str) -> str:
    """The words of `text`, each unknown one replaced by the nearest known word; empty when nothing was replaced."""
    known, stems, _until = vocabulary()
    spelled, changed = [], False
    for word in words(text):
        near = []
        if stem(word) not in stems and len(word) >= SHORTEST:
            near = get_close_matches(word, [w for w in known if may_be_near(word, w)], n=1, cutoff=NEAR)
        changed |= bool(near)
        spelled.append(known[near[0]] if near else known.get(word, word))
    return " ".join(spelled) if changed else ""
