"""Converts the rows of a table to the exchange format: known columns, their synonyms, and how cells are parsed."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import BooleanField, Choices, DateField, IntegerField

from core.text import fold
from emplois import enums
from emplois.deadlines import paris_today
from emplois.fields import FIELDS
from emplois.models import Offre
from referentiels.countries import FRANCE
from vitrines.models import VitrinePage

from .. import codes
from ..csp.cards import OUVERTURES, VERSANTS, day, skills
from ..places import Gazetteer

_NUMBER = re.compile(r"\d[\d\s\u202f.]*")
LEADING = {"oui": "AVEC", "non": "SANS"}
YES = {"oui", "o", "x", "vrai", "1"}


def _code(choices: type[Choices], more: Mapping[str, str] | None = None) -> Callable[[str], str]:
    """A parser of codes, labels and the synonyms `more`. Unknown texts are returned unchanged, then refused."""
    known = {fold(str(code)): code for code in choices.values}
    known |= {fold(str(label)): code for code, label in choices.choices} | dict(more or {})
    return lambda text: known.get(fold(text), text)


def _codes(choices: type[Choices], more: Mapping[str, str] | None = None) -> Callable[[str], list[str]]:
    one = _code(choices, more)
    return lambda text: [one(part.strip()) for part in re.split(r"[;,/]| et | ou ", text) if part.strip()]


def _day(text: str) -> str:
    try:
        parsed = day(text)
    except ValueError:
        return text  # Validation then refuses it.
    return parsed.isoformat() if parsed else ""


def _amount(text: str) -> int | str:
    """Parse euros as in « 40 000 € » or « 40000,00 ». A text without a number is returned unchanged, then refused."""
    match = _NUMBER.search(text.partition(",")[0])
    digits = re.sub(r"\D", "", match[0]) if match else ""
    return int(digits) if digits else text


def _workplace(text: str) -> str:
    words = fold(text)
    if words in YES or "teletravail" in words or "partiel" in words or "total" in words:
        return "TELETRAVAIL"
    return "SUR_SITE" if words in ("non", "n", "0", "sur site", "sur_site") else codes.NON_DEFINI


class Column(NamedTuple):
    """A known column: its path in the exchange format, label, cell parser, and synonyms separated by `|`."""

    path: str
    label: str
    reading: Callable[[str], object]
    names: str = ""


def _same(text: str) -> str:
    return text


COLUMNS = [
    Column("identification.reference", "Référence (obligatoire)", _same, "ref|numero|n|identifiant|code"),
    Column("titre", "Intitulé (obligatoire)", _same, "titre|poste|intitule du poste|libelle|emploi"),
    Column("organisation.nom", "Entité", _same, "organisme|employeur|direction|service|entite"),
    Column("description.mission", "Missions", _same, "mission|description|descriptif|activites"),
    Column("description.profil", "Profil recherché", _same, "profil|profil recherche"),
    Column("description.employeur", "Contexte", _same, "contexte|presentation|environnement"),
    Column("description.complements", "Conditions particulières", _same, "conditions|sujetions|complements"),
    Column("localisation", "Lieu", _same, "ville|commune|localisation|lieu de travail|site|residence"),
    Column("forme_contrat", "Forme de contrat", _codes(enums.Contrat, {"titulaire": "PERMANENT"}), "contrat"),
    Column("conditions.duree_contrat", "Durée du contrat", _same, "duree"),
    Column("type_contrat", "Ouverture", _code(enums.Ouverture, OUVERTURES), "ouverture|nature de l emploi|ouvert a"),
    Column("identification.versant", "Versant", _code(enums.Versant, VERSANTS), "fonction publique"),
    Column("categories", "Catégorie", _codes(enums.Categorie, {"a+": "APLUS"}), "categorie|cat"),
    Column("criteres.experience", "Expérience", _code(enums.Experience, {"debutant": "DEBUTANT"}), "niveau"),
    Column("criteres.competences_requises", "Compétences", skills, "competence|competences attendues"),
    Column("conditions.lieu_de_travail", "Télétravail", _workplace, "teletravail"),
    Column("conditions.temps_travail", "Temps de travail", _code(enums.TempsDeTravail), "temps|quotite"),
    Column("conditions.management", "Encadrement", _code(enums.Management, LEADING), "management"),
    Column("conditions.salaire_contractuel", "Rémunération, en mots", _same, "salaire|remuneration"),
    Column("portail.remuneration_min", "Rémunération minimale", _amount, "salaire min|remuneration min|minimum"),
    Column("portail.remuneration_max", "Rémunération maximale", _amount, "salaire max|remuneration max|maximum"),
    Column("publication.debut_publication", "Publication à partir du", _day, "date de publication|debut"),
    Column("publication.fin_candidature", "Date limite de candidature", _day, "date limite|echeance|cloture|fin"),
    Column("conditions.debut_contrat", "Prise de poste", _day, "date de prise de poste|prise de fonction"),
    Column("publication.debut_vacance_poste", "Vacant à partir du", _day, "date de vacance|vacance"),
    Column("contacts", "Courriel pour candidater", lambda text: [{"email": text}], "mail|courriel|email|contact"),
    Column("url_candidature", "Adresse où candidater", _same, "lien|url|candidature"),
]  # fmt: skip


def _reading(name: str) -> Callable[[str], object]:
    """The cell parser of an offer's field, chosen by its type; for fields that are not in the list above."""
    model_field = Offre._meta.get_field(name)
    if isinstance(model_field, BooleanField):
        return lambda text: fold(text) in YES
    if isinstance(model_field, IntegerField):
        return _amount
    if isinstance(model_field, DateField):
        return _day
    choices = getattr(model_field, "choices", None)
    if not choices:
        return _same
    known = {fold(word): str(code) for code, label in choices for word in (str(code), str(label))}
    return lambda text: known.get(fold(text), text)


