"""Rows of the open data's file, and an entity they name."""

import csv
import io

import pytest

from echanges.csp.cards import OpenData
from echanges.running import Report, Run

from ..factories import add_vitrine
from .csp_csv import COLUMNS

ROW = {
    "Référence": "2026-1",
    "Versant": "Fonction Publique de l'Etat",
    "Métier": "Architecte technique",
    "Statut du poste": "Susceptible d'être vacant",
    "Nature de l'emploi": "Emploi ouvert uniquement aux contractuels",
    "Nature de contrat": "CDD de 2 ans",
    "Intitulé du poste": "ARCHITECTE SI H/F",
    "Localisation du poste": "Ille et Vilaine (35)",
    "Lieu d'affectation": "12 avenue de la Gare\xa0- 35042 RENNES CEDEX 7",
    "Niveau d'études": "Niveau 7 Master/diplômes équivalents",
    "Niveau d'expérience min. requis": "Confirmé",
    "Date de première publication": "01/02/2026",
    "Date de début de publication par défaut": "02/02/2026",
    "Date de fin de publication par défaut": "30/04/2026",
    "Télétravail": "Oui",
    "Management": "Non",
    "Employeur": "Services du Premier ministre - Direction interministérielle du numérique\n20 avenue de Ségur\nPARIS",
    "Catégorie": "Catégorie A+ (encadrement supérieur)",
    "Temps Plein": "Oui",
    "Compétences attendues": 'Esprit d\'équipe ; "agilité" ; rigueur',
}


@pytest.fixture(autouse=True)
def _spring(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


@pytest.fixture
def dinum(institutions):
    above = add_vitrine(institutions, "Services du Premier ministre")
    return add_vitrine(above, "Direction interministérielle du numérique", sigle="DINUM")


def csv_of(*rows: dict, columns: list[str] = COLUMNS, delimiter: str = ";") -> str:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, delimiter=delimiter, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def run(*rows: dict, **options) -> Report:
    return Run(OpenData(), **options).over(io.BytesIO(csv_of(*rows).encode()))


def row(**changes: str) -> dict:
    return ROW | changes
