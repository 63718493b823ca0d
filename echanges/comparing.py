"""What a source says against what an offer says: what is new, and what a person has edited, which stays theirs.

A field is a person's as soon as its value, on line or in the version being written, is no longer what the source had
written there. So a source may go on correcting a deadline on an offer whose texts someone here has taken over.
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

from .mapping import Content
from .models import Provenance

PLACES = "lieux"


@dataclass
class Difference:
    """Of one offer: the fields that take a new value, those left to a person, and what is then written."""

    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    written: dict = field(default_factory=dict)


def fingerprint(said: dict, *, vitrine_id: int) -> str:
    """The digest of what a source says for an entity: the same again changes nothing."""
    told = json.dumps([vitrine_id, said], cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _model_field(name: str) -> Field:
    return cast(Field, Offre._meta.get_field(name))


def stored(name: str, value: object) -> object:
    """A field's value as JSON keeps it, whatever form it is given in."""
    model_field = _model_field(name)
    if isinstance(model_field, ForeignKey):
        return getattr(value, "pk", value)
    if isinstance(value, list | tuple | set):
        return model_field.to_python(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def stored_places(places: list[dict]) -> list[list[str]]:
    return [_finest(*(place.get(name) or "" for name in PLACE_FIELDS)) for place in places]


def _finest(commune: str, departement: str, region: str, country: str, address: str) -> list[str]:
    """A place without what follows from its finest part: a commune tells its département, that its region."""
    return [commune, "" if commune else departement, "" if commune or departement else region, country, address]


def written(content: Content) -> dict:
    """What is kept of `content`, to know later what a person has edited."""
    return {name: stored(name, value) for name, value in content.fields.items()} | {
        PLACES: stored_places(content.places)
    }


def places_of(offre: Offre) -> list[list[str]]:
    return [
        _finest(place.commune_id or "", place.departement_id or "", place.region_id or "", place.country, place.address)
        for place in offre.lieux.all()
    ]


def said(offre: Offre, names: list[str]) -> dict:
    """What `offre`, on line or in a version, says now in the fields `names`."""
    return {
        name: places_of(offre) if name == PLACES else stored(name, _model_field(name).value_from_object(offre))
        for name in names
    }


def difference(content: Content, provenance: Provenance, *versions: Offre) -> Difference:
    """What `content` changes in an offer whose source wrote before; `versions` are what is on line and drafted."""
    told, before = written(content), provenance.written
    now = [said(version, list(told)) for version in versions]
    found = Difference(written=dict(before))
    for name, value in told.items():
        if before.get(name) == value:
            continue
        if any(version[name] != before.get(name) for version in now):
            found.kept.append(name)
        else:
            found.changed.append(name)
            found.written[name] = value
    return found


def apply(content: Content, offre: Offre, names: list[str]) -> None:
    """Give `offre`, unsaved, the values of `content` in the fields `names`."""
    for name in names:
        setattr(offre, name, lieux(content) if name == PLACES else content.fields[name])


def lieux(content: Content) -> list[Lieu]:
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
