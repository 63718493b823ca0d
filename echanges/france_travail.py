"""Imports a JSON file of France Travail's API « Offres d'emploi » v2: a search response or a list of offers."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from emplois.deadlines import PARIS
from emplois.enums import Contrat, Experience, NiveauDiplome, Teletravail, TempsDeTravail
from emplois.fields import LONGEST_SKILLS

from .csp.cards import title
from .csp.scope import Scope
from .mapping import OfferContent, months, rich_text
from .models import MotifQuarantaine
from .places import Gazetteer
from .running import CannotRead, Quarantined

LARGEST_FILE = 100_000_000
"""Maximum size in bytes, because JSON is loaded into memory at once."""
ROME_OF_DIGITAL_WORK = re.compile(r"^(M18\d\d|E1101|E1104|E1205|H1208|M1423|M1424)$")
"""Codes of the ROME 4 for digital work: systems, development, data, the web."""
CONTRACTS = {"CDI": Contrat.CDI, "CDD": Contrat.CDD, "MIS": Contrat.CDD, "SAI": Contrat.CDD}
EXPERIENCES = {"D": Experience.DEBUTANT, "S": Experience.CONFIRME, "E": Experience.CONFIRME}
LEVELS = (
    ("bac+5", NiveauDiplome.BAC_5),
    ("bac+3", NiveauDiplome.BAC_3),
    ("bac+2", NiveauDiplome.BAC_2),
    ("cap", NiveauDiplome.CAP),
    ("bac", NiveauDiplome.BAC),
)
REMOTE = re.compile(r"\bt[ée]l[ée]travail\b", re.IGNORECASE)
LONGEST_TEXT = 10_000
_IS_ADDRESS = URLValidator(["http", "https"])


@dataclass(frozen=True)
class JobRow:
    """One offer in the format of the API."""

    cells: dict

    def text(self, *path: str) -> str:
        """The text at a path of nested keys; empty if a key is absent."""
        value: object = self.cells
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return str(value).strip() if isinstance(value, str | int | float) else ""

    @property
    def reference(self) -> str:
        return self.text("id")

    @property
    def title(self) -> str:
        return self.text("intitule")

    @property
    def employers(self) -> tuple[str, ...]:
        return (self.text("entreprise", "nom"),)

    @property
    def posted_on(self) -> dt.date | None:
        return self.day("dateCreation")

    @property
    def recency(self) -> tuple[dt.date, dt.date]:
        return self.day("dateActualisation") or dt.date.min, self.posted_on or dt.date.min

    def day(self, name: str) -> dt.date | None:
        text = self.text(name)
        try:
            return dt.datetime.fromisoformat(text).astimezone(PARIS).date() if text else None
        except ValueError:
            raise Quarantined(MotifQuarantaine.DATES, text) from None


class FranceTravail:
    name = "FT"

    def __init__(self) -> None:
        self._scope, self._places = Scope(), Gazetteer()

    def read(self, raw: Iterable[bytes], on_progress: Callable[[int], object] | None) -> Iterator[JobRow | None]:
        parts, size = [], 0
        for part in raw:
            parts.append(part)
            size += len(part)
            if size > LARGEST_FILE:
                raise CannotRead("Ce fichier JSON dépasse 100 Mo : découpez-le.")
            if on_progress:
                on_progress(size)
        try:
            document = json.loads(b"".join(parts).replace(b"\\u0000", b""))
        except (ValueError, RecursionError):
            raise CannotRead("Ce n’est pas du JSON : la réponse de l’API Offres d’emploi v2 est attendue.") from None
        offers = document.get("resultats") if isinstance(document, dict) else document
        if not isinstance(offers, list) or not all(isinstance(offer, dict) for offer in offers):
            raise CannotRead("Une liste d’offres est attendue, ou un objet dont « resultats » en est une.")
        for offer in offers:
            row = JobRow(offer)
            yield row if self._is_digital(row) else None

    def _is_digital(self, row: JobRow) -> bool:
        """Whether the offer is digital work, by its ROME code, else by its title."""
        if code := row.text("romeCode"):
            return bool(ROME_OF_DIGITAL_WORK.match(code))
        return self._scope.includes(row.text("appellationlibelle"), "", row.title)

    def row(self, cells: dict) -> JobRow:
        return JobRow(cells)

    def content(self, row: JobRow) -> OfferContent:
        """The field values of the offer. Raises Quarantined if its reference, title or dates are invalid."""
        if not row.reference or len(row.reference) > 100:
            raise Quarantined(MotifQuarantaine.REFERENCE, row.title)
        if not row.title:
            raise Quarantined(MotifQuarantaine.INTITULE, row.reference)
        kind = row.text("typeContrat")
        text = row.text("description")
        skills = [str(one.get("libelle", "")) for one in row.cells.get("competences") or [] if isinstance(one, dict)]
        page = _address(row.text("origineOffre", "urlOrigine"))
        apply_at = _address(row.text("contact", "urlPostulation")) or page
        if not apply_at:
            apply_at = f"https://candidat.francetravail.fr/offres/recherche/detail/{row.reference}"
        contract = Contrat.APPRENTISSAGE if row.cells.get("alternance") is True else CONTRACTS.get(kind)
        fields = {
            "title": title(row.title),
            "metier_id": self._scope.metier_id(row.text("appellationlibelle")),
            "missions": rich_text(text[:LONGEST_TEXT]),
            "contracts": [contract.value] if contract else [],
            "contract_months": months(row.text("typeContratLibelle")) if kind != "CDI" else None,
            "experience": EXPERIENCES.get(row.text("experienceExige"), ""),
            "diplome_niveau": _level(row),
            "competences": "\n".join(filter(None, skills))[:LONGEST_SKILLS],
            "pay_text": row.text("salaire", "libelle")[:250],
            "working_time": _working_time(row.text("dureeTravailLibelleConverti")),
            "teletravail": Teletravail.PARTIEL.value if REMOTE.search(text) else "",
            "deadline": None,
            "apply_here": False,
            "apply_url": apply_at,
            "source_url": page,
        }
        return OfferContent(fields, self._place(row))

    def _place(self, row: JobRow) -> list[dict]:
        where = row.cells.get("lieuTravail")
        if not isinstance(where, dict):
            return []
        label = str(where.get("libelle") or "")
        if commune := self._places.code(str(where.get("commune") or "")):
            return [{"commune": commune}]
        departement, _dash, name = label.partition(" - ")
        if commune := self._places.commune(str(where.get("codePostal") or "")):
            return [{"commune": commune}]
        if code := self._places.departement(departement):
            commune = self._places.commune(name, departement=code)
            return [{"commune": commune} if commune else {"departement": code}]
        region = self._places.region(label)
        return [{"region": region}] if region else []


def _address(text: str) -> str:
    try:
        _IS_ADDRESS(text)
    except ValidationError:
        return ""
    return text if len(text) <= 500 else ""


def _level(row: JobRow) -> int | None:
    labels = " ".join(
        str(one.get("niveauLibelle", "")) for one in row.cells.get("formations") or [] if isinstance(one, dict)
    )
    words = labels.casefold().replace(" ", "")
    return next((level.value for mark, level in LEVELS if mark in words), None)


def _working_time(text: str) -> str:
    if "partiel" in text.casefold():
        return TempsDeTravail.TEMPS_PARTIEL.value
    return TempsDeTravail.TEMPS_PLEIN.value if "plein" in text.casefold() else ""
