"""The display values of an offer, for pages, lists, feeds and the API."""

import datetime as dt
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from django.db import models

from core import french
from core.fields import ChoiceSetField
from core.french import date_format
from core.text import lines
from emplois.enums import OF_THE_YOUNG, Contrat, Ouverture, Teletravail
from emplois.fields import FACTS, TEXTS
from referentiels import competences
from referentiels.competences import Skill
from relecture.wording import plain
from reperes.net_pay import monthly

from . import remuneration

if TYPE_CHECKING:
    from modelcluster.models import ClusterableModel as _Model
else:
    _Model = object


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _months(count: int) -> str:
    """« trois ans », « 18 mois »."""
    return f"{count} mois" if count % 12 else french.duration(relativedelta(months=count))


PERMANENT_FOR = {
    Ouverture.TITULAIRE_CONTRACTUEL: ", pour titulaires ou par contrat",
    Ouverture.CONTRACTUELS: ", par contrat",
    Ouverture.TERRITORIAL: ", pour fonctionnaires et lauréats d’un concours",
}
OWN_REFERENCE = "portail-"
"""Prefix of the generated reference of an offer without one."""


class ShownOffre(_Model):
    """Mixin of Offre: its values formatted for display."""

    @property
    def known_as(self) -> str:
        """The reference published to other systems: its own, else OWN_REFERENCE and its primary key."""
        return self.reference or f"{OWN_REFERENCE}{self.pk}"

    @property
    def pay(self) -> str:
        """The text of the pay; empty when it is not given."""
        return self.pay_text or remuneration.in_words(self.pay_min, self.pay_max)

    @property
    def net_pay(self) -> str:
        """The estimated net pay a month by contract; empty without amounts, or where no contract is possible."""
        by_contract = self.ouverture in (Ouverture.TITULAIRE_CONTRACTUEL, Ouverture.CONTRACTUELS)
        if not by_contract or self.pay_text or OF_THE_YOUNG.intersection(self.contracts):
            return ""
        net = [monthly(amount) for amount in (self.pay_min, self.pay_max) if amount]
        return remuneration.net_in_words([amount for amount in net if amount])

    @property
    def contract_labels(self) -> list[str]:
        return self._meta.get_field("contracts").labels(self.contracts)

    @property
    def contract_in_words(self) -> str:
        """Who the job is open to and by which contracts: « Emploi permanent, pour titulaires ou par contrat (CDI) »."""
        terms = []
        for contract in self.contracts:
            if contract == Contrat.CDD and self.contract_months:
                terms.append(f"CDD de {_months(self.contract_months)}")
            elif contract != Contrat.PERMANENT:
                terms.append(str(Contrat(contract).label))
        by_contract = " ou ".join(terms)
        if Contrat.PERMANENT not in self.contracts:
            return by_contract
        permanent = f"Emploi permanent{PERMANENT_FOR.get(self.ouverture, '')}"
        return f"{permanent} ({by_contract})" if by_contract else permanent

    @property
    def telework_in_words(self) -> str:
        """« 2 jours de télétravail par semaine » where the days are known, else the label."""
        if self.teletravail == Teletravail.PARTIEL and self.teletravail_jours:
            return f"{french.counted(self.teletravail_jours, 'jour')} de télétravail par semaine"
        return self.get_teletravail_display()

    @property
    def skills(self) -> list[str]:
        """The requested skills: one per line of `competences`."""
        return lines(self.competences)

    @property
    def named_skills(self) -> list[Skill]:
        """The skills of the vocabulary that its title, its missions and its profile name.

        Not those of its other texts: « ordinateur au choix, Linux ou Windows » is no skill.
        """
        texts = (self.title, self.competences, plain(self.missions), plain(self.profile))
        return competences.vocabulary.current().named_in("\n".join(texts))

    @property
    def card_tags(self) -> list[str]:
        """The tags of a card: télétravail, contract, experience."""
        tags = [self.telework_in_words, self.contract_in_words, self.get_experience_display()]
        return [str(tag) for tag in tags if tag]

    @property
    def pay_titulaires(self) -> str:
        """The text of the pay of titulaires, when it differs; empty when it is not given."""
        return self.pay_titulaires_text or remuneration.in_words(self.pay_titulaires_min, self.pay_titulaires_max)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Heading and HTML of each non-empty text, in reading order."""
        fields = (self._meta.get_field(name) for name in TEXTS)
        return [(str(f.verbose_name).capitalize(), text) for f in fields if (text := getattr(self, f.name))]

    @property
    def recruitment_steps(self) -> list[tuple[str, str]]:
        """Title and HTML of each known step: applying, what follows, the first day; empty if only one is known."""
        steps = []
        if self.deadline:
            steps.append((f"Candidater jusqu’au {_day(self.deadline)} inclus", ""))
        if self.process:
            steps.append(("Entretiens et réponse", self.process))
        if self.start_on:
            steps.append((f"Prise de poste le {_day(self.start_on)}", ""))
        return steps if len(steps) > 1 else []

    @property
    def facts(self) -> list[tuple[str, object]]:
        """Label and value of each non-empty detail, in the order of FACTS."""
        facts = [(self._label(name), value) for name in FACTS if (value := self._in_words(name))]
        return [*facts, *([("Publiée le", _day(self.date_posted))] if self.date_posted else [])]

    def _label(self, name: str) -> str:
        label = str(self._meta.get_field(name).verbose_name)
        return label[0].upper() + label[1:]

    def _in_words(self, name: str) -> object:
        """The display value of a field; empty when it is not filled in."""
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
