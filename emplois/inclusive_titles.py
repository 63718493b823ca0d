"""A job's title for women and men alike: what is masculine alone, and how to say both."""

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
"""Feminine of the field's nouns, by their masculine."""
_ENDINGS = "e|fe|ne|rice|trice|euse|se|ère"
_MARK = re.compile(r"\s*[(\[]?\b[FHX]\s*/\s*[FHX](?:\s*/\s*[FHX])?\b[)\]]?", re.IGNORECASE)
"""« (H/F) » says that both may apply, not how they are called: a masculine title stays masculine with it."""
_BOTH = re.compile(rf"\bou\b|[·•]|\(\s*(?:{_ENDINGS})s?\s*\)|\w[.\-/](?:{_ENDINGS})s?\b", re.IGNORECASE)
_WORD = re.compile(r"[\wÀ-ÿ-]+")
_BEFORE_THE_NOUN = re.compile(r"\d+|data|lead|product|[A-Z]{2,}")
"""What may stand before a title's noun: a number, an entity's acronym, an English word that is no noun of ours."""


def for_both(title: str) -> str | None:
    """`title` with the feminine put before its masculine noun; None where it already speaks to both."""
    title = " ".join(_MARK.sub("", title).split())
    if _BOTH.search(title):
        return None
    words = (word for word in _WORD.finditer(title) if word[0] != "-")
    found = next((word for word in words if not _skipped(word[0])), None)
    if found is None:
        return None
    masculine = found[0].lower()
    feminine = FEMININE.get(masculine)
    if feminine is None or feminine in title.lower():
        return None
    both = f"{feminine.capitalize()} ou {masculine}"
    return f"{title[: found.start()]}{both}{title[found.end() :]}"


def _skipped(word: str) -> bool:
    written = (word, word.lower())
    return word.lower() not in FEMININE and any(map(_BEFORE_THE_NOUN.fullmatch, written))
