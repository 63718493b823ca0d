"""What an offer that is taken loses, or is taken otherwise than it was sent: said of each row."""

from collections.abc import Iterator

from pydantic import BaseModel

from .codes import DOMAINE
from .form import OffreEchangee
from .refusals import Refusal, Rejected

NOT_KEPT = (
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
"""Fields of the exchange that an offer of this portal has no place for."""
LOST = "Ce portail ne conserve pas ce champ."
UNKNOWN = "Champ inconnu : il est laissé de côté."
FIRST_DAY_STAYS = "L’offre est déjà parue : sa date de première publication ne change pas."
STAYS_OFF_LINE = "Une personne a retiré l’offre ici : elle est modifiée, et reste hors ligne."
REOPENED = "L’offre était archivée : elle est rouverte."
MOST = 30
"""Unknown fields named of one row."""


def refuse_other_work(form: OffreEchangee) -> None:
    """This portal publishes digital work alone. Raises Rejected for another domain."""
    if form.profession.domaine != DOMAINE:
        raise Rejected([Refusal("profession.domaine", f"Ce portail publie les offres du domaine {DOMAINE} seulement.")])


def of_row(form: OffreEchangee, row: object) -> list[Refusal]:
    """What of `row`, which is valid as `form`, is not kept."""
    lost = [
        Refusal(f"{block}.{name}", LOST)
        for block, name in NOT_KEPT
        if (value := getattr(form, block)) and getattr(value, name)
    ]
    return lost + [Refusal(path, UNKNOWN) for path in sorted(set(_unknown(OffreEchangee, row, "")))[:MOST]]


def _unknown(block: type[BaseModel], sent: object, path: str) -> Iterator[str]:
    """The paths of what `sent` says that `block` does not know."""
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
    """The block that a field holds, alone, in a list or where it is optional."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_block_of(part) for part in getattr(annotation, "__args__", ()))
    return next(filter(None, inner), None)
