"""The nearest spelling of words that the offers never say."""

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
"""How alike two words must be, from 0 to 1 (difflib's ratio)."""
KEPT_FOR = 600.0
"""Seconds for which a process trusts the words it has read."""
MOST_TITLES = 20_000
SHORTEST = 4
"""Letters under which a word has too many neighbours."""

_WRITTEN = re.compile(r"\w+")


class Vocabulary(NamedTuple):
    written: dict[str, str]
    """By folded word, how it is written."""
    roots: set[str]
    until: float
    """When to read the words again (`time.monotonic`)."""


_vocabulary = Vocabulary({}, set(), 0.0)
"""Replaced as a whole, so that a thread never sees the words of one reading with the roots of another."""


def vocabulary() -> Vocabulary:
    """The words of the newest public titles, of the métiers and of the synonyms."""
    global _vocabulary
    current = _vocabulary
    if time.monotonic() >= current.until:
        titles = Offre.objects.public().order_by("-first_published_at").values_list("title", flat=True)[:MOST_TITLES]
        metiers = Metier.objects.values_list("name", "famille__name")
        terms = SynonymGroup.objects.values_list("terms", flat=True)
        text = " ".join([*titles, *(name for pair in metiers for name in pair), *terms])
        spellings = {fold(word): word.lower() for word in _WRITTEN.findall(text)}
        written = {word: spellings.get(word, word) for word in words(text)}
        current = Vocabulary(written, {stem(word) for word in written}, time.monotonic() + KEPT_FOR)
        _vocabulary = current
    return current


def forget() -> None:
    """Read the words again the next time."""
    global _vocabulary
    _vocabulary = _vocabulary._replace(until=0.0)


def may_be_near(word: str, other: str) -> bool:
    """Whether two words have letters enough in common to be as alike as NEAR wants; cheap, and its no is sure."""
    length = len(word)
    return len(set(word).difference(other)) <= length - NEAR * (length + len(other)) / 2


def corrected(text: str) -> str:
    """`text` with each word that nothing says replaced by its nearest spelling; empty where none is."""
    known, roots, _until = vocabulary()
    told, changed = [], False
    for word in words(text):
        near = []
        if stem(word) not in roots and len(word) >= SHORTEST:
            near = get_close_matches(word, [w for w in known if may_be_near(word, w)], n=1, cutoff=NEAR)
        changed |= bool(near)
        told.append(known[near[0]] if near else known.get(word, word))
    return " ".join(told) if changed else ""
