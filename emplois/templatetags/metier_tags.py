"""Template tags of the pages of métiers."""

from django import template

from emplois import metier_places
from referentiels.models import Metier

register = template.Library()


@register.simple_tag
def places_of(metier: Metier) -> list[metier_places.PlaceCount]:
    """The places where `metier` has the most offers, of those that have a page."""
    return metier_places.places_of(metier)
