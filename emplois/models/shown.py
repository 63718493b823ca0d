"""What pages, lists, feeds and the API show of an offer, in words."""

import datetime as dt

from core.french import date_format

from . import remuneration


def _day(day: dt.date | None) -> str:
    return date_format(day, "j F Y") if day else ""


OWN_REFERENCE = "portail-"
"""What the reference begins with of an offer that has none of its own."""


class ShownOffre:
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
        names = ("context", "missions", "profile", "team", "benefits", "special_conditions", "process")
        fields = (self._meta.get_field(name) for name in names)
        return [(str(f.verbose_name).capitalize(), text) for f in fields if (text := getattr(self, f.name))]

    @property
    def facts(self) -> list[tuple[str, object]]:
        """Label and value of the facts that stand below the texts, those it states only."""
        shown = {
            "metier": self.metier,
            "ouverture": self.get_ouverture_display(),
            "categories": ", ".join(self._meta.get_field("categories").labels(self.categories)),
            "corps_grade": self.corps_grade,
            "versant": self.get_versant_display(),
            "contract_months": self.contract_months,
            "vacance": "Emploi nouvellement créé" if self.is_creation else self.get_vacance_display(),
            "experience": self.get_experience_display(),
            "diplome_niveau": self.get_diplome_niveau_display(),
            "competences": ", ".join(self.skills),
            "working_time": self.get_working_time_display(),
            "management": self.get_management_display(),
            "vacant_on": _day(self.vacant_on),
            "start_on": _day(self.start_on),
            "recruiting_authority": self.recruiting_authority,
            "reference": self.reference,
            "csp_reference": self.csp_reference,
        }
        facts = [(self._label(name), value) for name, value in shown.items() if value]
        return [*facts, *([("Publiée le", _day(self.date_posted))] if self.date_posted else [])]

    def _label(self, name: str) -> str:
        label = str(self._meta.get_field(name).verbose_name)
        return label[0].upper() + label[1:]
