"""What pages, lists, feeds and the API show of an offer, in words."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from core.fields import ChoiceSetField
from core.french import date_format
from emplois.fields import FACTS, TEXTS

from . import remuneration

if TYPE_CHECKING:
    from modelcluster.models import ClusterableModel as _Model
else:
    _Model = object


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


OWN_REFERENCE = "portail-"
"""What the reference begins with of an offer that has none of its own."""


class ShownOffre(_Model):
    """An offer's facts and texts as a reader sees them; the fields are Offre's."""

    @property
    def known_as(self) -> str:
        """The reference that others know it by: its own, else one made of its number."""
        return self.reference or f"{OWN_REFERENCE}{self.pk}"

    @property
    def pay(self) -> str:
        """What the offer says of pay, in words; empty when it says nothing."""
        return self.pay_text or remuneration.in_words(self.pay_min, self.pay_max)

    @property
    def contract_labels(self) -> list[str]:
        return self._meta.get_field("contracts").labels(self.contracts)

    @property
    def skills(self) -> list[str]:
        """The skills it asks for, of which each line names one."""
        return [skill for line in self.competences.splitlines() if (skill := line.strip())]

    @property
    def card_tags(self) -> list[str]:
        """What a card says in a word each: télétravail first, then contracts and experience."""
        tags = [self.get_teletravail_display(), *self.contract_labels, self.get_experience_display()]
        return [str(tag) for tag in tags if tag]

    @property
    def pay_titulaires(self) -> str:
        """What it says of the pay of titulaires, where that differs; empty when it says nothing."""
        return self.pay_titulaires_text or remuneration.in_words(self.pay_titulaires_min, self.pay_titulaires_max)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Heading and HTML of each text that is filled in, in reading order."""
        fields = (self._meta.get_field(name) for name in TEXTS)
        return [(str(f.verbose_name).capitalize(), text) for f in fields if (text := getattr(self, f.name))]

    @property
    def facts(self) -> list[tuple[str, object]]:
        """Label and value of the facts that stand below the texts, those it states only."""
        facts = [(self._label(name), value) for name in FACTS if (value := self._in_words(name))]
        return [*facts, *([("Publiée le", _day(self.date_posted))] if self.date_posted else [])]

    def _label(self, name: str) -> str:
        label = str(self._meta.get_field(name).verbose_name)
        return label[0].upper() + label[1:]

    def _in_words(self, name: str) -> object:
        """The value of a field as a reader sees it; empty where the offer does not state it."""
        if name == "vacance" and self.is_creation:
            return "Emploi nouvellement créé"
        if name == "competences":
            return ", ".join(self.skills)
        field, value = self._meta.get_field(name), getattr(self, name)
        if isinstance(field, ChoiceSetField):
            return ", ".join(field.labels(value))
        if isinstance(field, models.BooleanField):
            return "Oui" if value else ""
        if field.choices:
            return getattr(self, f"get_{name}_display")()
        return _day(value) if isinstance(field, models.DateField) else value
