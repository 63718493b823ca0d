"""Spelling correction: replaces words that no offer contains by the nearest known word."""

import re
import time
from difflib import SequenceMatcher, get_close_matches
from typing import NamedTuple

from core.text import fold
from emplois.browsing.place_reading import POPULOUS
from emplois.browsing.places import areas
from emplois.browsing.vocabulary import SAID
from emplois.models import Offre
from referentiels import competences
from referentiels.models import Commune, Metier

from .analysis import stem, words
from .models import SynonymGroup

NEAR = 0.78
"""Minimum similarity of two words, from 0 to 1 (difflib's ratio)."""
NEAR_A_FILTER = 0.85
"""The same for a word that only says a filter: « redis » is no Reims."""
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
    """Of the words that offers may say: another ending is no misspelling."""
    until: float
    """When the cache expires (`time.monotonic`)."""


_vocabulary = Vocabulary({}, set(), 0.0)
"""Replaced as a whole, so that a thread never combines the words and stems of two reads."""


def vocabulary() -> Vocabulary:
    """The words of the newest public titles, métiers, synonyms and filters, cached for `FRESH_FOR` seconds."""
    global _vocabulary
    current = _vocabulary
    if time.monotonic() >= current.until:
        titles = Offre.objects.public().order_by("-first_published_at").values_list("title", flat=True)[:MOST_TITLES]
        metiers = Metier.objects.values_list("name", "famille__name")
        terms = SynonymGroup.objects.values_list("terms", flat=True)
        text = " ".join([*titles, *(name for pair in metiers for name in pair), *terms])
        filters = " ".join(_said_as_filters())
        spellings = {fold(word): word.lower() for word in _WRITTEN.findall(f"{filters} {text}")}
        written = {word: spellings.get(word, word) for word in words(f"{text} {filters}")}
        current = Vocabulary(written, {stem(word) for word in words(text)}, time.monotonic() + FRESH_FOR)
        _vocabulary = current
    return current


def _said_as_filters() -> list[str]:
    """What visitors write to filter: phrases of the vocabulary, skills, larger communes, départements and regions."""
    phrases = [phrase for _name, _values, phrases in SAID for phrase in phrases]
    communes = Commune.objects.filter(population__gte=POPULOUS).values_list("name", flat=True)
    known = competences.vocabulary.current()
    skills = [name for slug, skill in known.skills.items() if skill.is_proper_name for name in known.names[slug]]
    return [*phrases, *skills, *communes, *(name for name in areas() if not name[0].isdigit())]


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
        if word not in known and stem(word) not in stems and len(word) >= SHORTEST:
            near = get_close_matches(word, [w for w in known if may_be_near(word, w)], cutoff=NEAR)
            near = [w for w in near if stem(w) in stems or SequenceMatcher(a=w, b=word).ratio() >= NEAR_A_FILTER]
        changed |= bool(near)
        spelled.append(known[near[0]] if near else known.get(word, word))
    return " ".join(spelled) if changed else ""
