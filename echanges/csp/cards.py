"""From a row to what an offer says: a card that leads to Choisir le service public, with no text invented."""

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

from ..mapping import Content, months
from ..models import Motif
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
"""What is read of a row, by the names of the file's columns."""
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
"""The file's words for our codes."""
CODES_OF_CATEGORIES = {fold(words.partition("(")[0]): code for code, words in CATEGORIES.items()}
VERSANTS, OUVERTURES, VACANCES = (
    {fold(words): code for code, words in told.items()}
    for told in (VERSANTS_IN_WORDS, OUVERTURES_IN_WORDS, VACANCES_IN_WORDS)
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
"""Forms of contract by how the file's words begin."""
NO_END = dt.date(9999, 12, 31)
LONGEST_ADDRESS = 200
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LEVEL = re.compile(r"niveau\s*(\d)", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def day(text: str) -> dt.date | None:
    """The day of « 31/12/2026 »; None of an empty text. Raises ValueError of what is no day."""
    if not text:
        return None
    if found := _DATE.match(text):
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    return dt.date.fromisoformat(text[:10])


@dataclass(frozen=True)
class Row:
    """One row's cells by our names for them."""

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
            raise Quarantined(Motif.DATES, self.cells[name]) from None

    @property
    def posted_on(self) -> dt.date | None:
        return self.day("first") or self.day("begins")

    @property
    def deadline(self) -> dt.date | None:
        """The last day; None for what the file writes as no end."""
        ends = self.day("ends")
        return None if ends == NO_END else ends

    @property
    def employers(self) -> tuple[str, str]:
        return self.employer, self.organisme

    @property
    def recency(self) -> tuple[dt.date, dt.date]:
        """Of rows with the same reference, the greatest counts."""
        return self.posted_on or dt.date.min, self.day("ends") or dt.date.min


class Reader:
    """Reads rows of a file with its `header`."""

    def __init__(self, header: Header) -> None:
        self._getters = {name: header.getter(column) for name, column in COLUMNS.items()}
        self.metier, self.specialisation, self.title = (
            self._getters[name] for name in ("metier", "specialisation", "title")
        )

    def row(self, cells: list[str]) -> Row:
        return Row({name: cell(cells) for name, cell in self._getters.items()})


class Cards:
    """Makes offers' contents of rows, with the reference lists read once."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._places = scope, Gazetteer()
        self._place = lru_cache(maxsize=50_000)(self._find_place)

    def content(self, row: Row) -> Content:
        """What the offer of `row` says. Raises Quarantined."""
        if not row.reference or len(row.reference) > LONGEST_REFERENCE:
            raise Quarantined(Motif.REFERENCE, row.title)
        if not row.title:
            raise Quarantined(Motif.INTITULE, row.reference)
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
            "diplome_niveau": int(found[1])
            if (found := _LEVEL.search(row.level)) and 1 <= int(found[1]) <= 8
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
        return Content(fields, self._place(row.place, row.workplace, row.bare_workplace))

    @staticmethod
    def _contracts(row: Row) -> tuple[list[str], int | None]:
        """Forms of contract and the months that they last; of one without an end, none."""
        found: list[str] = []
        for part in row.contract.split(";"):
            nature = fold(part)
            found += [code for name, code in CONTRATS.items() if nature.startswith(name)][:1]
        length = months(row.contract.replace("d'1", "1")) or months(row.length)
        return found, None if found == [Contrat.CDI] else length

    def _find_place(self, place: str, workplace: str, bare: str) -> list[dict]:
        """The commune of the workplace, else the département; none where neither is told."""
        departement = self._places.departement(place) if place else None
        for text in (workplace, bare, place):
            if text and (commune := self._places.commune(text, departement=departement or "")):
                return [{"commune": commune, "address": "" if text is place else self._address(text, commune)}]
        for text in (workplace, bare):  # An address may lie beyond the département that the row tells.
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
        """What `text` tells beside the commune's bare name."""
        line = " ".join(text.split())[:LONGEST_ADDRESS]
        return "" if commune and self._places.is_name(line, commune) else line


def title(text: str) -> str:
    """An intitulé on one line, without the capitals it may be shouted in."""
    line = " ".join(text.split())[:LONGEST_TITLE]
    return in_sentence_case(line) if is_in_capitals(line) else line


def skills(text: str) -> list[str]:
    return [part for piece in text.replace("\n", ";").split(";") if (part := piece.strip(' "'))]


def _categories(text: str) -> list[str]:
    parts = [fold(part.partition("(")[0]) for part in text.split(";")]
    return [CODES_OF_CATEGORIES[part] for part in parts if part in CODES_OF_CATEGORIES]


class OpenData:
    """The file as a source of offers."""

    name = "CSP"

    def __init__(self) -> None:
        self._scope = Scope()
        self._cards = Cards(self._scope)

    def read(self, raw: Iterable[bytes], told: Callable[[int], object] | None) -> Iterator[Row | None]:
        header, lines = rows(raw, told=told)
        reader = Reader(header)
        for cells in lines:
            digital = self._scope.includes(reader.metier(cells), reader.specialisation(cells), reader.title(cells))
            yield reader.row(cells) if digital else None

    def row(self, cells: dict[str, str]) -> Row:
        return Row(cells)

    def content(self, row: Row) -> Content:
        return self._cards.content(row)
