"""Converts a CSV row to the values of an offer without texts, which links to Choisir le service public."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings

from core.text import fold
from emplois.enums import (
    Categorie,
    Contrat,
    Experience,
    Management,
    Ouverture,
    Teletravail,
    TempsDeTravail,
    Vacance,
    Versant,
)
from emplois.fields import LONGEST_REFERENCE, LONGEST_SKILLS, LONGEST_TITLE
from referentiels.countries import UNKNOWN, alpha3, french_name
from relecture.wording import in_sentence_case, is_in_capitals

from ..mapping import OfferContent, months
from ..models import MotifQuarantaine
from ..places import Gazetteer
from ..running import Quarantined
from .reading import Header, rows
from .scope import Scope

COLUMNS = {
    "reference": "Référence",
    "title": "Intitulé du poste",
    "metier": "Métier",
    "specialisation": "Spécialisation",
    "organisme": "Organisme de rattachement",
    "employer": "Employeur",
    "versant": "Versant",
    "vacance": "Statut du poste",
    "ouverture": "Nature de l'emploi",
    "contract": "Nature de contrat",
    "length": "Durée du contrat",
    "place": "Localisation du poste",
    "workplace": "Lieu d'affectation",
    "bare_workplace": "Lieu d'affectation (sans géolocalisation)",
    "level": "Niveau d'études",
    "experience": "Niveau d'expérience min. requis",
    "vacant_on": "Date de vacance de l'emploi",
    "begins": "Date de début de publication par défaut",
    "ends": "Date de fin de publication par défaut",
    "first": "Date de première publication",
    "teletravail": "Télétravail",
    "management": "Management",
    "categorie": "Catégorie",
    "full_time": "Temps Plein",
    "skills": "Compétences attendues",
}
"""The column title of each value that is read, by our own name."""
VERSANTS_IN_WORDS: dict[str, str] = {
    Versant.FPE: "Fonction Publique de l'Etat",
    Versant.FPT: "Fonction Publique Territoriale",
    Versant.FPH: "Fonction Publique Hospitalière",
}
OUVERTURES_IN_WORDS: dict[str, str] = {
    Ouverture.TITULAIRE_CONTRACTUEL: "Emploi ouvert aux titulaires et aux contractuels",
    Ouverture.CONTRACTUELS: "Emploi ouvert uniquement aux contractuels",
    Ouverture.TERRITORIAL: "Emploi réservé aux fonctionnaires et lauréats d'un concours territorial",
}
VACANCES_IN_WORDS: dict[str, str] = {
    Vacance.VACANT: "Vacant",
    Vacance.SUSCEPTIBLE: "Susceptible d'être vacant",
}
CATEGORIES = {
    Categorie.APLUS: "Catégorie A+ (encadrement supérieur)",
    Categorie.A: "Catégorie A (cadre)",
    Categorie.B: "Catégorie B (profession intermédiaire)",
    Categorie.C: "Catégorie C (employé)",
    Categorie.HORS_CATEGORIE: "Hors catégorie",
}
"""The labels of categories in the file, by code."""
CODES_OF_CATEGORIES = {fold(words.partition("(")[0]): code for code, words in CATEGORIES.items()}
VERSANTS, OUVERTURES, VACANCES = (
    {fold(words): code for code, words in labels.items()}
    for labels in (VERSANTS_IN_WORDS, OUVERTURES_IN_WORDS, VACANCES_IN_WORDS)
)
EXPERIENCES = {"debutant": Experience.DEBUTANT, "confirme": Experience.CONFIRME, "expert": Experience.EXPERT}
TELETRAVAIL = {"oui": Teletravail.PARTIEL, "non": Teletravail.SUR_SITE}
MANAGEMENT = {"oui": Management.AVEC, "non": Management.SANS}
TEMPS = {"oui": TempsDeTravail.TEMPS_PLEIN, "non": TempsDeTravail.TEMPS_PARTIEL}
CONTRATS = {
    "emploi permanent": Contrat.PERMANENT,
    "cdi": Contrat.CDI,
    "cdd": Contrat.CDD,
    "vacation": Contrat.VACATION,
    "stage": Contrat.STAGE,
    "apprentissage": Contrat.APPRENTISSAGE,
    "contrat d apprentissage": Contrat.APPRENTISSAGE,
    "volontariat international": Contrat.VIA,
}
"""Forms of contract by the prefix of the label in the file."""
NO_END = dt.date(9999, 12, 31)
LONGEST_ADDRESS = 200
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LEVEL = re.compile(r"niveau\s*(\d)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def day(text: str) -> dt.date | None:
    """Parse « 31/12/2026 » or an ISO date; None for an empty text. Raises ValueError for any other text."""
    if not text:
        return None
    if match := _DATE.match(text):
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    return dt.date.fromisoformat(text[:10])


@dataclass(frozen=True)
class CsvRow:
    """The cells of one row, by the names of COLUMNS, also available as attributes."""

    cells: dict[str, str]

    def __getattr__(self, name: str) -> str:
        try:
            return self.cells[name]
        except KeyError:
            raise AttributeError(name) from None

    def day(self, name: str) -> dt.date | None:
        try:
            return day(self.cells[name])
        except ValueError:
            raise Quarantined(MotifQuarantaine.DATES, self.cells[name]) from None

    @property
    def posted_on(self) -> dt.date | None:
        return self.day("first") or self.day("begins")

    @property
    def deadline(self) -> dt.date | None:
        """The last day to apply; None if the file has NO_END."""
        ends = self.day("ends")
        return None if ends == NO_END else ends

    @property
    def employers(self) -> tuple[str, str]:
        return self.employer, self.organisme

    @property
    def recency(self) -> tuple[dt.date, dt.date]:
        """Sort key among rows with the same reference: the greatest wins."""
        return self.posted_on or dt.date.min, self.day("ends") or dt.date.min


class Reader:
    """Extracts named cells from the rows of a file with this `header`."""

    def __init__(self, header: Header) -> None:
        self._getters = {name: header.getter(column) for name, column in COLUMNS.items()}
        self.metier, self.specialisation, self.title = (
            self._getters[name] for name in ("metier", "specialisation", "title")
        )

    def row(self, cells: list[str]) -> CsvRow:
        return CsvRow({name: cell(cells) for name, cell in self._getters.items()})


class Cards:
    """Converts rows to the values of offers, with reference lists loaded once."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._places = scope, Gazetteer()
        self._place = lru_cache(maxsize=50_000)(self._find_place)

    def content(self, row: CsvRow) -> OfferContent:
        """The field values of the offer in `row`. Raises Quarantined if its reference, title or dates are invalid."""
        if not row.reference or len(row.reference) > LONGEST_REFERENCE:
            raise Quarantined(MotifQuarantaine.REFERENCE, row.title)
        if not row.title:
            raise Quarantined(MotifQuarantaine.INTITULE, row.reference)
        contracts, length = self._contracts(row)
        link = settings.CSP_OFFER_URL.format(reference=quote(row.reference, safe=""))
        fields = {
            "title": title(row.title),
            "metier_id": self._scope.metier_id(row.metier) if row.metier else None,
            "versant": VERSANTS.get(fold(row.versant), ""),
            "ouverture": OUVERTURES.get(fold(row.ouverture), ""),
            "vacance": VACANCES.get(fold(row.vacance), ""),
            "contracts": contracts,
            "contract_months": length,
            "categories": _categories(row.categorie),
            "experience": EXPERIENCES.get(fold(row.experience), ""),
            "diplome_niveau": int(match[1])
            if (match := _LEVEL.search(row.level)) and 1 <= int(match[1]) <= 8
            else None,
            "competences": "\n".join(skills(row.skills))[:LONGEST_SKILLS],
            "teletravail": TELETRAVAIL.get(fold(row.teletravail), ""),
            "management": MANAGEMENT.get(fold(row.management), ""),
            "working_time": TEMPS.get(fold(row.full_time), ""),
            "vacant_on": row.day("vacant_on"),
            "deadline": row.deadline,
            "apply_here": False,
            "apply_url": link,
            "csp_reference": row.reference,
            "csp_url": link,
        }
        return OfferContent(fields, self._place(row.place, row.workplace, row.bare_workplace))

    @staticmethod
    def _contracts(row: CsvRow) -> tuple[list[str], int | None]:
        """The forms of contract, and their length in months (None for a CDI)."""
        contracts: list[str] = []
        for part in row.contract.split(";"):
            nature = fold(part)
            contracts += [code for name, code in CONTRATS.items() if nature.startswith(name)][:1]
        length = months(row.contract.replace("d'1", "1")) or months(row.length)
        return contracts, None if contracts == [Contrat.CDI] else length

    def _find_place(self, place: str, workplace: str, bare: str) -> list[dict]:
        """The commune of the workplace, else the département, region or country; empty if none is recognized."""
        departement = self._places.departement(place) if place else None
        for text in (workplace, bare, place):
            if text and (commune := self._places.commune(text, departement=departement or "")):
                return [{"commune": commune, "address": "" if text is place else self._address(text, commune)}]
        for text in (workplace, bare):  # The address may be outside the row's département.
            if text and (commune := self._places.commune(text)):
                return [{"commune": commune, "address": self._address(text, commune)}]
        if departement:
            return [{"departement": departement, "address": self._address(workplace)}]
        if region := self._places.region(place):
            return [{"region": region, "address": self._address(workplace)}]
        if place and alpha3(place) != UNKNOWN:
            return [{"country": french_name(alpha3(place)), "address": self._address(workplace)}]
        return []

    def _address(self, text: str, commune: str = "") -> str:
        """`text` on one line; empty if it is only the name of the commune."""
        line = " ".join(text.split())[:LONGEST_ADDRESS]
        return "" if commune and self._places.is_name(line, commune) else line


