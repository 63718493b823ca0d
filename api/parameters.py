"""The query parameters of the lists, for the OpenAPI document. `filters` parses them."""

from collections.abc import Sequence

from echanges.codes import DOMAINES, LIEUX_DE_TRAVAIL, NON_DEFINI
from emplois import enums
from emplois.browsing.criteria import ORDERS
from emplois.browsing.criteria_fields import LONGEST_TEXT
from emplois.browsing.offer_index import OPEN_TO
from emplois.browsing.places import LONGEST_PLACE, MOST_PLACES
from emplois.fields import WORKING_DAYS

from .filters import CLOSED, DEFAULT_SIZE, LARGEST_SIZE, LONGEST_PERIOD, MOST_RADIUS


def _codes(allowed: Sequence[str] | None = None) -> dict:
    """The schema of a list of codes, repeated or comma-separated."""
    return {"type": "array", "items": {"type": "string"} | ({"enum": list(allowed)} if allowed else {})}


def _number(least: float, most: float, kind: str = "integer") -> dict:
    return {"type": kind, "minimum": least, "maximum": most}


TEXT = {"type": "string", "maxLength": LONGEST_TEXT}
PAGING_PARAMETERS = {
    "page": (_number(1, 1_000_000) | {"default": 1}, "Numéro de la page.", 1),
    "taille": (_number(1, LARGEST_SIZE) | {"default": DEFAULT_SIZE}, "Éléments par page.", 50),
}
OFFRE_PARAMETERS = {
    "q": (TEXT, "Mots-clés, en français : accents, genres et pluriels indifférents.", "développeur python"),
    "exact": (
        {"type": "string", "enum": CLOSED["exact"]},
        "Les mots tels quels : « cdi » n’y est plus un filtre. La réponse dit dans « meta » ce qui a été compris.",
        None,
    ),
    "competence": (_codes(), "Compétences que l’offre cite, toutes : identifiants de la liste.", ["java"]),
    "metier": (_codes(), "Identifiants de métiers : voir /metiers/.", ["architecte-technique"]),
    "famille": (_codes(), "Identifiants de familles de métiers.", None),
    "entite": (_codes(), "Clés d’entités (« cle ») ; leurs sous-entités comptent : voir /entites/.", None),
    "region": (_codes(), "Codes INSEE de régions ; 99 : hors de France.", ["11", "53"]),
    "departement": (_codes(), "Codes INSEE de départements.", ["75"]),
    "commune": (
        {"type": "string", "maxLength": LONGEST_PLACE * MOST_PLACES},
        "Commune, arrondissement (« Paris 13e »), code postal ou INSEE ; plusieurs séparés par « ou ». Un département "
        "ou une région vaut « departement » ou « region ».",
        "Rennes ou Nantes",
    ),
    "rayon": (_number(0, MOST_RADIUS, "number"), "Kilomètres autour de chaque commune ; 20 sans valeur.", 30),
    "partout": (
        {"type": "string", "enum": CLOSED["partout"]},
        "Avec les offres en télétravail total, où qu’elles soient.",
        None,
    ),
    "sauf": (
        _codes(),
        "Ce que l’offre ne doit pas être, « filtre:valeur » ; le filtre est à codes, « commune » (INSEE) ou « mots ».",
        ["contrat:CDD", "mots:java"],
    ),
    "contrat": (_codes(enums.Contrat.values), "Formes de contrat.", ["CDI"]),
    "categorie": (_codes(enums.Categorie.values), "Catégories.", ["A", "APLUS"]),
    "versant": (_codes(enums.Versant.values), "Versants.", ["FPE"]),
    "teletravail": (_codes(enums.Teletravail.values), "Télétravail.", None),
    "experience": (_codes(enums.Experience.values), "Expérience.", None),
    "temps": (_codes(enums.TempsDeTravail.values), "Temps de travail.", None),
    "ouvert_aux": (_codes(list(OPEN_TO)), "À qui le poste est ouvert, avec d’autres ou seul.", ["contractuels"]),
    "ouverture": (_codes(enums.Ouverture.values), "À qui le poste est ouvert, tel que l’offre le dit.", None),
    "management": (_codes(enums.Management.values), "Avec ou sans encadrement.", None),
    "diplome": (
        _codes([str(level) for level in enums.NiveauDiplome.values]),
        "Niveau d’études demandé, du cadre national des certifications : 6 vaut bac + 3 ou 4.",
        None,
    ),
    "teletravail_jours": (
        _codes([str(days) for days in range(1, WORKING_DAYS + 1)]),
        "Jours de télétravail par semaine ; le télétravail total en vaut 5.",
        None,
    ),
    "salaire_min": (_number(0, 1_000_000, "number"), "Euros bruts par an.", 40_000),
    "publiee_depuis": (_number(0, LONGEST_PERIOD), "Jours.", 7),
    "tri": ({"type": "string", "enum": [code for code, _label in ORDERS]}, "Ordre.", "date"),
    "type_contrat": (_codes(enums.Ouverture.values), "Échange : à qui le poste est ouvert.", None),
    "niveau_experience": (_codes(enums.Experience.values), "Échange : comme « experience ».", None),
    "lieu_de_travail": (_codes([NON_DEFINI, *LIEUX_DE_TRAVAIL]), "Échange : sur site ou en télétravail.", None),
    "organisme": ({"type": "array", "items": {"type": "string"}}, "Échange : nom exact, à répéter.", None),
    "domaine": (_codes(DOMAINES), "Échange : domaine fonctionnel ; tout ce portail est NUM.", ["NUM"]),
    "date_publication": (
        {"type": "string", "pattern": "^-[0-9]{1,3}$"},
        "Échange : publiées depuis tant de jours, en négatif.",
        "-7",
    ),
    "latitude": (_number(-90, 90, "number"), "Échange : avec longitude et radius.", None),
    "longitude": (_number(-180, 180, "number"), "Échange : avec latitude et radius.", None),
    "radius": (_number(0, MOST_RADIUS, "number"), "Échange : kilomètres autour du point.", None),
    "mots_cles": (TEXT, "Échange : comme « q ».", None),
    "actif": ({"type": "string", "enum": ["true"]}, "Échange : seules les offres ouvertes sont publiques.", None),
} | PAGING_PARAMETERS


def parameters(described: dict) -> dict:
    """The `parameters` of an OpenAPI operation, from (schema, description, example) by name."""
    listed = []
    for name, (schema, description, example) in described.items():
        one = {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
        if schema["type"] == "array":
            one |= {"style": "form", "explode": name == "organisme"}
        listed.append(one | ({"example": example} if example is not None else {}))
    return {"parameters": listed}
