"""Extracts of a text with the words that were searched marked, by the same analysis that found them."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

from core.text import fold
from relecture.wording import plain

from .analysis import stem
from .models import JOINT
from .queries import Query

WORDS = 32
"""So many words make an extract."""
BEFORE = 8
"""So many of them come before the first marked one."""
_WORD = re.compile(r"[\w+#]+")


def readable(html: str) -> str:
    """The words of an HTML text, the items of its lists apart."""
    return plain(html.replace("</li>", " · </li>"))


def wanted(query: Query) -> frozenset[str]:
    """The tokens worth marking: those of the words and of what means the same."""
    return frozenset(part for group in query.groups for token in group for part in token.split(JOINT))


def marked(text: str, tokens: frozenset[str]) -> SafeString:
    """`text`, escaped, its words that stand for one of `tokens` marked."""
    told, last = [], 0
    for word in _WORD.finditer(text):
        if stem(fold(word[0])) in tokens:
            told += [escape(text[last : word.start()]), f"<mark>{escape(word[0])}</mark>"]
            last = word.end()
    return SafeString("".join([*told, escape(text[last:])]))


def extract(text: str, tokens: frozenset[str]) -> SafeString:
    """A few words around the first that stands for one of `tokens`, else the first few words."""
    words = list(re.finditer(r"\S+", text))
    if not words:
        return SafeString("")
    hits = (n for n, word in enumerate(words) if any(stem(fold(w)) in tokens for w in _WORD.findall(word[0])))
    start = max(next(hits, 0) - BEFORE, 0)
    end = min(start + WORDS, len(words))
    told = marked(text[words[start].start() : words[end - 1].end()], tokens)
    return SafeString(f"{'… ' if start else ''}{told}{' …' if end < len(words) else ''}")
