"""Warnings about accepted offers: values that are ignored or interpreted."""

from collections.abc import Iterator

from pydantic import BaseModel

from .codes import DOMAINE
from .form import OffreEchangee
from .refusals import FieldMessage, OfferRejected

IGNORED_FIELDS = (
    ("organisation", "siret"),
    ("profession", "metier"),
    ("profession", "code_emploi_local"),
    ("criteres", "specialisations"),
    ("criteres", "diplome"),
    ("criteres", "documents_requis"),
    ("criteres", "langues"),
    ("conditions", "fin_contrat"),
    ("conditions", "ouvert_aux_militaires"),
    ("conditions", "complements"),
    ("conditions", "bases_legales"),
    ("conditions", "note_ouverture_poste_url"),
)
"""Fields of the exchange (block, name) without an equivalent in this portal."""
LOST = "Ce portail ne conserve pas ce champ."
UNKNOWN = "Champ inconnu : il est laissé de côté."
FIRST_DAY_STAYS = "L’offre est déjà parue : sa date de première publication ne change pas."
STAYS_OFF_LINE = "Une personne a retiré l’offre ici : elle est modifiée, et reste hors ligne."
REOPENED = "L’offre était archivée : elle est rouverte."
MOST = 30
"""Maximum number of unknown fields listed for one row."""


def refuse_other_work(form: OffreEchangee) -> None:
    """Raise OfferRejected for a functional domain other than DOMAINE."""
    if form.profession.domaine != DOMAINE:
        raise OfferRejected(
            [FieldMessage("profession.domaine", f"Ce portail publie les offres du domaine {DOMAINE} seulement.")]
        )


def of_row(form: OffreEchangee, row: object) -> list[FieldMessage]:
    """The warnings about the values of `row` that are not stored; `form` is the validated row."""
    lost = [
        FieldMessage(f"{block}.{name}", LOST)
        for block, name in IGNORED_FIELDS
        if (value := getattr(form, block)) and getattr(value, name)
    ]
    return lost + [FieldMessage(path, UNKNOWN) for path in sorted(set(_unknown(OffreEchangee, row, "")))[:MOST]]


def _unknown(block: type[BaseModel], sent: object, path: str) -> Iterator[str]:
    """The paths of the keys of `sent` that are not fields of `block`."""
    if isinstance(sent, list):
        for item in sent:
            yield from _unknown(block, item, path)
    elif isinstance(sent, dict):
        for name, value in sent.items():
            field = block.model_fields.get(name)
            if field is None:
                yield f"{path}{name}"[:100]
            elif inner := _block_of(field.annotation):
                yield from _unknown(inner, value, f"{path}{name}.")


def _block_of(annotation: object) -> type[BaseModel] | None:
    """The block class in the annotation of a field: alone, optional or in a list; None without one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_block_of(part) for part in getattr(annotation, "__args__", ()))
    return next(filter(None, inner), None)
