"""What entities' pages show of their offers."""

from django.db.models import Count, Window

from vitrines.models import VitrinePage
from vitrines.sections import Content

from .models import Offre

OFFRES = 4
"""At most so many; the entity's list has the others."""


def offres_section(vitrine: VitrinePage) -> Content:
    """The latest public offers, each with the `total` of the entity's."""
    offres = Offre.objects.public().for_vitrine(vitrine).with_card()
    return Content({"offres": list(offres.annotate(total=Window(Count("pk")))[:OFFRES])})


def open_offers() -> dict[int, int]:
    """How many public offers each entity has, by its primary key."""
    return Offre.objects.public().count_by_vitrine()
