from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


class Conformite(models.TextChoices):
    NON = "non", "non conforme"
    PARTIELLE = "partielle", "partiellement conforme"
    TOTALE = "totale", "totalement conforme"


@register_setting(icon="site")
class SiteBrand(BaseSiteSetting):
    """The brand block, operator and mentions that the DSFR requires in header and footer."""

    service = models.CharField("nom du service", max_length=100, default="Métiers du numérique de l’État")
    tagline = models.CharField("signature", max_length=150, blank=True, default="Des entités, des métiers, des offres")
    brand = models.CharField(
        "bloc marque", max_length=100, default="République|française", help_text="Une barre | marque chaque ligne."
    )
    operator = models.CharField("opérateur", max_length=100, blank=True)
    operator_logo = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="logo de l’opérateur",
    )
    notice = models.CharField(
        "bandeau d’information", max_length=200, blank=True, help_text="En haut de chaque page, s’il est rempli."
    )
    description = models.TextField(
        "présentation en pied de page",
        max_length=400,
        default="Les entités de l’État qui recrutent dans le numérique, leurs métiers et leurs offres.",
    )
    accessibility = models.CharField(
        "conformité au RGAA", max_length=10, choices=Conformite.choices, default=Conformite.NON
    )

    select_related = ["operator_logo"]
    panels = [
        MultiFieldPanel([FieldPanel(name) for name in ("service", "tagline", "notice")], heading="Le service"),
        MultiFieldPanel([FieldPanel(name) for name in ("brand", "operator", "operator_logo")], heading="La marque"),
        MultiFieldPanel([FieldPanel(name) for name in ("description", "accessibility")], heading="Pied de page"),
    ]

    class Meta:
        verbose_name = "identité du site"

    @property
    def brand_lines(self) -> list[str]:
        return self.brand.split("|")
