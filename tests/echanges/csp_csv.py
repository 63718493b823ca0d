# ruff: noqa: E501
"""Files in the CSV form of the open data of Choisir le service public, with the values and the dirt of the real one."""

import csv
import datetime as dt
import io
import random

from django.utils import timezone

from home.demonstration import source_files as demonstration
from referentiels import loading as lists

COLUMNS = [  # in the order of the real file
    "Organisme de rattachement",
    "Référence",
    "Versant",
    "Métier",
    "Statut du poste",
    "Nature de l'emploi",
    "Durée du contrat",
    "Intitulé du poste",
    "Localisation du poste",
    "Lieu d'affectation",
    "Niveau d'études",
    "Niveau d'expérience min. requis",
    "Date de vacance de l'emploi",
    "Date de début de publication par défaut",
    "Date de fin de publication par défaut",
    "Date de première publication",
    "Spécialisation",
    "Télétravail",
    "Management",
    "Employeur",
    "Catégorie",
    "Temps Plein",
    "Durée du poste",
    "Langues",
    "Niveaux",
    "Lieu d'affectation (sans géolocalisation)",
    "Avis de vacances au JO",
    "Compétences attendues",
    "Documents à transmettre",
    "Nature de contrat",
]
OTHER_WORK = [
    "Gestionnaire de marchés publics",
    "Infirmière / Infirmier en soins généraux",
    "Agent d'accueil",
    "Cuisinier (H/F)",
    "Chargée / Chargé de communication",
    "Assistante / Assistant de direction",
    "Jardinière / Jardinier",
]
VERSANTS = (
    ["Fonction Publique de l'Etat"] * 4
    + ["Fonction Publique Territoriale"] * 3
    + ["Fonction Publique Hospitalière", ""]
)
NATURES = [
    "Emploi ouvert aux titulaires et aux contractuels",
    "Emploi ouvert uniquement aux contractuels",
    "Emploi réservé aux fonctionnaires et lauréats d'un concours territorial",
]
LEVELS = [
    "",
    "",
    "Niveau 4 Baccalauréat",
    "Niveau 5 Diplômes de niveau bac +2",
    "Niveau 6 Licence/diplômes équivalents",
    "Niveau 7 Master/diplômes équivalents",
]
CATEGORIES = [
    "Catégorie A (cadre)",
    "Catégorie A (cadre)",
    "Catégorie B (profession intermédiaire)",
    "Catégorie C (employé)",
    "Catégorie A+ (encadrement supérieur)",
    "",
    "",
]


def french_date(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")


def reference(rng: random.Random, year: int, number: int) -> str:
    """One of the forms seen: each source numbers in its own way."""
    return rng.choice(
        [
            f"{year}-{1_000_000 + number}",
            f"O{rng.randrange(1, 96):03}{year % 100}0623{number:06}",
            f"DEF_27-{number:08}",
            f"MENJ-07-{year}-{number}",
            f"MAE_f8143d95-bd15-40af-{number:04x}-be4edba02467",
        ]
    )


def workplace(rng: random.Random, town: dict[str, str]) -> str:
    """An address as people type it."""
    code, name = town["codes_postaux"].split("|")[0], town["nom"]
    return rng.choice(
        [
            f"25 rue de Saint-Pol : {code} {name}",
            f"ARSENAL CASTIGNEAU\n{code} {name.upper()}",
            f"BP 50099 {code} {name}",
            f"12 avenue de la Gare\u00a0- {code} {name.upper()} CEDEX {rng.randrange(1, 20)}",
            f"11 rue dumont d urville {code[:2]} {code[2:]} {name.lower()}",
            f"Hôtel du Département : {code} {name}",
            "Site Convention, 48 rue de Javel, Paris 15e",
            "",
        ]
    )


def rows(count: int, seed: int, digital_share: float = 0.05):
    rng = random.Random(seed)  # noqa: S311  the same file again
    metiers, entities = list(lists.rows("metiers.csv")), list(demonstration.rows("entites.csv"))
    titles = list(demonstration.rows("intitules_2021.csv"))
    towns = sorted(lists.rows("communes.csv"), key=lambda c: -int(c["population"]))[:2000]
    departments = {d["code"]: d["nom"].replace("-", " ") for d in lists.rows("departements.csv")}
    today, previous = timezone.localdate(), None
    for number in range(count):
        if previous and rng.random() < 0.01:
            yield previous  # the same offer again, as the real file does
            continue
        digital = rng.random() < digital_share
        town = rng.choice(towns[: 20 if digital else 2000])
        entity = rng.choice(entities)
        first = today - dt.timedelta(days=rng.randrange(0, 900))
        end = first + dt.timedelta(days=rng.choice([30, 60, 90, 400]))
        title = rng.choice(titles)["intitule"] if digital else rng.choice(OTHER_WORK)
        employer = f"{entity['rattachement'] or entity['entite']} - {entity['entite']}"
        if rng.random() < 0.1:
            employer += f"\n1 rue de la République\n{town['codes_postaux'].split('|')[0]} {town['nom'].upper()} CEDEX {rng.randrange(1, 20)}"
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "Organisme de rattachement": rng.choice(
                [entity["rattachement"] or entity["entite"], "", "Communes"]
                if not digital
                else [entity["rattachement"] or entity["entite"], entity["sigle"] or entity["entite"]]
            ),
            "Référence": reference(rng, first.year, number),
            "Intitulé du poste": title.upper() if rng.random() < 0.1 else title,
            "Métier": rng.choice(metiers)["metier"] if digital else title,
            "Spécialisation": rng.choice(["Numérique", "Systèmes d'information et de communication"])
            if digital
            else "",
            "Employeur": employer if digital or rng.random() < 0.3 else "",
            "Localisation du poste": rng.choice(
                [f"{departments[town['departement']]} ({town['departement']})"] * 4 + [""]
            ),
            "Lieu d'affectation": workplace(rng, town),
            "Versant": rng.choice(VERSANTS),
            "Catégorie": rng.choice(CATEGORIES),
            "Nature de l'emploi": rng.choice(NATURES),
            "Nature de contrat": rng.choice(["", "", "CDI", "CDD d'1 an", "CDD de 2 ans", "CDD de 6 mois"]),
            "Durée du contrat": rng.choice(["", "", "5 mois", "0.33333333333333 mois", "36 mois"]),
            "Statut du poste": rng.choice(["Vacant", "Susceptible d'être vacant"]),
            "Télétravail": rng.choice(["Oui", "Non", ""]),
            "Management": rng.choice(["Oui", "Non", ""]),
            "Temps Plein": rng.choice(["Oui", "Non"]),
            "Niveau d'études": rng.choice(LEVELS),
            "Niveau d'expérience min. requis": rng.choice(["Débutant", "Confirmé", "Expert", ""]),
            "Compétences attendues": 'Esprit d\'équipe ; "agilité" ; rigueur' if rng.random() < 0.5 else "",
            "Documents à transmettre": "CV, lettre de motivation",
            "Date de première publication": french_date(first),
            "Date de début de publication par défaut": french_date(first),
            "Date de fin de publication par défaut": "31/12/9999" if rng.random() < 0.02 else french_date(end),
        }
        if rng.random() < 0.002:
            row["Référence" if rng.random() < 0.5 else "Intitulé du poste"] = ""
        cells = [row[column] for column in COLUMNS]
        previous = cells
        yield cells[:12] if rng.random() < 0.002 else cells


def file(count: int, seed: int = 1) -> bytes:
    """The bytes of such a file."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(count, seed))
    return written.getvalue().encode()
