"""From the places of the exchange's form to those of an offer."""

from functools import cache

from core.text import fold
from referentiels.countries import FRANCE, french_name

from .form import Localisation
from .places import Gazetteer
from .refusals import Refusal, Rejected

_gazetteer = cache(Gazetteer)  # The reference list, which only a new version of the site changes.
LONGEST_ADDRESS = 200


def places(localisations: list[Localisation]) -> list[dict]:
    """The places that are told. Raises Rejected where one is nowhere."""
    found, refused = [], []
    for number, told in enumerate(localisations):
        path = f"localisation.{number}"
        try:
            found.append(_place(told, path))
        except Rejected as rejected:
            refused += rejected.refusals
    if refused:
        raise Rejected(refused)
    return found


def _place(told: Localisation, path: str) -> dict:
    if told.pays != FRANCE:
        country = french_name(told.pays)
        if not country:
            raise Rejected([Refusal(f"{path}.pays", "Un code ISO 3166-1 alpha-3 est attendu, comme FRA ou BEL.")])
        label = told.localisation_label
        return {"country": country, "address": told.precision or _beyond(label, fold(label) == fold(country))}
    known = _gazetteer()
    departement = told.departement.upper()
    if departement and departement not in known.regions:
        raise Rejected([Refusal(f"{path}.departement", f"Code de département inconnu : « {told.departement} ».")])
    if told.region and told.region not in known.regions.values():
        raise Rejected([Refusal(f"{path}.region", f"Code de région inconnu : « {told.region} ».")])
    if departement and told.region and known.regions[departement] != told.region:
        message = f"Le département {departement} n’est pas dans la région {told.region}."
        raise Rejected([Refusal(f"{path}.departement", message)])
    commune = known.code(told.code_commune) or known.commune(told.localisation_label, departement=departement)
    if commune:
        return {"commune": commune, "address": told.precision or _beside(told.localisation_label)}
    label = told.localisation_label
    if departement:
        is_its_name = known.departement(label) == departement
        return {"departement": departement, "address": told.precision or _beyond(label, is_its_name)}
    if told.region:
        is_its_name = fold(label) == fold(known.region_names[told.region])
        return {"region": told.region, "address": told.precision or _beyond(label, is_its_name)}
    raise Rejected([Refusal(f"{path}.departement", "En France, un lieu a son département, ou au moins sa région.")])


def _beyond(label: str, is_its_name: bool) -> str:
    return "" if is_its_name else label[:LONGEST_ADDRESS]


def _beside(label: str) -> str:
    """What a label tells beside its commune: the whole of it where it is an address, nothing where it is a name."""
    return label[:LONGEST_ADDRESS] if any(mark in label for mark in (",", "\n", " - ")) else ""
