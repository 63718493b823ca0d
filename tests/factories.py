"""The least that is valid."""

import datetime as dt

import factory
from wagtail.models import Page

from emplois.models import Offre
from vitrines.models import VitrinePage


def add_vitrine(parent: Page, title: str, **fields) -> VitrinePage:
    return parent.add_child(instance=VitrinePage(title=title, **fields))


class OffreFactory(factory.django.DjangoModelFactory):
    """A live offer with no deadline. Needs a vitrine."""

    class Meta:
        model = Offre

    title = factory.Sequence(lambda n: f"Développeuse ou développeur {n}")
    apply_email = "recrutement@exemple.invalid"
    live = True
    first_published_at = factory.LazyFunction(lambda: dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC))
