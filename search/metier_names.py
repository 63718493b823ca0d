"""Other names of métiers: who types one finds the offers of the métier, whatever these offers call themselves.

Documents hold one token for their métier, so that a change of names writes no document again.
"""

from functools import lru_cache

from core.text import fold
from referentiels.correspondances import correspondances

from .analysis import analyse
from .models import JOINT, Phrase

LEVEL = 3
"""The level of a métier's token in a document: after offers that say the words in their title or their métier."""


def token(slug: str) -> str:
    """The token of a métier in documents and queries; no text makes it."""
    return f"metier{JOINT}{slug.replace('-', JOINT)}"


def slugs() -> dict[str, str]:
    """By token, the slugs of the métiers that have other names."""
    return {token(slug): slug for slug in correspondances.current()}


def displayed() -> dict[str, list[tuple[str, str]]]:
    """By slug, the other names of each métier: folded, and as displayed."""
    return _displayed(_names())


def metiers_by_name() -> dict[Phrase, list[str]]:
    """By name, as tokens, the tokens of the métiers that it names."""
    return _by_name(_names())


def metiers_named(text: str) -> list[str]:
    """The slugs of the métiers that the whole of `text` names."""
    known = slugs()
    return [known[each] for each in metiers_by_name().get(one_gender(tuple(analyse(text))), ())]


Names = tuple[tuple[str, tuple[str, ...]], ...]


def _names() -> Names:
    return tuple((slug, tuple(its.every_name)) for slug, its in correspondances.current().items())


@lru_cache(maxsize=2)
def _displayed(names: Names) -> dict[str, list[tuple[str, str]]]:
    return {slug: [(fold(name), name) for name in its] for slug, its in names}


@lru_cache(maxsize=2)
def _by_name(names: Names) -> dict[Phrase, list[str]]:
    found: dict[Phrase, list[str]] = {}
    for slug, its in names:
        for name in its:
            if phrase := one_gender(tuple(analyse(name))):
                found[phrase] = list(dict.fromkeys([*found.get(phrase, []), token(slug)]))
    return found


def one_gender(phrase: Phrase) -> Phrase:
    """`phrase` without repetitions side by side: both genders of « Ingénieur / Ingénieure réseau » have one stem."""
    for length in range(len(phrase) // 2, 0, -1):
        for start in range(len(phrase) - 2 * length + 1):
            middle, end = start + length, start + 2 * length
            if phrase[start:middle] == phrase[middle:end]:
                return one_gender(phrase[:middle] + phrase[end:])
    return phrase
