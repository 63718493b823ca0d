"""The page tree of recruiting entities: the directory, and under it one vitrine an entity, to any depth."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

RESERVED_SLUGS = {"offres", "projets", "temoignages"}
"""Addresses below a vitrine that belong to its listings: no entity may take one as its own."""


class InstitutionsPage(Page):
    """The directory of entities."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["vitrines.VitrinePage"]

    class Meta:
        verbose_name = "annuaire des entités"


class VitrinePage(Page):
    """A recruiting entity. Its parent vitrine is the entity it belongs to; its title is its complete name."""

    sigle = models.CharField("sigle", max_length=30, blank=True)
    accroche = models.CharField("accroche", max_length=200, blank=True, help_text="Une phrase qui donne envie.")
    place = models.ForeignKey(
        "referentiels.Commune",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="implantation principale",
    )
    website = models.URLField("site internet", blank=True)
    agents_count = models.PositiveIntegerField("nombre d’agents", null=True, blank=True)
    women_share = models.PositiveSmallIntegerField(
        "part de femmes (%)",
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("sigle"), FieldPanel("accroche")], heading="Identité"),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("website"), FieldPanel("agents_count"), FieldPanel("women_share")],
            heading="L’entité",
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("sigle"), index.SearchField("accroche")]
    parent_page_types = ["vitrines.InstitutionsPage", "vitrines.VitrinePage"]
    subpage_types = ["vitrines.VitrinePage"]

    class Meta:
        verbose_name = "vitrine"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(women_share__isnull=True) | models.Q(women_share__lte=100),
                name="vitrine_women_share_is_a_percentage",
                violation_error_message="La part de femmes est un pourcentage : entre 0 et 100.",
            )
        ]

    @property
    def short_name(self) -> str:
        """The sigle where there is one, else the complete name."""
        return self.sigle or self.title

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": f"« {self.slug} » est réservé aux listes d’une vitrine."})
