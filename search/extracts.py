"""Extracts of a text with the search words highlighted, by the same analysis as the index."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

from core.text import fold
from relecture.wording import plain

from .analysis import stem
from .models import JOINT
from .queries import Query

WORDS = 32
"""Words in an extract."""
BEFORE = 8
"""Words of an extract before the first highlighted one."""
_WORD = re.compile(r"[\w+#]+")


def readable(html: str) -> str:
    """The text of an HTML fragment without tags, with « · » between list items."""
    return plain(html.replace("</li>", " · </li>"))


def wanted(query: Query) -> frozenset[str]:
    """The tokens to highlight: those of the words of the query and of their synonyms."""
    return frozenset(part for group in query.groups for token in group.tokens for part in token.split(JOINT))


def marked(text: str, tokens: frozenset[str]) -> SafeString:
    """`text`, escaped, with `<mark>` around the words whose token is in `tokens`."""
    parts, last = [], 0
    for word in _WORD.finditer(text):
        if stem(fold(word[0])) in tokens:
            parts += [escape(text[last : word.start()]), f"<mark>{escape(word[0])}</mark>"]
            last = word.end()
    return SafeString("".join([*parts, escape(text[last:])]))


def extract(text: str, tokens: frozenset[str]) -> SafeString:
    """`WORDS` words of `text` around the first one in `tokens`, else the first ones, as `marked` returns them."""
    words = list(re.finditer(r"\S+", text))
    if not words:
        return SafeString("")
    hits = (n for n, word in enumerate(words) if any(stem(fold(w)) in tokens for w in _WORD.findall(word[0])))
    start = max(next(hits, 0) - BEFORE, 0)
    end = min(start + WORDS, len(words))
    content = marked(text[words[start].start() : words[end - 1].end()], tokens)
    return SafeString(f"{'… ' if start else ''}{content}{' …' if end < len(words) else ''}")
