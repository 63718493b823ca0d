"""French grammar for text assembled by code: articles, ordinals, durations."""

import datetime as dt
import re
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import formats

from .text import fold

NUMBERS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
"""Numbers written in letters (Imprimerie nationale, Lexique des règles typographiques)."""
YEAR = 365
"""Days."""
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_FIRST = re.compile(rf"(?<!\d)1 (?=(?:{MONTHS})\b)")
_VOWEL = re.compile(r"[aeiouy]|h(?!aut|uit|ors)")
FEMININE = frozenset(
    [
        "academie",
        "administration",
        "agence",
        "assistance",
        "assurance",
        "autorite",
        "banque",
        "bibliotheque",
        "brigade",
        "caisse",
        "cellule",
        "chancellerie",
        "commission",
        "cour",
        "delegation",
        "direction",
        "division",
        "ecole",
        "equipe",
        "federation",
        "fondation",
        "gendarmerie",
        "imprimerie",
        "inspection",
        "juridiction",
        "mairie",
        "maison",
        "metropole",
        "mission",
        "organisation",
        "police",
        "prefecture",
        "region",
        "sous-direction",
        "universite",
        "ville",
    ]
)
MASCULINE = frozenset(
    [
        "bureau",
        "cabinet",
        "centre",
        "cercle",
        "comite",
        "commissariat",
        "commissaire",
        "conseil",
        "conservatoire",
        "defenseur",
        "departement",
        "etablissement",
        "etat-major",
        "fonds",
        "groupement",
        "haut-commissariat",
        "hopital",
        "institut",
        "laboratoire",
        "ministere",
        "musee",
        "observatoire",
        "office",
        "operateur",
        "parlement",
        "pole",
        "rectorat",
        "secretariat",
        "senat",
        "service",
        "syndicat",
        "tresor",
        "tribunal",
    ]
)
PLURAL = frozenset(["archives", "civils", "douanes", "hospices", "services"])
"""First words of names of entities, folded; they determine the article of the name."""


def ordinal_days(text: str) -> str:
    """`text` with the first of a month as French writes it: « 1er décembre »."""
    return _FIRST.sub("1er ", text)


def date_format(value: dt.date | dt.datetime, form: str) -> str:
    """Django's `date_format`, with « 1er » for the first of a month."""
    return ordinal_days(formats.date_format(value, form))


def number(value: float | Decimal) -> str:
    """A whole number with its thousands apart: « 45 000 », with narrow no-break spaces."""
    return f"{value:,.0f}".replace(",", "\u202f")


def counted(count: int, noun: str) -> str:
    """`count` with a noun that takes an s: « 1 jour », « 3 jours », « 0 offre »."""
    return f"{count} {noun}{'s' if count > 1 else ''}"


def duration(length: dt.timedelta | relativedelta) -> str:
    """A duration in whole years, months or days: « un an », « six mois », « 90 jours ».

    Raises ValueError for a zero duration.
    """
    length = length.normalized() if isinstance(length, relativedelta) else _of_days(length.days)
    for count, unit in ((length.years, "an"), (length.months, "mois"), (length.days, "jour")):
        if count:
            plural = "s" if count > 1 and unit != "mois" else ""
            return f"{NUMBERS[count] if count < len(NUMBERS) else count} {unit}{plural}"
    raise ValueError(f"{length} is not whole years, months or days.")


def _of_days(days: int) -> relativedelta:
    return relativedelta(years=days // YEAR) if days % YEAR == 0 else relativedelta(days=days)


def of(name: str, noun: str = "") -> str:
    """`name` after « de », with its article: « de la DINUM ». `noun` is the full name when `name` is an acronym."""
    first = fold((noun or name).replace("-", "_").partition(" ")[0].replace("_", "-")).replace(" ", "-")
    if first in PLURAL:
        return f"des {name}"
    known = first in FEMININE or first in MASCULINE
    if _VOWEL.match(fold(name)):
        return f"de l’{name}" if known else f"d’{name}"
    if first in FEMININE:
        return f"de la {name}"
    return f"du {name}" if first in MASCULINE else f"de {name}"


def of_town(name: str) -> str:
    """The name of a commune after « de »: « de Rennes », « d’Angers », « du Mans », « des Ulis »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if _VOWEL.match(fold(name)) else f"de {name}"


def at_town(name: str) -> str:
    """The name of a commune after « à »: « à Rennes », « au Mans », « aux Ulis »."""
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"
