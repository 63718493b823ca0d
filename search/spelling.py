"""The nearest spelling of words that the offers never say."""

import time
from difflib import get_close_matches

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

_known: dict = {"until": 0.0, "words": {}}


def vocabulary() -> dict[str, str]:
    """By folded word, its root: the words of the newest public titles, of the métiers and of the synonyms."""
    if time.monotonic() >= _known["until"]:
        titles = Offre.objects.public().order_by("-first_published_at").values_list("title", flat=True)[:MOST_TITLES]
        metiers = Metier.objects.values_list("name", "famille__name")
        terms = SynonymGroup.objects.values_list("terms", flat=True)
        told = [*titles, *(name for pair in metiers for name in pair), *terms]
        _known["words"] = {word: stem(word) for text in told for word in words(text)}
        _known["until"] = time.monotonic() + KEPT_FOR
    return _known["words"]


def forget() -> None:
    """Read the words again the next time."""
    _known["until"] = 0.0


def corrected(text: str) -> str:
    """`text` with each word that nothing says replaced by its nearest spelling; empty where none is."""
    known = vocabulary()
    roots, told, changed = set(known.values()), [], False
    for word in words(text):
        near = []
        if stem(word) not in roots and len(word) >= SHORTEST:
            near = get_close_matches(word, [w for w in known if abs(len(w) - len(word)) <= 2], n=1, cutoff=NEAR)
        changed |= bool(near)
        told.append(near[0] if near else word)
    return " ".join(told) if changed else ""
