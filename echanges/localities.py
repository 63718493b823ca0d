"""Converts the places of the exchange format to those of an offer."""

from functools import cache

from core.text import fold
from referentiels.countries import FRANCE, french_name

from .form import Localisation
from .places import Gazetteer
from .refusals import FieldMessage, OfferRejected

_gazetteer = cache(Gazetteer)  # Cached for the process: only a deployment changes it.
LONGEST_ADDRESS = 200


def places(localisations: list[Localisation]) -> list[dict]:
    """Convert all places. Raises OfferRejected, with all errors, if a code is unknown or a place is not located."""
    converted, errors = [], []
    for number, localisation in enumerate(localisations):
        path = f"localisation.{number}"
        try:
            converted.append(_place(localisation, path))
        except OfferRejected as rejected:
            errors += rejected.refusals
    if errors:
        raise OfferRejected(errors)
    return converted


def _place(localisation: Localisation, path: str) -> dict:
    if localisation.pays != FRANCE:
        country = french_name(localisation.pays)
        if not country:
            raise OfferRejected(
                [FieldMessage(f"{path}.pays", "Un code ISO 3166-1 alpha-3 est attendu, comme FRA ou BEL.")]
            )
        label = localisation.localisation_label
        return {"country": country, "address": localisation.precision or _beyond(label, fold(label) == fold(country))}
    known = _gazetteer()
    departement = localisation.departement.upper()
    if departement and departement not in known.regions:
        raise OfferRejected(
            [FieldMessage(f"{path}.departement", f"Code de département inconnu : « {localisation.departement} ».")]
        )
    if localisation.region and localisation.region not in known.regions.values():
        raise OfferRejected([FieldMessage(f"{path}.region", f"Code de région inconnu : « {localisation.region} ».")])
    if departement and localisation.region and known.regions[departement] != localisation.region:
        message = f"Le département {departement} n’est pas dans la région {localisation.region}."
        raise OfferRejected([FieldMessage(f"{path}.departement", message)])
    commune = known.code(localisation.code_commune) or known.commune(
        localisation.localisation_label, departement=departement
    )
    if commune:
        return {"commune": commune, "address": localisation.precision or _beside(localisation.localisation_label)}
    label = localisation.localisation_label
    if departement:
        is_its_name = known.departement(label) == departement
        return {"departement": departement, "address": localisation.precision or _beyond(label, is_its_name)}
    if localisation.region:
        is_its_name = fold(label) == fold(known.region_names[localisation.region])
        return {"region": localisation.region, "address": localisation.precision or _beyond(label, is_its_name)}
    raise OfferRejected(
        [FieldMessage(f"{path}.departement", "En France, un lieu a son département, ou au moins sa région.")]
    )


def _beyond(label: str, is_its_name: bool) -> str:
    return "" if is_its_name else label[:LONGEST_ADDRESS]


def _beside(label: str) -> str:
    """The label as an address, if it contains more than the commune's name; else empty."""
    return label[:LONGEST_ADDRESS] if any(mark in label for mark in (",", "\n", " - ")) else ""
