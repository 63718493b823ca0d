"""An estimate of a contractuel's net pay from the gross, by the rates of `BaremeCotisations`.

Before income tax, without the employer's health insurance and options. Not for titulaires, whose pay depends on their
grade and step.
"""

from typing import NamedTuple

from django.utils import timezone

from core.generation_cache import GenerationCache

from .models import BaremeCotisations

MONTHS = 12
CEILINGS = 4
"""Up to so many ceilings, CSG and CRDS bear on a part of the gross only (code de la sécurité sociale, L136-2)."""
ROUNDED_TO = 10
"""Euros: an estimate is not shown to the cent."""


class Scale(NamedTuple):
    """One row of `BaremeCotisations`: the ceiling in euros a month, the rates as shares of 1."""

    year: int
    ceiling: int
    old_age: float
    old_age_capped: float
    ircantec_a: float
    ircantec_b: float
    csg_crds: float
    csg_base: float
    article: str
    url: str

    @property
    def is_of_this_year(self) -> bool:
        """The ceiling changes each January."""
        return self.year == timezone.localdate().year

    def net(self, gross: float) -> float:
        """Net euros a month of `gross` euros a month."""
        capped, above = min(gross, self.ceiling), max(gross - self.ceiling, 0)
        partly = min(gross, CEILINGS * self.ceiling)
        return gross - (
            self.old_age * gross
            + (self.old_age_capped + self.ircantec_a) * capped
            + self.ircantec_b * above
            + self.csg_crds * (self.csg_base * partly + gross - partly)
        )


def _read() -> Scale | None:
    row = BaremeCotisations.objects.filter(since__lte=timezone.localdate()).first()
    if row is None:
        return None
    share = {
        name: float(getattr(row, name)) / 100 for name in ("old_age", "old_age_capped", "ircantec_a", "ircantec_b")
    }
    return Scale(
        year=row.since.year,
        ceiling=row.ceiling,
        **share,
        csg_crds=float(row.csg + row.crds) / 100,
        csg_base=float(row.csg_base) / 100,
        article=row.article,
        url=row.url,
    )


scale = GenerationCache(_read)
"""The scale in force today; None where the table has none."""


def monthly(gross_a_year: int) -> int | None:
    """Net euros a month of `gross_a_year`, to the nearest ten; None without a scale."""
    current = scale.current()
    return round(current.net(gross_a_year / MONTHS) / ROUNDED_TO) * ROUNDED_TO if current else None
