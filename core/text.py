"""Normalises French text for comparison, filtering and URLs."""

import re
import unicodedata

from django.utils.text import slugify

EMAIL_ADDRESS = re.compile(r"(?<![\w.%+-])([\w.%+-]++)@[\w-]++(?:\.[\w-]++)+")
"""An e-mail address within a text; the first group is the local part.

The lookbehind and the possessive quantifiers prevent backtracking, so matching takes linear time.
"""
TOKEN = re.compile(r"(?<!\w)\.net\b|[^\W_]+[+#]*", re.IGNORECASE)
"""A word or a number, with the signs of C++ and C#, and .NET."""
_APART = re.compile(r"[^a-z0-9+#.]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def fold(text: str) -> str:
    """`text` in lower case without accents or ligatures, words one space apart; keeps `+`, `#`, `.` (C++, .NET)."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _APART.sub(" ", bare).strip()


def lines(text: str) -> list[str]:
    """The lines of `text` that are not empty, without the spaces around them."""
    return [line for each in text.splitlines() if (line := each.strip())]


def to_slug(text: str) -> str:
    """`text` as part of a URL: Django's slug, with expanded ligatures (œuvre → oeuvre, not uvre)."""
    return slugify(text.translate(_LIGATURES))
