"""What to look at again in a text before the public reads it: findings, each with its reason and its correction.

They are advice. What is forbidden is refused elsewhere, by constraints and forms.
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
    """What a finding puts at risk; shown as a mark in the queue of those who review."""

    WORDING = "WORDING", "Rédaction"
    CRITERION = "CRITERION", "Critère interdit"
    PERSONAL = "PERSONAL", "Données personnelles"
    PAY = "PAY", "Rémunération"
    DATES = "DATES", "Dates"
    ACCESS = "ACCESS", "Accessibilité"


class Correction(NamedTuple):
    """A change of one field made by one click: `find` by `replace` in its text, or all of it where `find` is empty.

    `heading` names a level of heading that `find` is to become instead. `beside` names what is to become `replace` in
    the block where an image is the one whose key is `find`, in place of what it `was`; a box is ticked.
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
"""Stops at the next heading, closed or not, so that its time grows with the text's length alone."""
_LETTERS = r"[A-Z][A-Z0-9]{1,6}(?:/[A-Z]{2,3}\b)?"
_ACRONYM = re.compile(rf"(?<![\w/&-]){_LETTERS}(?![\w-])")
_EXPLAINED = re.compile(rf"\(\s*({_LETTERS})\s*\)|({_LETTERS})(?=\s*\(|\s*[,:]\s)")
_CRITERIA = [(re.compile(pattern, re.IGNORECASE), instead, ground) for pattern, instead, ground in CRITERIA]
_NATIONALITY = re.compile(r"(?:de )?nationalité française", re.IGNORECASE)
_BASIS = re.compile(r"habilit|souverain|L\.? ?321|décret|arrêté|code général", re.IGNORECASE)


def plain(text: str) -> str:
    """The words of an HTML or plain text."""
    spaced = text.replace("</p>", "</p> ").replace("</li>", "</li> ").replace("<br/>", " ")
    try:
        return unescape(strip_tags(spaced))
    except SuspiciousOperation:  # Thousands of « < » that open no tag: Django gives up, since its time would explode.
        return unescape(spaced.replace("<", " "))


def of_a_person(address: str) -> bool:
    """Whether an e-mail address looks like that of one person instead of a service."""
    name = address.partition("@")[0]
    return bool(_OF_A_PERSON.fullmatch(name)) and not _OF_A_SERVICE.search(fold(name))


def personal_data(field: str, text: str) -> Iterator[Finding]:
    """Addresses and numbers of persons, which a public page spreads for good."""
    words = plain(text)
    for found in EMAIL_ADDRESS.finditer(words):
        if of_a_person(found[0]):
            yield Finding(
                Risk.PERSONAL,
                field,
                f"« {found[0]} » semble l’adresse d’une personne.",
                "Une adresse publiée est aspirée par des robots, et elle cesse de répondre quand la personne part.",
                Correction("Retirer l’adresse", find=found[0]),
            )
    for found in _PHONE.finditer(words):
        yield Finding(
            Risk.PERSONAL,
            field,
            f"Le numéro « {found[0]} » sera public.",
            "Un numéro direct identifie une personne : donnez plutôt une boîte de service.",
            Correction("Retirer le numéro", find=found[0]),
        )


def forbidden_criteria(field: str, text: str) -> Iterator[Finding]:
    words = plain(text)
    for pattern, instead, ground in _CRITERIA:
        for found in pattern.finditer(words):
            label = f"Écrire « {instead} »" if instead else "Retirer ces mots"
            yield Finding(
                Risk.CRITERION,
                field,
                f"« {found[0]} » choisit d’après {ground}.",
                "La loi interdit de sélectionner ainsi : décrivez ce que le poste demande.",
                Correction(label, replace=instead, find=found[0]),
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
    """Acronyms that nothing near explains, once each, and words that have a French equivalent.

    `meanings` are more of them, as EXPANSIONS; one with no meaning needs none here.
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
        if found := re.search(rf"\b{word}\b", words, re.IGNORECASE):
            yield Finding(
                Risk.WORDING,
                field,
                f"« {found[0]} » a un équivalent.",
                "Un mot français se comprend du premier coup, lecteur d’écran compris.",
                Correction(f"Écrire « {instead} »", instead, found[0]),
            )


def heading_order(field: str, html: str, *, first: int) -> Iterator[Finding]:
    """Headings that skip a level; `first` is the highest that may open the text."""
    level = first - 1
    for found in _HEADING.finditer(html):
        if (number := int(found[1])) > level + 1:
            words = plain(found[2]).strip()
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
    """Whether a description is but the name of a file, as a camera or a computer gives it."""
    return bool(_FILE_NAME.fullmatch(text.strip()))


def is_shouted(text: str) -> bool:
    """Whether seven letters of ten, of eight at least, are capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 8 and sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)


def calmed(text: str) -> str:
    """`text` in sentence case; acronyms that are known stay as they are."""
    kept = KNOWN_ACRONYMS | EXPANSIONS.keys()
    calm = " ".join(word if word.strip("()/,") in kept else word.lower() for word in text.split(" "))
    return calm[:1].upper() + calm[1:]


def capitals(field: str, text: str) -> Iterator[Finding]:
    """A text shouted in capitals, with the same in sentence case; acronyms that are known stay as they are."""
    if not is_shouted(text):
        return
    calm = calmed(text)
    yield Finding(
        Risk.WORDING,
        field,
        "Ce texte est en capitales.",
        "Elles se lisent mal, et certains lecteurs d’écran les épellent.",
        Correction(f"Écrire « {calm} »", calm),
    )
