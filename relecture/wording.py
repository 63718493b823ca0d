"""Writing checks of public texts: findings, each with its reason and a proposed correction.

Findings are advice and block nothing. Constraints and forms refuse forbidden values.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.db.models import TextChoices
from django.utils.html import strip_tags

from core.text import EMAIL_ADDRESS, fold

from .lexicon import CRITERIA, EXPANSIONS, JARGON, KNOWN_ACRONYMS, SMALL_WORDS


class Risk(TextChoices):
    """The kind of a finding, displayed as a tag in the review queue."""

    WORDING = "WORDING", "Rédaction"
    CRITERION = "CRITERION", "Critère interdit"
    PERSONAL = "PERSONAL", "Données personnelles"
    PAY = "PAY", "Rémunération"
    DATES = "DATES", "Dates"
    CONTRADICTION = "CONTRADICTION", "Contradiction"
    ACCESS = "ACCESS", "Accessibilité"


class Correction(NamedTuple):
    """A change of one field in one click: replaces `find` with `replace` in its text, or the whole text without `find`.

    With `heading`, the heading `find` gets this level (such as "h2"). With `beside`, `find` is the primary key of an
    image: in its block, the field named `beside` changes from `was` to `replace`; a checkbox is ticked.
    """

    label: str
    replace: str = ""
    find: str = ""
    heading: str = ""
    beside: str = ""
    was: str = ""


class Finding(NamedTuple):
    risk: Risk
    field: str
    message: str
    why: str
    correction: Correction | None = None


_OF_A_PERSON = re.compile(r"[a-z]{2,}[.\-_][a-z]{2,}|[a-z]\.[a-z]{3,}", re.IGNORECASE)
_OF_A_SERVICE = re.compile(
    r"recrut|contact|question|candidat|emploi|carriere|mobilite|service|equipe|rh\b|drh|poste|bureau|accueil|talent|info"
    r"|donnee|dpo\b|presse|courrier|secretariat|direction|support|assistance|webmestre|securite|numerique|formation"
)
_PHONE = re.compile(r"(?<!\d)(?:\+33[\s.\-]?|0)[1-9](?:[\s.\-]?\d{2}){4}(?!\d)")
_HEADING = re.compile(r"<h([2-6])\b[^<>]*>((?:[^<]++|<(?!/?h[2-6]\b))*+)</h\1>")
"""Possessive, and stops at the next heading, closed or not: its time is linear in the length of the text."""
_LETTERS = r"[A-Z][A-Z0-9]{1,6}(?:/[A-Z]{2,3}\b)?"
_ACRONYM = re.compile(rf"(?<![\w/&-]){_LETTERS}(?![\w-])")
_EXPLAINED = re.compile(rf"\(\s*({_LETTERS})\s*\)|({_LETTERS})(?=\s*\(|\s*[,:]\s)")
_CRITERIA = [(re.compile(pattern, re.IGNORECASE), instead, ground) for pattern, instead, ground in CRITERIA]
_NATIONALITY = re.compile(r"(?:de )?nationalité française", re.IGNORECASE)
_BASIS = re.compile(r"habilit|souverain|L\.? ?321|décret|arrêté|code général", re.IGNORECASE)


def plain(text: str) -> str:
    """The text content of an HTML or plain text."""
    spaced = text.replace("</p>", "</p> ").replace("</li>", "</li> ").replace("<br/>", " ")
    try:
        return unescape(strip_tags(spaced))
    except SuspiciousOperation:  # Django refuses thousands of « < » that open no tag.
        return unescape(spaced.replace("<", " "))


def of_a_person(address: str) -> bool:
    """Whether an e-mail address looks like that of one person instead of a service."""
    name = address.partition("@")[0]
    return bool(_OF_A_PERSON.fullmatch(name)) and not _OF_A_SERVICE.search(fold(name))


def personal_data(field: str, text: str) -> Iterator[Finding]:
    """Findings about personal e-mail addresses and telephone numbers in a public text."""
    words = plain(text)
    for match in EMAIL_ADDRESS.finditer(words):
        if of_a_person(match[0]):
            yield Finding(
                Risk.PERSONAL,
                field,
                f"« {match[0]} » semble l’adresse d’une personne.",
                "Une adresse publiée est aspirée par des robots, et elle cesse de répondre quand la personne part.",
                Correction("Retirer l’adresse", find=match[0]),
            )
    for match in _PHONE.finditer(words):
        yield Finding(
            Risk.PERSONAL,
            field,
            f"Le numéro « {match[0]} » sera public.",
            "Un numéro direct identifie une personne : donnez plutôt une boîte de service.",
            Correction("Retirer le numéro", find=match[0]),
        )


def forbidden_criteria(field: str, text: str) -> Iterator[Finding]:
    """Findings about wordings that select people by criteria that the law forbids (CRITERIA, nationality)."""
    words = plain(text)
    for pattern, instead, ground in _CRITERIA:
        for match in pattern.finditer(words):
            label = f"Écrire « {instead} »" if instead else "Retirer ces mots"
            yield Finding(
                Risk.CRITERION,
                field,
                f"« {match[0]} » choisit d’après {ground}.",
                "La loi interdit de sélectionner ainsi : décrivez ce que le poste demande.",
                Correction(label, replace=instead, find=match[0]),
            )
    nationality = _NATIONALITY.search(words)
    if nationality and not _BASIS.search(words):
        yield Finding(
            Risk.CRITERION,
            field,
            "Une condition de nationalité est posée sans son fondement.",
            "Seuls les emplois de souveraineté la permettent : citez le texte, ou l’habilitation demandée.",
            Correction("Retirer ces mots", find=nationality[0]),
        )


def jargon(field: str, text: str, meanings: dict[str, str]) -> Iterator[Finding]:
    """Findings about unexplained acronyms, once each, and about words with a French equivalent.

    `meanings` completes EXPANSIONS; an acronym with an empty meaning needs no explanation.
    """
    words = plain(text)
    plain_to_all = KNOWN_ACRONYMS | SMALL_WORDS | {name for pair in _EXPLAINED.findall(words) for name in pair}
    for acronym in dict.fromkeys(_ACRONYM.findall(words)):
        if acronym in plain_to_all:
            continue
        meaning = meanings.get(acronym) if acronym in meanings else EXPANSIONS.get(acronym)
        if meaning == "":
            continue
        yield Finding(
            Risk.WORDING,
            field,
            f"Le sigle « {acronym} » n’est pas expliqué.",
            "Qui vient d’ailleurs ne le connaît pas et passe son chemin.",
            Correction(f"Écrire « {meaning} ({acronym}) »", f"{meaning} ({acronym})", acronym) if meaning else None,
        )
    for word, instead in JARGON.items():
        if match := re.search(rf"\b{word}\b", words, re.IGNORECASE):
            yield Finding(
                Risk.WORDING,
                field,
                f"« {match[0]} » a un équivalent.",
                "Un mot français se comprend du premier coup, lecteur d’écran compris.",
                Correction(f"Écrire « {instead} »", instead, match[0]),
            )


def heading_order(field: str, html: str, *, first: int) -> Iterator[Finding]:
    """Findings about headings that skip a level; `first` is the level of the first heading."""
    level = first - 1
    for match in _HEADING.finditer(html):
        if (number := int(match[1])) > level + 1:
            words = plain(match[2]).strip()
            yield Finding(
                Risk.ACCESS,
                field,
                f"Le titre « {words} » saute un niveau.",
                "Les lecteurs d’écran s’orientent par les niveaux de titre.",
                Correction("Remonter d’un niveau", find=words, heading=f"h{level + 1}"),
            )
            number = level + 1
        level = number


_FILE_NAME = re.compile(
    r"\S+\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)"
    r"|(?:img|dsc[nf]?|pxl|image|photo|capture|screenshot)[ _-]*\d[\w -]*",
    re.IGNORECASE,
)


def is_file_name(text: str) -> bool:
    """Whether a description is only a file name, such as a camera's."""
    return bool(_FILE_NAME.fullmatch(text.strip()))


def is_in_capitals(text: str) -> bool:
    """Whether at least 70 % of the letters are capitals, in a text of 8 letters or more."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 8 and sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)


def in_sentence_case(text: str) -> str:
    """`text` in sentence case, except known acronyms."""
    acronyms = KNOWN_ACRONYMS | EXPANSIONS.keys()
    calm = " ".join(word if word.strip("()/,") in acronyms else word.lower() for word in text.split(" "))
    return calm[:1].upper() + calm[1:]


def capitals(field: str, text: str) -> Iterator[Finding]:
    """A finding about a text in capitals, with its sentence case as a correction."""
    if not is_in_capitals(text):
        return
    calm = in_sentence_case(text)
    yield Finding(
        Risk.WORDING,
        field,
        "Ce texte est en capitales.",
        "Elles se lisent mal, et certains lecteurs d’écran les épellent.",
        Correction(f"Écrire « {calm} »", calm),
    )
