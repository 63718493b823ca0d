"""French text analysis: the same tokens when indexing and when querying, on every database.

Text becomes tokens of ASCII letters and digits. Case, accents, ligatures, elisions and inclusive endings are removed,
feminine nouns of people become masculine, then Snowball's French stemmer runs.
"""

import hashlib
import re
import threading
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

import snowballstemmer

from core.text import fold


class _ThreadStemmer(threading.local):
    """One Snowball stemmer per thread: a stemmer holds the current word as state, so it is not thread-safe."""

    def __init__(self) -> None:
        self.stem_word = snowballstemmer.stemmer("french").stemWord


_STEMMER = _ThreadStemmer()
_ENDINGS = "euse|rice|trice|ère|ere|ienne|enne|ne|se|fe|ée|e"
_INCLUSIVE = (
    re.compile(rf"(?<=\w)[·•.\-](?:{_ENDINGS})(?:[·•.\-]?s)?\b", re.IGNORECASE),
    re.compile(rf"(?<=\w)\s?\((?:{_ENDINGS})s?\)", re.IGNORECASE),
    re.compile(r"\(?\b[HFX]\s*/\s*[HFX](?:\s*/\s*[HFX])?\b\)?", re.IGNORECASE),
)
"""`développeur·se`, `développeur.euse`, `développeur-euse`, then `développeur(se)`, then the marks of both sexes."""
_ELISION = re.compile(r"\b(?:[ldjmnstc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]", re.IGNORECASE)
_SYMBOLS = (
    (re.compile(r"\bc\+\+", re.IGNORECASE), " cplusplus "),
    (re.compile(r"\b([cf])#", re.IGNORECASE), r" \1sharp "),
    (re.compile(r"\.net\b", re.IGNORECASE), " dotnet "),
    (re.compile(r"\b(\w{2,})\.js\b", re.IGNORECASE), r" \1js "),
    (re.compile(r"\bci\s?/\s?cd\b", re.IGNORECASE), " cicd "),
)
"""Names of technologies that the tokenizer would split."""
_WORD = re.compile(r"[a-z0-9]+")
_FEMININE = (
    (re.compile(r"trices?$"), "teur"),
    (re.compile(r"euses?$"), "eur"),
    (re.compile(r"ieures?$"), "ieur"),
    (re.compile(r"(i?)ennes?$"), r"\1en"),
    (re.compile(r"ieres?$"), "ier"),
    (re.compile(r"lleres?$"), "ller"),
    (re.compile(r"effes?$"), "ef"),
    (re.compile(r"(?<=[a-z]{3})ees?$"), "e"),
)
"""Snowball gives different stems to développeur and développeuse, chef and cheffe."""
LETTERS = {"c", "r"}
"""Single letters that name a language; any other one is noise."""
_FILES = Path(__file__).parent / "donnees"
_STOP_WORDS_FILE, _ROOTS_FILE = _FILES / "mots_vides.txt", _FILES / "racines.txt"
STOP_WORDS = frozenset(_STOP_WORDS_FILE.read_text(encoding="utf-8").split())
"""Folded words that the analysis drops: French function words, and words common to every job search."""


def _roots(text: str) -> dict[str, str]:
    """The root of each word of `text`, lines « root: its words »; a line that begins with # is a comment."""
    lines = (line.partition(":") for line in text.splitlines() if line and not line.startswith("#"))
    return {word: root for root, _colon, words in lines for word in words.split()}


ROOTS = _roots(_ROOTS_FILE.read_text(encoding="utf-8"))
"""The roots of the words for which Snowball has a wrong one."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word; the same for the feminine and the masculine of a noun of people."""
    if word in ROOTS:
        return ROOTS[word]
    for ending, masculine in _FEMININE:
        changed = ending.sub(masculine, word)
        if changed != word:
            word = changed
            break
    root = ROOTS.get(word) or _STEMMER.stem_word(word)
    return root if len(root) > 1 or word in LETTERS else word


def words(text: str) -> list[str]:
    """The folded words of `text` without stop words, in order, not yet stemmed."""
    for pattern in _INCLUSIVE:
        text = pattern.sub("", text)
    text = _ELISION.sub("", text)
    for pattern, plain in _SYMBOLS:
        text = pattern.sub(plain, text)
    return [word for word in _WORD.findall(fold(text)) if word not in STOP_WORDS and (len(word) > 1 or word in LETTERS)]


def analyse(text: str) -> list[str]:
    """The stemmed tokens of `text`, in order."""
    return [stem(word) for word in words(text)]


@cache
def fingerprint() -> str:
    """A hash of this code, its stop words, its roots and Snowball's version: when it changes, the index is rebuilt."""
    digest = hashlib.sha256(version("snowballstemmer").encode())
    for path in (Path(__file__), Path(__file__).with_name("documents.py"), _STOP_WORDS_FILE, _ROOTS_FILE):
        digest.update(path.read_bytes())
    return digest.hexdigest()
