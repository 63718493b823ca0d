import calendar
import datetime as dt

from django.utils import timezone
from wagtail import blocks

from .groups import FACTS


def is_stale(day: dt.date | None) -> bool:
    """Whether a figure measured on `day` is older than twelve months today; False without a date."""
    if day is None:
        return False
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return timezone.localdate() > day.replace(year=day.year + 1, day=min(day.day, last))


class FigureValue(blocks.StructValue):
    @property
    def is_stale(self) -> bool:
        return is_stale(self.get("measured_on"))


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(label="Chiffre", max_length=20, help_text="Avec son unité : 1 200, 38 %, 4 M€.")
    label = blocks.CharBlock(label="Ce qu’il mesure", max_length=120)
    source = blocks.CharBlock(label="Source", max_length=150)
    source_url = blocks.URLBlock(label="Adresse de la source", required=False)
    measured_on = blocks.DateBlock(
        label="Date du chiffre", help_text="Après douze mois, le chiffre est signalé « à mettre à jour »."
    )

    class Meta:
        value_class = FigureValue


class FiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)
    figures = blocks.ListBlock(FigureBlock(label="Chiffre"), label="Chiffres", min_num=1, max_num=8)

    class Meta:
        label = "Chiffres clés"
        icon = "order"
        group = FACTS
        template = "blocks/figures.html"
        description = "Des chiffres, chacun avec sa source et sa date."
        preview_value = {
            "title": "La direction en chiffres",
            "figures": [
                {
                    "value": "320",
                    "label": "agents",
                    "source": "Rapport social unique",
                    "source_url": "",
                    "measured_on": dt.date(2026, 6, 30),
                }
            ],
        }