def title(text: str) -> str:
    """A title on one line, in sentence case if it is in capitals, truncated to LONGEST_TITLE."""
    line = " ".join(text.split())[:LONGEST_TITLE]
    return in_sentence_case(line) if is_in_capitals(line) else line


def skills(text: str) -> list[str]:
    """The non-empty skills of a cell, separated by semicolons or line ends."""
    return [part for piece in text.replace("\n", ";").split(";") if (part := piece.strip(' "'))]


def _categories(text: str) -> list[str]:
    parts = [fold(part.partition("(")[0]) for part in text.split(";")]
    return [CODES_OF_CATEGORIES[part] for part in parts if part in CODES_OF_CATEGORIES]


class OpenData:
    """The CSV file as an import source."""

    name = "CSP"

    def __init__(self) -> None:
        self._scope = Scope()
        self._cards = Cards(self._scope)

    def read(self, raw: Iterable[bytes], on_progress: Callable[[int], object] | None) -> Iterator[CsvRow | None]:
        header, lines = rows(raw, on_progress=on_progress)
        reader = Reader(header)
        for cells in lines:
            digital = self._scope.includes(reader.metier(cells), reader.specialisation(cells), reader.title(cells))
            yield reader.row(cells) if digital else None

    def row(self, cells: dict[str, str]) -> CsvRow:
        return CsvRow(cells)

    def content(self, row: CsvRow) -> OfferContent:
        return self._cards.content(row)
