"""What other names and codes each métier has, read at once and kept until content changes."""

from typing import NamedTuple

from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast

from core.generation_cache import GenerationCache
from core.text import lines

from .models import Metier

ROME, ESCO, NAMES = "rome", "esco", "noms"
ROME_PAGE = "https://candidat.francetravail.fr/metierscope/fiche-metier/"


class Code(NamedTuple):
    """A trade of another reference list: a ROME code or an ESCO URI, with its label."""

    code: str
    label: str


class Correspondances(NamedTuple):
    rome: list[Code]
    esco: list[Code]
    names: list[str]
    """Other names, without the labels of the codes."""

    @property
    def every_name(self) -> list[str]:
        """The other names and the labels of both reference lists."""
        return [*self.names, *(code.label for code in (*self.rome, *self.esco))]


NONE = Correspondances([], [], [])


def _read() -> dict[str, Correspondances]:
    def column(path: str) -> Cast:
        return Cast(F(path), TextField())

    def kind(name: str) -> Value:
        return Value(name, output_field=CharField())

    metiers = Metier.objects.order_by()
    rows = (
        metiers.exclude(other_names="")
        .values_list("slug", kind(NAMES), kind(""), column("other_names"))
        .union(
            metiers.exclude(rome=None).values_list("slug", kind(ROME), column("rome__code"), column("rome__name")),
            metiers.exclude(esco=None).values_list("slug", kind(ESCO), column("esco__uri"), column("esco__name")),
            all=True,
        )
    )
    known: dict[str, Correspondances] = {}
    for slug, of_kind, code, text in sorted(rows):
        its = known.setdefault(slug, Correspondances([], [], []))
        if of_kind == NAMES:
            its.names.extend(lines(text))
        else:
            (its.rome if of_kind == ROME else its.esco).append(Code(code, text))
    return known


correspondances = GenerationCache(_read)
"""By the slug of a métier; a métier without any is left out."""


def correspondances_of(metier: Metier | None) -> Correspondances:
    """The other names and codes of `metier`; empty for None."""
    return correspondances.current().get(metier.slug, NONE) if metier else NONE
