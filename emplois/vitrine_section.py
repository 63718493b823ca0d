"""The section of offers on the page of an entity."""

from django.db.models import Count, Window

from vitrines.models import VitrinePage
from vitrines.sections import SectionContent

from .models import Offre

OFFRES = 4
"""Maximum number of offers in the section; the entity's list has the others."""


def offres_section(vitrine: VitrinePage) -> SectionContent:
    """The context of the section: the latest public offers of the entity, with sub-entities, annotated with `total`."""
    offres = Offre.objects.public().for_vitrine(vitrine).with_card()
    return SectionContent({"offres": list(offres.annotate(total=Window(Count("pk")))[:OFFRES])})


def open_offers() -> dict[int, int]:
    """How many public offers each entity has, by its primary key."""
    return Offre.objects.public().count_by_vitrine()
