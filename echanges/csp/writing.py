"""Exports our offers in the columns of the same file, so that an export can be imported again unchanged."""

import datetime as dt

from emplois.enums import Contrat, Experience, NiveauDiplome
from emplois.models import Lieu, Offre
from referentiels.models import Commune, Departement

from .cards import (
    CATEGORIES,
    COLUMNS,
    MANAGEMENT,
    NO_END,
    OUVERTURES_IN_WORDS,
    TEMPS,
    VACANCES_IN_WORDS,
    VERSANTS_IN_WORDS,
)

SEPARATOR = " ; "
SPECIALISATION = "Numérique"
LEVELS: dict[int | None, str] = {
    NiveauDiplome.BAC: "Niveau 4 Baccalauréat",
    NiveauDiplome.BAC_2: "Niveau 5 Diplômes de niveau bac +2",
    NiveauDiplome.BAC_3: "Niveau 6 Licence/diplômes équivalents",
    NiveauDiplome.BAC_5: "Niveau 7 Master/diplômes équivalents",
    NiveauDiplome.DOCTORAT: "Niveau 8 Doctorat/diplômes équivalents",
}
EXPERIENCES: dict[str, str] = {
    Experience.DEBUTANT: "Débutant",
    Experience.CONFIRME: "Confirmé",
    Experience.EXPERT: "Expert",
}
HEADER = list(COLUMNS.values())


def cells(offre: Offre, place: Lieu | None) -> dict[str, str]:
    """The cells of an offer by column title; `place` is its first place."""
    return {COLUMNS[name]: value for name, value in _values_by_name(offre, place).items()}


def _values_by_name(offre: Offre, place: Lieu | None) -> dict[str, str]:
    parent = offre.vitrine.parent_title  # Annotated by the queryset.
    return {
        "reference": offre.known_as,
        "title": offre.title,
        "metier": offre.metier.name if offre.metier else "",
        "specialisation": SPECIALISATION,
        "organisme": parent or offre.vitrine.title,
        "employer": f"{parent} - {offre.vitrine.title}" if parent else offre.vitrine.title,
        "versant": VERSANTS_IN_WORDS.get(offre.versant, ""),
        "vacance": VACANCES_IN_WORDS.get(offre.vacance, ""),
        "ouverture": OUVERTURES_IN_WORDS.get(offre.ouverture, ""),
        "contract": _contracts(offre),
        "length": f"{offre.contract_months} mois" if offre.contract_months else "",
        "place": _area(place),
        "workplace": _workplace(place),
        "bare_workplace": "",
        "level": LEVELS.get(offre.diplome_niveau, f"Niveau {offre.diplome_niveau}" if offre.diplome_niveau else ""),
        "experience": EXPERIENCES.get(offre.experience, ""),
        "vacant_on": _day(offre.vacant_on),
        "begins": _day(offre.date_posted),
        "ends": _day(offre.deadline or NO_END),
        "first": _day(offre.date_posted),
        "teletravail": {"": "", "SUR_SITE": "Non"}.get(offre.teletravail, "Oui"),
        "management": _yes_or_no(MANAGEMENT, offre.management),
        "categorie": SEPARATOR.join(CATEGORIES[code] for code in offre.categories if code in CATEGORIES),
        "full_time": _yes_or_no(TEMPS, offre.working_time),
        "skills": SEPARATOR.join(offre.skills),
    }


def _yes_or_no(codes: dict, code: str) -> str:
    return next((word.capitalize() for word, its in codes.items() if its == code), "")


def _contracts(offre: Offre) -> str:
    length = f" de {offre.contract_months} mois" if offre.contract_months else ""
    words = {Contrat.PERMANENT: "Emploi permanent", Contrat.CDD: f"CDD{length}"}
    return SEPARATOR.join(
        words.get(code, label) for code, label in zip(offre.contracts, offre.contract_labels, strict=True)
    )


def _area(place: Lieu | None) -> str:
    if place is None:
        return ""
    departement: Departement | None = place.departement
    return str(departement or place.region or place.country)


def _workplace(place: Lieu | None) -> str:
    """The address, followed by the name of its commune unless it contains it."""
    if place is None:
        return ""
    commune: Commune | None = place.commune
    if place.address and commune:
        named = commune.name.casefold() in place.address.casefold()
        return place.address if named else f"{place.address}, {commune.name}"
    return place.address or (commune.name if commune else "")


def _day(day: dt.date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
