"""List the words that search cannot tell apart: `python scripts/stems.py [FILE…]`, with more texts to read words from.

Words of the demonstration, of the reference lists and of the files given that have one stem, though their endings make
them no forms of one word. Those that people part belong in `search/donnees/racines.txt`.
"""

import os
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_metiers.settings.test")

from search.analysis import stem, words  # noqa: E402  Once the project is on the path.

SOURCES = (
    "home/demonstration/**/*.toml",
    "home/demonstration/*.csv",
    "home/founding/*.toml",
    "referentiels/donnees/*.csv",
)
PLACES = ("communes", "arrondissements", "departements")
ENDINGS = re.compile(r"(es|s|x|e|ee|ees|ent|er|ez)$")
"""Plurals, feminines and forms of a verb in -er."""


def vocabulary(paths: list[Path]) -> set[str]:
    return {word for path in paths for word in words(path.read_text(encoding="utf-8")) if not word.isdigit()}


def bare(word: str) -> str:
    """`word` without the ending of a plural or a feminine."""
    return ENDINGS.sub("", word)


def collisions(known: set[str]) -> list[tuple[str, list[str]]]:
    """Each stem with its words, of those whose words differ by more than such an ending."""
    by_stem = defaultdict(set)
    for word in known:
        by_stem[stem(word)].add(word)
    return sorted((root, sorted(them)) for root, them in by_stem.items() if len({bare(word) for word in them}) > 1)


if __name__ == "__main__":
    found = [path for pattern in SOURCES for path in ROOT.glob(pattern) if path.stem not in PLACES]
    for root, them in collisions(vocabulary(found + [Path(name) for name in sys.argv[1:]])):
        print(f"{root:20} {' '.join(them)}")
