"""The schema of an offer in the State's exchange: its blocks, lengths and codes, and our own block `portail`.

The blocks and their limits come from the exchange's guide (see `codes`). Values without an equivalent in the exchange
(a commune's code, whole or partial télétravail, amounts of pay, some texts) are optional fields, so that an export can
be imported again without loss. Dates may be days or datetimes; a datetime counts as its day in Europe/Paris. Class
names and docstrings appear in the OpenAPI document.
"""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Literal

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from emplois.deadlines import PARIS
from emplois.enums import Categorie, Contrat, Experience, Management, Ouverture, Teletravail, Versant
from emplois.fields import LONGEST_REFERENCE, WORKING_DAYS
from emplois.models.remuneration import PAY_MAXIMUM, PAY_MINIMUM

from .codes import REFERENTIEL, Domaine

LONGEST_URL = 500


def _day(value: object) -> object:
    """Convert an ISO day or datetime to its day in Europe/Paris; other values are returned unchanged."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return value  # pydantic then refuses it.
    if isinstance(value, dt.datetime):
        return (value.astimezone(PARIS) if value.tzinfo else value).date()
    return value


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Un caractère nul n’est pas admis.")
    return text


_IS_ADDRESS = URLValidator(["http", "https"], message="Une adresse complète est attendue, en http ou https.")
_IS_EMAIL = EmailValidator()


def _checked(check: Callable[[str], None]) -> AfterValidator:
    """A pydantic validator that runs a Django validator and returns its message."""

    def checked(text: str) -> str:
        try:
            check(text)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error
        return text

    return AfterValidator(checked)


def _without_empty(value: object) -> object:
    return [code for code in value if code != ""] if isinstance(value, list) else value


def _none_if_empty(value: object) -> object:
    return None if value == "" else value


def _text(longest: int, shortest: int = 0) -> tuple[StringConstraints, AfterValidator]:
    constraints = StringConstraints(max_length=longest, min_length=shortest, strip_whitespace=True)
    return constraints, AfterValidator(_storable)


Day = Annotated[dt.date, BeforeValidator(_day)]
MaybeDay = Annotated[dt.date | None, BeforeValidator(lambda value: _none_if_empty(_day(value)))]
Address = Annotated[
    str, StringConstraints(max_length=LONGEST_URL), _checked(_IS_ADDRESS), Field(json_schema_extra={"format": "uri"})
]
Url = Annotated[Address | None, BeforeValidator(_none_if_empty)]
Amount = Annotated[int | None, Field(ge=PAY_MINIMUM, le=PAY_MAXIMUM)]
Categories = Annotated[list[Categorie], BeforeValidator(_without_empty)]
Contrats = Annotated[list[Contrat], BeforeValidator(_without_empty)]
OuiNon = Literal["OUI", "NON"]
Niveau = Literal["A1", "A2", "B1", "B2", "C1", "C2"]


class Bloc(Schema):
    """Base class of the blocks. Unknown fields are ignored, as in the exchange."""

    model_config = ConfigDict(extra="ignore", use_enum_values=True)


class Identification(Bloc):
    reference: Annotated[str, *_text(LONGEST_REFERENCE, 1)]
    versant: Versant


class Organisation(Bloc):
    nom: Annotated[str, *_text(500, 1)]
    siret: Annotated[str, *_text(14)] = ""


class Profession(Bloc):
    referentiel: Annotated[str, *_text(20)] = REFERENTIEL
    domaine: Domaine
    metier: Annotated[str, *_text(8)]
    code_emploi_local: Annotated[str, *_text(50)] | None = None


class Description(Bloc):
    """Texts, plain or in HTML, of which only headings, lists, links, bold and italic are kept."""

    mission: Annotated[str, *_text(10_000)]
    profil: Annotated[str, *_text(10_000)]
    employeur: Annotated[str, *_text(3_000)]
    complements: Annotated[str, *_text(5_000)]


class Localisation(Bloc):
    zone_geographique: Literal["AF", "EU", "AS", "AM", "OC", "AN"]
    pays: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = Field(description="ISO 3166-1 alpha-3.")
    region: Annotated[str, *_text(3)] = ""
    departement: Annotated[str, *_text(3)] = ""
    localisation_label: Annotated[str, *_text(500)] = ""
    latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    code_commune: Annotated[str, *_text(5)] = Field(default="", description="Code INSEE ; propre à ce portail.")
    precision: Annotated[str, *_text(200)] = Field(default="", description="Bâtiment, rue, site ; propre à ce portail.")


class Langue(Bloc):
    iso_code: Annotated[str, StringConstraints(pattern="^[a-z]{2}$", to_lower=True)]
    niveau: Niveau


class Criteres(Bloc):
    diplome_niveau: Annotated[int | None, Field(ge=1, le=8)] = None
    experience: Experience | None = None
    specialisations: list[Annotated[str, *_text(200)]] = []
    diplome: Annotated[str, *_text(500)] | None = None
    documents_requis: list[Annotated[str, *_text(200)]] = []
    competences_requises: list[Annotated[str, *_text(200)]] = []
    langues: list[Langue] = []


class Conditions(Bloc):
    salaire_titulaire: Annotated[str, *_text(100)] = ""
    salaire_contractuel: Annotated[str, *_text(100)] = ""
    debut_contrat: MaybeDay = None
    fin_contrat: MaybeDay = None
    duree_contrat: Annotated[str, *_text(100)] = ""
    temps_travail: Literal["NON_DEFINI", "TEMPS_PLEIN", "TEMPS_PARTIEL"]
    ouvert_aux_militaires: OuiNon | None = None
    lieu_de_travail: Literal["NON_DEFINI", "SUR_SITE", "TELETRAVAIL"]
    management: Management | None = None
    complements: Annotated[str, *_text(1_500)] = ""
    bases_legales: Annotated[str, *_text(1_500)] = ""
    note_ouverture_poste_url: Url = None


class Contact(Bloc):
    email: Annotated[str, StringConstraints(max_length=254), _checked(_IS_EMAIL)]


class Publication(Bloc):
    debut_publication: Day
    fin_publication: Day
    fin_candidature: MaybeDay = None
    debut_vacance_poste: MaybeDay = None


class Textes(Bloc):
    equipe: Annotated[str, *_text(10_000)] = ""
    avantages: Annotated[str, *_text(10_000)] = ""
    deroule: Annotated[str, *_text(10_000)] = ""


class Portail(Bloc):
    """What the exchange has no place for."""

    metier: Annotated[str, *_text(160)] = Field(
        default="", description="Identifiant d’un métier de ce portail : voir /api/v2/metiers/."
    )
    rome: list[Annotated[str, StringConstraints(pattern=r"^[A-N]\d{4}$")]] = Field(
        default=[], description="Codes ROME de l’emploi : à défaut de « metier », le seul métier qui a l’un d’eux."
    )
    esco: list[Annotated[str, *_text(120)]] = Field(default=[], description="Professions d’ESCO, par leur URI.")
    teletravail: Teletravail | None = None
    teletravail_jours: int | None = Field(default=None, ge=0, le=WORKING_DAYS, description="Jours par semaine.")
    remuneration_min: Amount = Field(default=None, description="Euros bruts par an.")
    remuneration_max: Amount = Field(default=None, description="Euros bruts par an.")
    remuneration_titulaires_min: Amount = None
    remuneration_titulaires_max: Amount = None
    emploi_cree: bool = False
    nationalite_francaise: bool = Field(default=False, description="Exigée : emploi de souveraineté ou d’autorité.")
    diplome_reglementaire: bool = Field(default=False, description="Le niveau d’études est exigé par un texte.")
    corps_grade: Annotated[str, *_text(250)] = ""
    autorite_de_recrutement: Annotated[str, *_text(250)] = ""
    candidature_ici: bool | None = Field(
        default=None, description="Candidater sur ce portail ; vrai si rien d’autre n’est dit."
    )
    destinataire: Annotated[str, *_text(250)] = ""
    contact: Annotated[str, *_text(250)] = ""
    textes: Textes = Textes()


class OffreEchangee(Bloc):
    """One offer. Identified by its reference, in the source that the key stands for."""

    identification: Identification
    titre: Annotated[str, *_text(150, 1)]
    titre_long: Annotated[str, *_text(1_500, 1)]
    organisation: Organisation
    url_offre: Url = None
    url_candidature: Url = None
    profession: Profession
    categories: Categories = []
    type_contrat: Ouverture | None = None
    forme_contrat: Contrats = []
    vacance_poste: Annotated[OuiNon | None, BeforeValidator(_none_if_empty)] = None
    description: Description
    localisation: Annotated[list[Localisation], Field(max_length=10)] | None = None
    criteres: Criteres | None = None
    conditions: Conditions | None = None
    contacts: list[Contact] | None = None
    publication: Publication
    portail: Portail | None = None


EXAMPLE = {
    "identification": {"reference": "SIRH-2026-014", "versant": "FPE"},
    "titre": "Développeuse ou développeur Python",
    "titre_long": "Développeuse ou développeur Python",
    "organisation": {"nom": "Direction interministérielle du numérique", "siret": ""},
    "url_offre": None,
    "url_candidature": "https://recrutement.exemple.invalid/sirh-2026-014",
    "profession": {"referentiel": "RMFPv2", "domaine": "NUM", "metier": "ERNUM001"},
    "categories": ["A"],
    "type_contrat": "CONTRACTUELS",
    "forme_contrat": ["CDI"],
    "vacance_poste": "OUI",
    "description": {
        "mission": "Concevoir et faire évoluer des services en ligne.",
        "profil": "Trois ans d’expérience en Python.",
        "employeur": "Une équipe de huit personnes.",
        "complements": "",
    },
    "localisation": [
        {
            "zone_geographique": "EU",
            "pays": "FRA",
            "region": "11",
            "departement": "75",
            "localisation_label": "Paris",
            "code_commune": "75056",
        }
    ],
    "criteres": {"diplome_niveau": 6, "experience": "CONFIRME", "competences_requises": ["Python", "SQL"]},
    "conditions": {"temps_travail": "TEMPS_PLEIN", "lieu_de_travail": "TELETRAVAIL", "management": "SANS"},
    "contacts": [{"email": "recrutement@exemple.invalid"}],
    "publication": {"debut_publication": "2026-12-01", "fin_publication": "2027-01-31"},
    "portail": {"teletravail": "PARTIEL", "remuneration_min": 42000, "remuneration_max": 52000},
}
"""An example of an offer, used by the OpenAPI document and by tests."""
