"""Compares the values of a source with those of an offer: which fields to update, and which a person has edited.

A field counts as edited when its value, live or in the latest revision, differs from the value last written by the
source. The source no longer updates it, but still updates other fields: a deadline, for example.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey

from emplois.fields import PLACE_FIELDS
from emplois.models import Lieu, Offre

from .mapping import OfferContent
from .models import Provenance

PLACES = "lieux"


@dataclass
class Difference:
    """The result for one offer: fields to update, fields preserved because edited, and the new provenance values."""

    changed: list[str] = field(default_factory=list)
    preserved: list[str] = field(default_factory=list)
    written: dict = field(default_factory=dict)


def fingerprint(values: dict, *, vitrine_id: int) -> str:
    """The SHA-256 of the values of a source for an entity. An equal fingerprint means an unchanged offer."""
    serialized = json.dumps([vitrine_id, values], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(serialized.encode()).hexdigest()


def _model_field(name: str) -> Field:
    return cast(Field, Offre._meta.get_field(name))


def stored(name: str, value: object) -> object:
    """The JSON value of a field: a primary key for a foreign key, an ISO date, a list of codes."""
    model_field = _model_field(name)
    if isinstance(model_field, ForeignKey):
        return getattr(value, "pk", value)
    if isinstance(value, list | tuple | set):
        return model_field.to_python(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def stored_places(places: list[dict]) -> list[list[str]]:
    """Places as lists of their fields, in the order of PLACE_FIELDS, without redundant ones."""
    return [_finest(*(place.get(name) or "" for name in PLACE_FIELDS)) for place in places]


def _finest(commune: str, departement: str, region: str, country: str, address: str) -> list[str]:
    """The fields of a place without those implied by a finer one: a commune implies its département and region."""
    return [commune, "" if commune else departement, "" if commune or departement else region, country, address]


def written(content: OfferContent) -> dict:
    """The JSON values of `content`, stored in the provenance to detect later edits."""
    return {name: stored(name, value) for name, value in content.fields.items()} | {
        PLACES: stored_places(content.places)
    }


def places_of(offre: Offre) -> list[list[str]]:
    """The places of `offre`, in the same format as `stored_places`."""
    return [
        _finest(place.commune_id or "", place.departement_id or "", place.region_id or "", place.country, place.address)
        for place in offre.lieux.all()
    ]


def current_values(offre: Offre, names: list[str]) -> dict:
    """The JSON values of the fields `names` of `offre`, live or loaded from a revision."""
    return {
        name: places_of(offre) if name == PLACES else stored(name, _model_field(name).value_from_object(offre))
        for name in names
    }


def difference(content: OfferContent, provenance: Provenance, *versions: Offre) -> Difference:
    """Compare `content` with the values last written by the source and with `versions`: live offer, latest revision."""
    new, before = written(content), provenance.written
    now = [current_values(version, list(new)) for version in versions]
    result = Difference(written=dict(before))
    for name, value in new.items():
        if before.get(name) == value:
            continue
        if any(version[name] != before.get(name) for version in now):
            result.preserved.append(name)
        else:
            result.changed.append(name)
            result.written[name] = value
    return result


def apply(content: OfferContent, offre: Offre, names: list[str]) -> None:
    """Set the fields `names` of `offre` from `content`, without saving."""
    for name in names:
        setattr(offre, name, lieux(content) if name == PLACES else content.fields[name])


def lieux(content: OfferContent) -> list[Lieu]:
    """Unsaved places of work for the places of `content`, in the same order."""
    return [
        Lieu(
            sort_order=number,
            commune_id=place.get("commune"),
            departement_id=place.get("departement"),
            region_id=place.get("region"),
            country=place.get("country") or "",
            address=place.get("address") or "",
        )
        for number, place in enumerate(content.places)
    ]
