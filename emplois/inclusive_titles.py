"""Inclusive job titles: detects a masculine-only title and proposes the feminine and masculine form."""

import re

FEMININE = {
    "acheteur": "acheteuse",
    "adjoint": "adjointe",
    "administrateur": "administratrice",
    "agent": "agente",
    "analyste-programmeur": "analyste-programmeuse",
    "animateur": "animatrice",
    "apprenti": "apprentie",
    "assistant": "assistante",
    "auditeur": "auditrice",
    "chargé": "chargée",
    "chef": "cheffe",
    "concepteur": "conceptrice",
    "conducteur": "conductrice",
    "conseiller": "conseillère",
    "consultant": "consultante",
    "contrôleur": "contrôleuse",
    "coordinateur": "coordinatrice",
    "coordonnateur": "coordonnatrice",
    "correspondant": "correspondante",
    "délégué": "déléguée",
    "développeur": "développeuse",
    "directeur": "directrice",
    "encadrant": "encadrante",
    "expert": "experte",
    "exploitant": "exploitante",
    "facilitateur": "facilitatrice",
    "formateur": "formatrice",
    "informaticien": "informaticienne",
    "ingénieur": "ingénieure",
    "inspecteur": "inspectrice",
    "instructeur": "instructrice",
    "intégrateur": "intégratrice",
    "intervenant": "intervenante",
    "intrapreneur": "intrapreneuse",
    "opérateur": "opératrice",
    "pentesteur": "pentesteuse",
    "programmeur": "programmeuse",
    "rédacteur": "rédactrice",
    "référent": "référente",
    "statisticien": "statisticienne",
    "superviseur": "superviseuse",
    "technicien": "technicienne",
    "testeur": "testeuse",
    "veilleur": "veilleuse",
}
"""Feminine form of job nouns, by masculine form."""
_ENDINGS = "e|fe|ne|rice|trice|euse|se|ère"
_MARK = re.compile(r"\s*[(\[]?\b[FHX]\s*/\s*[FHX](?:\s*/\s*[FHX])?\b[)\]]?", re.IGNORECASE)
"""The « (H/F) » mark. It is removed first: a masculine title with this mark is still masculine."""
_BOTH = re.compile(rf"\bou\b|[·•]|\(\s*(?:{_ENDINGS})s?\s*\)|\w[.\-/](?:{_ENDINGS})s?\b", re.IGNORECASE)
_WORD = re.compile(r"[\wÀ-ÿ-]+")
_BEFORE_THE_NOUN = re.compile(r"\d+|data|lead|product|[A-Z]{2,}")
"""Words that may precede the noun of a title: a number, an acronym, an English word."""


def for_both(title: str) -> str | None:
    """`title` with the feminine before its masculine noun; None if it is already inclusive or its noun is unknown."""
    title = " ".join(_MARK.sub("", title).split())
    if _BOTH.search(title):
        return None
    words = (word for word in _WORD.finditer(title) if word[0] != "-")
    noun = next((word for word in words if not _skipped(word[0])), None)
    if noun is None:
        return None
    masculine = noun[0].lower()
    feminine = FEMININE.get(masculine)
    if feminine is None or feminine in title.lower():
        return None
    both = f"{feminine.capitalize()} ou {masculine}"
    return f"{title[: noun.start()]}{both}{title[noun.end() :]}"


def _skipped(word: str) -> bool:
    written = (word, word.lower())
    return word.lower() not in FEMININE and any(map(_BEFORE_THE_NOUN.fullmatch, written))
