"""Findings about an offer that contradicts itself: its fields with one another, or with its texts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from relecture.wording import Correction, Finding, Risk, plain

from .enums import Contrat, Experience, Management, Teletravail
from .fields import TEXTS, WORKING_DAYS

if TYPE_CHECKING:  # Its module imports this one.
    from .models.shown import ShownOffre

_STARTS = {Contrat.STAGE: "stage|stagiaire", Contrat.APPRENTISSAGE: "apprenti|alternan"}
"""Words of a title that tell a contract for students."""
_NUMBER = r"(?:\d|un|deux|trois|quatre|cinq)"
_REMOTE_DAYS = re.compile(
    rf"jours?(?: par semaine| par mois)? (?:de|en) télétravail|{_NUMBER} jours? (?:télétravaill|à distance)"
    rf"|télétravail (?:est )?(?:possible|partiel|total|complet|régulier|occasionnel|jusqu|à raison|{_NUMBER} jours?)",
    re.IGNORECASE,
)
_ON_CALL = re.compile(
    r"\b(?:particip|prendre part|prenez part|assur|ten(?:ir|ez)\b|effectu|réalis|contribu|pren(?:dre|ez)\b)[^.;:]{0,30}"
    r"astreintes?\b|\bastreintes? (?:une semaine|un week-end|par roulement|de nuit|de week-end|à prévoir|possibles?)",
    re.IGNORECASE,
)
_TOOL = re.compile(r"\b(?:outil|logiciel|application|planning|calendrier|gestion)s? (?:de[s ]|d[’'])", re.IGNORECASE)
_LEADING = re.compile(
    r"\b(?:encadre[rz]|manage[rz]|dirige[rz]) (?:une |un |l[’']|votre |des |\w+ )?(?:petite )?"
    r"(?:équipe|agents?|personnes?|service|pôle)\b",
    re.IGNORECASE,
)
_SEASONED = re.compile(
    r"\b(?:experte?|senior|confirmée?)s?\b(?! par)|\b(?:\d+|deux|trois|quatre|cinq|six|sept|huit|dix) ans "
    r"(?:au moins )?d[’']expérience",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:pas|sans|aucune?|ni|hors|jamais|impossible|exclue?|incompatible)\b", re.IGNORECASE)


def findings(offre: "ShownOffre") -> Iterator[Finding]:
    """All the contradictions of an offer."""
    yield from _contracts(offre)
    yield from _for_students(offre)
    yield from _remote_work(offre)
    yield from _on_call(offre)


def _contracts(offre: "ShownOffre") -> Iterator[Finding]:
    if Contrat.CDD in offre.contracts and not offre.contract_months:
        yield _finding("contract_months", "La durée du CDD n’est pas indiquée.", "Un CDD de 6 mois n’est pas de 3 ans.")
    if Contrat.PERMANENT in offre.contracts and not offre.ouverture:
        yield _finding(
            "ouverture",
            "L’emploi est permanent, mais l’offre ne dit pas à qui il est ouvert.",
            "Titulaires et contractuels ont besoin de savoir s’ils peuvent postuler.",
        )


def _for_students(offre: "ShownOffre") -> Iterator[Finding]:
    """About an offer that is only an apprenticeship, an internship or both."""
    if not offre.contracts or not set(offre.contracts) <= _STARTS.keys():
        return
    name = " ou ".join("un stage" if one == Contrat.STAGE else "un apprentissage" for one in offre.contracts)
    if not re.search("|".join(_STARTS.values()), offre.title, re.IGNORECASE):
        yield _finding("title", f"L’intitulé ne dit pas que l’offre est {name}.", "On le cherche dans la liste.")
    if offre.experience not in ("", Experience.DEBUTANT):
        label = Experience(offre.experience).label
        yield _finding(
            "experience",
            f"L’offre est {name} et l’expérience demandée est « {label} ».",
            "Une personne en formation débute : la case « Débutant accepté » le dit.",
            Correction(f"Choisir « {Experience.DEBUTANT.label} »", Experience.DEBUTANT.value),
        )
    if offre.management == Management.AVEC:
        yield _finding(
            "management",
            f"L’offre est {name} et le poste encadre une équipe.",
            "Une personne en formation est encadrée ; elle n’encadre pas.",
            Correction(f"Choisir « {Management.SANS.label} »", Management.SANS.value),
        )
    for field, pattern in {"title": _SEASONED, "profile": _SEASONED, "missions": _LEADING}.items():
        if words := _said(pattern, getattr(offre, field) or ""):
            yield _finding(field, f"« {words} » ne va pas avec {name}.", "Décrivez ce que la personne apprendra.")


def _remote_work(offre: "ShownOffre") -> Iterator[Finding]:
    days = offre.teletravail_jours
    if offre.teletravail == Teletravail.SUR_SITE:
        if days:
            yield _finding(
                "teletravail_jours",
                "Le poste est sur site, mais un nombre de jours de télétravail est indiqué.",
                "On lira les deux, et l’on ne saura pas lequel croire.",
                Correction("Retirer le nombre de jours"),
            )
        for field in TEXTS:
            if words := _said(_REMOTE_DAYS, getattr(offre, field) or ""):
                yield _finding(
                    field,
                    f"Le poste est sur site, mais ce texte dit « {words} ».",
                    "Corrigez le texte, ou le champ « télétravail ».",
                )
    elif offre.teletravail == Teletravail.TOTAL and days is not None and days < WORKING_DAYS:
        yield _finding(
            "teletravail_jours",
            "Le télétravail est total, mais le nombre de jours est inférieur à cinq.",
            "Retirez le nombre de jours, ou choisissez « Télétravail partiel ».",
            Correction("Retirer le nombre de jours"),
        )


def _on_call(offre: "ShownOffre") -> Iterator[Finding]:
    if "astreinte" in plain(offre.special_conditions or "").lower():
        return
    for field in TEXTS:
        if field != "special_conditions" and (words := _said(_ON_CALL, getattr(offre, field) or "")):
            yield _finding(
                "special_conditions",
                f"Un texte dit « {words} », mais les conditions particulières ne parlent pas d’astreintes.",
                "Dites leur rythme et leur compensation : « une semaine sur six, indemnisées ».",
            )
            return


def _said(pattern: re.Pattern, html: str) -> str:
    """The words that match in a sentence that is not negative, and that are not about a tool; empty without any."""
    lines = re.sub(r"</(?:p|li|h\d)>|<br/?>", ".\n", html)
    for sentence in re.split(r"[.!?;\n]", plain(lines)):
        match = pattern.search(sentence)
        if match and not _NEGATION.search(sentence) and not (pattern is _ON_CALL and _TOOL.search(sentence)):
            return match[0].strip()
    return ""


def _finding(field: str, message: str, why: str, correction: Correction | None = None) -> Finding:
    return Finding(Risk.CONTRADICTION, field, message, why, correction)
