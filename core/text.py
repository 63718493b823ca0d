"""The one folding of French text that comparing, filtering and addresses use."""

import re
import unicodedata

from django.utils.text import slugify

EMAIL_ADDRESS = re.compile(r"(?<![\w.%+-])([\w.%+-]++)@[\w-]++(?:\.[\w-]++)+")
"""An e-mail address within a text; its first group is what stands before the @.

Begins only where no character of an address stands before, and never goes back: its time grows with the text's length,
not with its square.
"""
_APART = re.compile(r"[^a-z0-9+#.]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def fold(text: str) -> str:
    """`text` in lower case without accents or ligatures, words one space apart; keeps `+`, `#`, `.` (C++, .NET)."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _APART.sub(" ", bare).strip()


def to_slug(text: str) -> str:
    """`text` as part of an address: Django's slug, with ligatures written out (œuvre → oeuvre, not uvre)."""
    return slugify(text.translate(_LIGATURES))