for _field in FIELDS:
    if _field.column:
        _title, _, _names_of_it = _field.column.partition("|")
        COLUMNS.append(Column(_field.path, _title, _reading(_field.name), _names_of_it))
BY_PATH = {column.path: column for column in COLUMNS}
NEEDED = ("identification.reference", "titre")


def guess(header: list[str], remembered: dict[str, str]) -> dict[str, str]:
    """The path proposed for each column, by title: the remembered one, else a match by name. Each path is used once."""
    mapping: dict[str, str] = {}
    for title in header:
        words = fold(title)
        path = remembered.get(words) or next((column.path for column in COLUMNS if words in _names(column)), "")
        if path and path not in mapping.values():
            mapping[title] = path
    return mapping


def _names(column: Column) -> set[str]:
    label = fold(column.label.partition("(")[0])
    return {label, *column.names.split("|")}


def form(header: list[str], row: list[str], mapping: dict[str, str], vitrine: VitrinePage, places: Gazetteer) -> dict:
    """A row in the exchange format, as JSON-compatible values. Absent values have the defaults of the format."""
    offer: dict = {
        "identification": {"versant": enums.Versant.FPE.value},
        "organisation": {"nom": vitrine.title},
        "profession": {"domaine": codes.DOMAINE, "metier": ""},
        "description": {"mission": "", "profil": "", "employeur": "", "complements": ""},
        "conditions": {"temps_travail": codes.NON_DEFINI, "lieu_de_travail": codes.NON_DEFINI},
        "criteres": {},
        "portail": {},
        "publication": {"debut_publication": paris_today().isoformat(), "fin_publication": codes.NO_END},
    }
    for title, text in zip(header, row, strict=True):
        column = BY_PATH.get(mapping.get(title, ""))
        if column is None or not text:
            continue
        if column.path == "localisation":
            offer["localisation"] = [_place(text, places)]
            continue
        *blocks, name = column.path.split(".")
        part = offer[blocks[0]] if blocks else offer
        part[name] = column.reading(text)
    offer.setdefault("titre", "")
    offer["titre_long"] = offer["titre"]
    offer["titre"] = offer["titre"][:150]
    return offer


def _place(text: str, places: Gazetteer) -> dict:
    """The place named in a cell. An unknown place gives a block that validation refuses, with its field."""
    block = {"zone_geographique": "EU", "pays": FRANCE, "localisation_label": text[:500]}
    if commune := places.commune(text):
        return block | {"code_commune": commune}
    if departement := places.departement(text):
        return block | {"departement": departement}
    return block | ({"region": region} if (region := places.region(text)) else {})
