"""Refuses messages that still contain a placeholder of an answer template."""

import re

from django.core.exceptions import ValidationError

from .models import ModeleReponse

_PLACE = re.compile(r"\[[^\[\]\n]{1,80}\]|\{[^{}\n]{1,80}\}")
_FILLED_IN = {f"{{{name}}}" for name in ModeleReponse.PLACES}


def refuse_places(text: str) -> None:
    """Raise ValidationError for a placeholder such as « [date et heure] »; {nom}, {poste} and {entite} are allowed."""
    if left := [place for place in dict.fromkeys(_PLACE.findall(text)) if place not in _FILLED_IN]:
        places = ", ".join(f"« {place} »" for place in left)
        raise ValidationError(f"Remplacez {places} avant d’envoyer : la personne le lirait tel quel.", code="place")
