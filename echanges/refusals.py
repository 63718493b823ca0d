"""French messages about the fields of a sent offer, from the errors of pydantic and of Django."""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelError
from pydantic import ValidationError as FormError
from pydantic_core import ErrorDetails

from emplois.fields import PATHS

MESSAGES = {
    "missing": "Ce champ est obligatoire.",
    "string_too_long": "{max_length} caractères au plus.",
    "string_too_short": "Ce champ ne peut pas être vide.",
    "string_type": "Un texte est attendu.",
    "int_parsing": "Un nombre entier est attendu.",
    "int_type": "Un nombre entier est attendu.",
    "float_parsing": "Un nombre est attendu.",
    "bool_parsing": "true ou false est attendu.",
    "date_from_datetime_parsing": "Une date est attendue, comme 2026-11-25.",
    "date_parsing": "Une date est attendue, comme 2026-11-25.",
    "date_type": "Une date est attendue, comme 2026-11-25.",
    "enum": "Valeur inconnue. Valeurs admises : {expected}.",
    "literal_error": "Valeur inconnue. Valeurs admises : {expected}.",
    "url_parsing": "Une adresse complète est attendue, en http ou https.",
    "url_scheme": "Une adresse complète est attendue, en http ou https.",
    "greater_than_equal": "{ge} au moins.",
    "less_than_equal": "{le} au plus.",
    "too_long": "{max_length} éléments au plus.",
    "string_pattern_mismatch": "La forme de ce code n’est pas la bonne.",
    "list_type": "Une liste est attendue.",
    "model_attributes_type": "Un bloc est attendu.",
    "model_type": "Un bloc est attendu.",
    "dict_type": "Un bloc est attendu.",
}
UNKNOWN = "Valeur invalide."


class FieldMessage(NamedTuple):
    """An error or a warning about one field, by its dotted path in the exchange format; empty for the whole offer."""

    champ: str
    message: str


class OfferRejected(Exception):
    """An offer is refused; `refusals` lists the reasons."""

    def __init__(self, refusals: list[FieldMessage]) -> None:
        super().__init__("; ".join(f"{refusal.champ} : {refusal.message}" for refusal in refusals))
        self.refusals = refusals


def of_form(error: FormError) -> list[FieldMessage]:
    """The messages of a pydantic validation error, with the paths of the sent fields."""
    return [FieldMessage(".".join(map(str, one["loc"])), _message(one)) for one in error.errors(include_url=False)]


def _message(error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    context = {name: str(value).replace(" or ", ", ") for name, value in error.get("ctx", {}).items()}
    return MESSAGES.get(error["type"], UNKNOWN).format(**context)


def of_model(error: ModelError) -> list[FieldMessage]:
    """The messages of a Django validation error, with model fields converted to paths of the exchange format."""
    return [
        FieldMessage("" if name == NON_FIELD_ERRORS else PATHS.get(name, name), message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]
