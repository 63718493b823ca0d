"""The query parameters of `/api/v2/offres/`: the filters of `/emplois/` and those of the State's exchange.

Unlike the site, which ignores invalid values, the API answers 400 with the allowed values.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_

from django.http import QueryDict

from echanges.codes import DOMAINE, DOMAINES, LIEUX_DE_TRAVAIL, NON_DEFINI
from emplois import enums
from emplois.browsing.criteria import FACETS, ORDERS, Criteria
from emplois.browsing.criteria_fields import LONGEST_TEXT, KnownChoicesField
from emplois.browsing.offer_index import OfferIndex
from emplois.browsing.results import Results, find
from emplois.browsing.tokens import EXCLUDED
from referentiels.models import Commune

SAME = {"mots_cles": "q", "niveau_experience": "experience"}
"""Parameters of the exchange that are synonyms of a filter of the site."""
COORDINATES = ("latitude", "longitude", "radius")
BEYOND = ("type_contrat", "lieu_de_travail", "organisme", "domaine")
"""Filters of the exchange that the site does not have."""
PAGING = ("page", "taille")
OWN = (*Criteria.base_fields, *FACETS, EXCLUDED, "exact")
KNOWN = frozenset((*OWN, *SAME, *COORDINATES, *BEYOND, *PAGING, "actif", "date_publication"))
CLOSED = {
    "type_contrat": enums.Ouverture.values,
    "lieu_de_travail": [NON_DEFINI, *LIEUX_DE_TRAVAIL],
    "domaine": DOMAINES,
    "actif": ["true"],
    "partout": ["1", "on", "true"],
    "exact": ["1"],
}
"""Allowed values of the parameters of the exchange with a closed list."""
MOST_RADIUS = 300
LONGEST_PERIOD = 3650
"""In days."""
DEFAULT_SIZE, LARGEST_SIZE = 20, 100


class InvalidParameter(Exception):
    """A query parameter is invalid: its name, a French message, its allowed values (empty without a closed list)."""

    def __init__(self, parameter: str, message: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.parameter, self.message, self.allowed = parameter, message, list(allowed)


def results(query: QueryDict) -> Results:
    """Search the public offers with the filters of `query`. Raises InvalidParameter."""
    if unknown := sorted(set(query) - KNOWN):
        raise InvalidParameter(unknown[0], "Paramètre inconnu.", sorted(KNOWN))
    for name, allowed in CLOSED.items():
        for value in _values(query, name):
            if value not in allowed:
                raise InvalidParameter(name, f"Valeur inconnue : « {value[:60]} ».", allowed)
    site = _of_the_site(query)
    around = _around(query)
    matches = find(site, among=lambda facts: reduce(and_, _sets(query, around, facts), facts.everything))
    _refuse_ignored_values(matches.criteria)
    return matches


def paging(query: QueryDict) -> tuple[int, int]:
    """The requested page number and page size. Raises InvalidParameter."""
    page = _number(query, "page", 1, 1, 1_000_000)
    return page, _number(query, "taille", DEFAULT_SIZE, 1, LARGEST_SIZE)


def _values(query: QueryDict, name: str) -> list[str]:
    """The values of `name`, repeated or comma-separated. Commas do not separate `organisme`: names contain some."""
    given = query.getlist(name)
    if name == "organisme":
        return [value for value in given if value]
    return [part for value in given for part in value.split(",") if part]


def _number(query: QueryDict, name: str, default: int, least: int, most: int) -> int:
    if name not in query:
        return default
    text = str(query[name])
    if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
        raise InvalidParameter(name, f"Un nombre entier de {least} à {most} est attendu.")
    return int(text[:9])


def _of_the_site(query: QueryDict) -> QueryDict:
    """The filters of `query` that the site's list also has, under the site's names."""
    site = QueryDict(mutable=True)
    for name in OWN:
        if name in query:
            site.setlist(name, _values(query, name) if name in FACETS else query.getlist(name))
    for theirs, ours in SAME.items():
        if theirs in query:
            site.setlistdefault(ours).extend(_values(query, theirs) if ours in FACETS else query.getlist(theirs))
    if "publiee_depuis" in query:
        site["publiee_depuis"] = str(_number(query, "publiee_depuis", 0, 0, LONGEST_PERIOD))
    if "date_publication" in query:
        text = str(query["date_publication"])
        if not (text.startswith("-") and text[1:].isascii() and text[1:].isdecimal() and len(text) <= 5):
            raise InvalidParameter("date_publication", "Un nombre de jours négatif est attendu, par exemple -7.")
        site["publiee_depuis"] = text[1:]
    return site


def _around(query: QueryDict) -> tuple[tuple[float, float], float] | None:
    """Centre (latitude, longitude) and radius in kilometres of the requested circle; None without one."""
    given = [name for name in COORDINATES if query.get(name)]
    if not given:
        return None
    if missing := [name for name in COORDINATES if name not in given]:
        raise InvalidParameter(missing[0], "latitude, longitude et radius vont ensemble.")
    bounds = {"latitude": (-90, 90), "longitude": (-180, 180), "radius": (0, MOST_RADIUS)}
    values = []
    for name, (least, most) in bounds.items():
        try:
            value = float(str(query[name]))
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise InvalidParameter(name, f"Un nombre de {least} à {most} est attendu.")
        values.append(value)
    return (values[0], values[1]), values[2]


def _sets(query: QueryDict, around: tuple | None, facts: OfferIndex) -> list[int]:
    """The set of offers that match each filter specific to the exchange."""
    filters: dict[str, Callable[[list[str]], int]] = {
        "type_contrat": lambda codes: facts.any_of("ouverture", codes),
        "lieu_de_travail": lambda codes: _working_at(codes, facts),
        "organisme": lambda names: _of_organisation(names, facts),
        "domaine": lambda codes: facts.everything if DOMAINE in codes else 0,
    }
    sets = [matching(values) for name, matching in filters.items() if (values := _values(query, name))]
    if around:
        position, kilometres = around
        sets.append(facts.in_communes(Commune.objects.around(position, kilometres=kilometres)))
    return sets


def _working_at(codes: list[str], facts: OfferIndex) -> int:
    defined = [code for covered in LIEUX_DE_TRAVAIL.values() for code in covered]
    members = 0
    for code in codes:
        if code == NON_DEFINI:
            members |= facts.everything & ~facts.any_of("teletravail", defined)
        else:
            members |= facts.any_of("teletravail", LIEUX_DE_TRAVAIL[code])
    return members


def _of_organisation(names: list[str], facts: OfferIndex) -> int:
    return reduce(or_, (facts.any_of("entite", facts.organisations.get(name, [])) for name in names), 0)


def _refuse_ignored_values(criteria: Criteria) -> None:
    theirs = {ours: name for name, ours in SAME.items()} | {"publiee_depuis": "date_publication"}
    for name, field in criteria.fields.items():
        parameter = name if name in criteria.data and name not in theirs else theirs.get(name, name)
        if isinstance(field, KnownChoicesField) and field.rejected:
            allowed = [code for code, _label in criteria.facts.choices(name)]
            raise InvalidParameter(parameter, f"Valeur inconnue : « {field.rejected[0][:60]} ».", allowed)
        if name in criteria.errors:
            allowed = [code for code, _label in ORDERS] if name == "tri" else []
            longest = f" {LONGEST_TEXT} caractères au plus." if name == "q" else ""
            raise InvalidParameter(parameter, f"{criteria.errors[name][0]}{longest}", allowed)
