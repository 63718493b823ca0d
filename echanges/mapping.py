"""Converts offers from and to the exchange format.

Fields with the same format on both sides use the path of their row in `emplois.fields`; others have a function here.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any, get_args

from django.db.models import CharField, TextField, URLField
from pydantic import BaseModel
from wagtail.api.rich_text import APIRichText

from core.fields import ChoiceSetField
from emplois.fields import FIELDS, LONGEST_CONTRACT, LONGEST_TITLE, PATHS, SHORTEST_CONTRACT, TEXTS
from emplois.models import Lieu, Offre
from emplois.models.offre import TEXT_FEATURES
from referentiels.correspondances import correspondances_of
from referentiels.countries import FRANCE, alpha3, zone
from referentiels.models import Metier

from . import codes
from .form import Bloc, OffreEchangee, Portail
from .refusals import FieldMessage, OfferRejected

SHORT_TITLE = 150
_TAG = re.compile(r"</?(p|br|ul|ol|li|h[1-6]|b|strong|i|em|a|div)\b[^<>]*>", re.IGNORECASE)
_MONTHS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(mois|ans?)\b", re.IGNORECASE)


@dataclass
class OfferContent:
    """The values of an offer by field name, and its places, each by field name."""

    fields: dict
    places: list[dict] = field(default_factory=list)


def rich_text(text: str) -> str:
    """Convert plain text or HTML to the rich text of an offer: only the features of its editor remain."""
    if not _TAG.search(text):
        paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
        return "".join(f"<p>{escape(part, quote=False).replace(chr(10), '<br/>')}</p>" for part in paragraphs if part)
    html, _removed = APIRichText.convert_input(text, features=TEXT_FEATURES)
    return html


def months(text: str) -> int | None:
    """The number of months in « 36 mois » or « 2 ans »; None if absent or not between 1 and 72."""
    if match := _MONTHS.search(text):
        count = float(match[1].replace(",", ".")) * (1 if match[2].lower() == "mois" else 12)
        if SHORTEST_CONTRACT <= count <= LONGEST_CONTRACT:
            return int(count)
    return None


def title(short: str, long: str) -> str:
    """The longer title, if the short one is its beginning and it fits in the field; else the short one."""
    begins = long.startswith(short.rstrip("…. "))
    return " ".join((long if begins and len(long) <= LONGEST_TITLE else short).split())


def content(form: OffreEchangee) -> OfferContent:
    """The values of an offer sent as `form`, without places. Raises OfferRejected if its métier is unknown."""
    form = form.model_copy(update={"portail": _portail(form)})
    return OfferContent({field.name: _received(field.name, form) for field in FIELDS if field.name in EXCHANGED})


def _received(name: str, form: OffreEchangee) -> object:
    """The value of a field in `form`; empty if its block is absent."""
    if read := READINGS.get(name):
        return read(form)
    value = _at(form, PATHS[name])
    if name in TEXTS:
        return rich_text(value)
    model_field = Offre._meta.get_field(name)
    return "" if value is None and isinstance(model_field, CharField | TextField) else value


def _at(form: OffreEchangee, path: str) -> Any:
    """The value at a dotted path; None if a block of the path is absent."""
    value: Any = form
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _portail(form: OffreEchangee) -> Portail:
    return form.portail or Portail()


def _applies_here(form: OffreEchangee) -> bool:
    """`candidature_ici` if it is set; else True only if the form gives no other way to apply."""
    candidature_ici = _portail(form).candidature_ici
    return candidature_ici if candidature_ici is not None else not (form.contacts or form.url_candidature)


READINGS: dict[str, Callable[[OffreEchangee], object]] = {
    "title": lambda form: title(form.titre, form.titre_long),
    "metier": lambda form: _metier(_portail(form).metier) or _metier_of_codes(_portail(form)),
    "vacance": lambda form: codes.VACANCE[form.vacance_poste].value if form.vacance_poste else "",
    "competences": lambda form: "\n".join(form.criteres.competences_requises) if form.criteres else "",
    "contract_months": lambda form: months(form.conditions.duree_contrat) if form.conditions else None,
    "working_time": lambda form: _defined(form.conditions.temps_travail) if form.conditions else "",
    "teletravail": lambda form: _teletravail(
        form.conditions.lieu_de_travail if form.conditions else "", _portail(form).teletravail
    ),
    "deadline": lambda form: _deadline(form.publication.fin_candidature, form.publication.fin_publication),
    "apply_here": _applies_here,
    "apply_email": lambda form: form.contacts[0].email if form.contacts else "",
}
"""Functions that read the fields with a different format in the exchange."""
EXCHANGED = PATHS.keys() - {"vitrine", "lieux", "reference"}
"""The fields of `content`. `pushing` handles the entity, the places and the reference."""


def _metier(slug: str) -> Metier | None:
    if not slug:
        return None
    try:
        return Metier.objects.get(slug=slug)
    except Metier.DoesNotExist:
        raise OfferRejected(
            [FieldMessage("portail.metier", f"Métier inconnu : « {slug} ». Voir /api/v2/metiers/.")]
        ) from None


def _metier_of_codes(portail: Portail) -> Metier | None:
    """The only métier with one of these ROME codes, else the only one with one of these ESCO occupations."""
    for codes_of in ({"rome__in": portail.rome}, {"esco__in": portail.esco}):
        found = list(Metier.objects.filter(**codes_of).distinct()[:2]) if any(codes_of.values()) else []
        if len(found) == 1:
            return found[0]
    return None


def _defined(code: str) -> str:
    return "" if code == codes.NON_DEFINI else code


def _deadline(apply_until: dt.date | None, published_until: dt.date) -> dt.date | None:
    """The last day to apply; None if the exchange gives NO_END."""
    day = min(apply_until, published_until) if apply_until else published_until
    return None if day.isoformat() == codes.NO_END else day


def _teletravail(place: str, finer: str | None) -> str:
    """The portal's own code if it is compatible with the exchange's, which does not distinguish partial télétravail."""
    covered = codes.LIEUX_DE_TRAVAIL.get(place, [])
    return finer if finer in covered else next((code.value for code in covered), "")


def exchanged(offre: Offre, places: list[Lieu]) -> dict:
    """Convert `offre` to the exchange format, serialisable as JSON. It runs no query if relations are loaded."""
    values = {path: _given(name, offre) for name, path in PATHS.items() if name not in WRITINGS}
    values |= {PATHS[name]: write(offre) for name, write in WRITINGS.items()}
    values |= {
        "titre_long": offre.title,
        "organisation.siret": "",
        "profession.referentiel": codes.REFERENTIEL,
        "profession.domaine": codes.DOMAINE,
        "profession.metier": "",
        "portail.rome": [code.code for code in correspondances_of(offre.metier).rome],
        "portail.esco": [code.code for code in correspondances_of(offre.metier).esco],
        "localisation": [_localisation(place) for place in places],
        "conditions.lieu_de_travail": _lieu_de_travail(offre.teletravail),
        "publication.debut_publication": offre.date_posted.isoformat() if offre.date_posted else "",
        "publication.fin_publication": offre.deadline.isoformat() if offre.deadline else codes.NO_END,
    }
    return _nested(values)


def _given(name: str, offre: Offre) -> object:
    """The JSON value of a field: an ISO date, null for an empty code or URL."""
    value, model_field = getattr(offre, name), Offre._meta.get_field(name)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(model_field, ChoiceSetField):
        return list(value)
    return value or None if getattr(model_field, "choices", None) or isinstance(model_field, URLField) else value


WRITINGS: dict[str, Callable[[Offre], object]] = {
    "title": lambda o: o.title if len(o.title) <= SHORT_TITLE else f"{o.title[: SHORT_TITLE - 1]}…",
    "reference": lambda o: o.known_as,
    "vitrine": lambda o: o.vitrine.title,
    "lieux": lambda o: [],
    "metier": lambda o: o.metier.slug if o.metier else "",
    "vacance": lambda o: next((code for code, ours in codes.VACANCE.items() if ours == o.vacance), None),
    "competences": lambda o: o.skills,
    "contract_months": lambda o: f"{o.contract_months} mois" if o.contract_months else "",
    "working_time": lambda o: o.working_time or codes.NON_DEFINI,
    "apply_email": lambda o: [{"email": o.apply_email}] if o.apply_email else [],
}
"""Functions that write the fields with a different format in the exchange."""


def _paths(block: type[BaseModel], above: str = "") -> Iterator[str]:
    """The dotted paths of the values of a block, in declaration order."""
    for name, declared in block.model_fields.items():
        inner = next((kind for kind in (declared.annotation, *get_args(declared.annotation)) if _is_block(kind)), None)
        if inner:
            yield from _paths(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def _is_block(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Bloc)


ORDER = tuple(_paths(OffreEchangee))


def _nested(values: dict[str, object]) -> dict:
    """Nest values by dotted path into blocks, in the order of the format."""
    form: dict = {}
    for path in ORDER:
        if path in values:
            *blocks, name = path.split(".")
            block = form
            for one in blocks:
                block = block.setdefault(one, {})
            block[name] = values[path]
    return form


def _lieu_de_travail(teletravail: str) -> str:
    return next((code for code, covered in codes.LIEUX_DE_TRAVAIL.items() if teletravail in covered), codes.NON_DEFINI)


def _localisation(place: Lieu) -> dict:
    commune, abroad = place.commune, bool(place.country) and not place.region_id
    country = alpha3(place.country) if abroad else FRANCE
    return {
        "zone_geographique": zone(country),
        "pays": country,
        "region": place.region_id or "",
        "departement": place.departement_id or "",
        "localisation_label": str(place),
        "latitude": commune.latitude if commune else None,
        "longitude": commune.longitude if commune else None,
        "code_commune": place.commune_id or "",
        "precision": place.address,
    }
