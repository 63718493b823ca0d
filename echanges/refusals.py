"""Why an offer was refused: which field, by its name in what was sent, and what is wrong, in French."""

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


class Refusal(NamedTuple):
    champ: str
    message: str


class Rejected(Exception):
    """An offer that cannot be taken; `refusals` say why."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("; ".join(f"{refusal.champ} : {refusal.message}" for refusal in refusals))
        self.refusals = refusals


def of_form(error: FormError) -> list[Refusal]:
    return [Refusal(".".join(map(str, one["loc"])), _message(one)) for one in error.errors(include_url=False)]


def _message(error: ErrorDetails) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    context = {name: str(value).replace(" or ", ", ") for name, value in error.get("ctx", {}).items()}
    return MESSAGES.get(error["type"], UNKNOWN).format(**context)


def of_model(error: ModelError) -> list[Refusal]:
    return [
        Refusal("" if name == NON_FIELD_ERRORS else PATHS.get(name, name), message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]
