import itertools
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.http import HttpRequest
from django.utils.functional import cached_property
from rest_framework.fields import CharField
from rest_framework.relations import StringRelatedField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from core import french
from core.blocks.figures import FigureBlock, FigureValue
from core.fields import BlocksField, BodyField
from core.pages import SitePage
from core.pictures import image_fields
from vitrines.comparison import comparison
from vitrines.enums import LISTINGS, RESERVED_SLUGS, Reseau
from vitrines.forms import VitrineForm
from vitrines.sections import sections


class SocialLink(blocks.StructValue):
    @property
    def network_name(self) -> str:
        return str(Reseau(self["network"]).label)


class SocialLinkBlock(blocks.StructBlock):
    network = blocks.ChoiceBlock(choices=Reseau.choices, label="Réseau")
    url = blocks.URLBlock(label="Adresse")

    class Meta:
        value_class = SocialLink


ROOT_ENTITY_DEPTH = 4
"""Tree depth of the children of the directory: root, home page, directory, entity."""


def _image(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=label
    )


class VitrinePage(SitePage):
    """A recruiting entity. Its parent vitrine is the entity that it belongs to; its title is its full name."""

    sigle = models.CharField("sigle", max_length=30, blank=True)
    accroche = models.CharField("accroche", max_length=200, blank=True, help_text="Une phrase qui donne envie.")
    logo = _image("logo")
    banner = _image("bannière")
    place = models.ForeignKey(
        "referentiels.Commune",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="implantation principale",
    )
    website = models.URLField("site internet", blank=True)
    social_links = BlocksField([("link", SocialLinkBlock(label="Lien"))], max_num=6, verbose_name="réseaux sociaux")
    contact = models.EmailField("adresse de contact", blank=True, help_text="Une boîte de service, pas une personne.")
    agents_count = models.PositiveIntegerField("nombre d’agents", null=True, blank=True)
    agents_count_source = models.CharField("source", max_length=150, blank=True)
    agents_count_on = models.DateField("date du chiffre", null=True, blank=True)
    women_share = models.PositiveSmallIntegerField(
        "part de femmes (%)",
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    women_share_source = models.CharField("source", max_length=150, blank=True)
    women_share_on = models.DateField("date du chiffre", null=True, blank=True)
    figures = BlocksField([("figure", FigureBlock(label="Chiffre"))], max_num=6, verbose_name="chiffres clés")
    body = BodyField(verbose_name="présentation", without=["download"])

    public_key = models.SlugField("identifiant public", max_length=255, unique=True, blank=True, editable=False)
    """The public identifier of the entity in URLs, alerts, embedded lists and the API. Set once, never changed."""

    base_form_class = VitrineForm
    exclude_fields_in_copy = ["public_key"]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("sigle"), FieldPanel("accroche"), FieldPanel("logo"), FieldPanel("banner")], heading="Identité"
        ),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("website"), FieldPanel("contact"), FieldPanel("social_links")],
            heading="L’entité",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(f"agents_count{part}") for part in ("", "_source", "_on")]),
                FieldRowPanel([FieldPanel(f"women_share{part}") for part in ("", "_source", "_on")]),
                FieldPanel("figures"),
            ],
            heading="Chiffres",
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("sigle"),
        index.AutocompleteField("sigle"),
        index.SearchField("accroche"),
        index.SearchField("body"),
    ]
    api_fields = [
        *image_fields("logo", "banner"),
        APIField("cle", serializer=CharField(source="public_key")),
        "sigle",
        "accroche",
        APIField("place", serializer=StringRelatedField()),
        "website",
        "social_links",
        "contact",
        "agents_count",
        "agents_count_source",
        "agents_count_on",
        "women_share",
        "women_share_source",
        "women_share_on",
        "figures",
        "body",
    ]
    template = "vitrines/vitrine.html"
    parent_page_types = ["vitrines.InstitutionsPage", "vitrines.VitrinePage"]
    subpage_types = [
        "vitrines.RubriquePage",
        "vitrines.ProjetsPage",
        "vitrines.TemoignagesPage",
        "vitrines.VitrinePage",
    ]

    class Meta:
        verbose_name = "vitrine"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(women_share__isnull=True) | models.Q(women_share__lte=100),
                name="vitrine_women_share_is_a_percentage",
                violation_error_message="La part de femmes est un pourcentage : entre 0 et 100.",
            )
        ]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        super().full_clean(*args, **kwargs)  # Sets the slug.
        self._take_public_key()

    def minimal_clean(self) -> None:
        super().minimal_clean()  # Wagtail's validation of drafts.
        self._take_public_key()

    def _take_public_key(self) -> None:
        """Set the public key once the page has its path in the tree."""
        if not self.public_key and self.path:
            self.public_key = self._free_public_key()

    def _free_public_key(self) -> str:
        """The slug; if taken, the slug with the key of the parent entity; if taken, with a number."""
        taken = VitrinePage.objects.exclude(pk=self.pk)
        above = VitrinePage.objects.filter(path=self.path[: -self.steplen]).values_list("public_key", flat=True).first()
        wanted = itertools.chain(
            [self.slug, *([f"{self.slug}-{above}"] if above else [])],
            (f"{self.slug}-{number}" for number in itertools.count(2)),
        )
        return next(key for key in wanted if not taken.filter(public_key=key).exists())

    def with_content_json(self, content: dict) -> "VitrinePage":
        """The page with the content of a revision, except the public key, which never changes."""
        version = super().with_content_json(content)
        version.public_key = self.public_key
        return version

    @property
    def short_name(self) -> str:
        """The sigle if there is one, else the full name."""
        return self.sigle or self.title

    @property
    def of_short_name(self) -> str:
        """The short name after « de », with its article: « de l’ANSSI », « du ministère… »."""
        return french.of(self.short_name, self.title)

    @property
    def of_title(self) -> str:
        return french.of(self.title)

    @property
    def key_figures(self) -> list[FigureValue]:
        """The figures of the entity: number of agents, share of women, then its own figures."""
        block = FigureBlock()
        own = []
        if self.agents_count is not None:
            own.append(("agents", french.number(self.agents_count), self.agents_count_source, self.agents_count_on))
        if self.women_share is not None:
            own.append(("de femmes", f"{self.women_share}\u202f%", self.women_share_source, self.women_share_on))
        values = [
            FigureValue(block, {"label": label, "value": value, "source": source, "measured_on": day})
            for label, value, source, day in own
        ]
        return values + [figure.value for figure in self.figures]

    @property
    def is_root_entity(self) -> bool:
        """Whether it is a child of the directory: a ministry, or an entity without one."""
        return self.depth == ROOT_ENTITY_DEPTH

    @cached_property
    def _children(self) -> list[Page]:
        return list(self.get_children().live().annotate(stands_alone=F("rubriquepage__stands_alone")))

    @cached_property
    def rubriques(self) -> list[Page]:
        """The live rubriques, in the order of the CMS."""
        return list(apps.get_model("vitrines", "RubriquePage").objects.child_of(self).live())

    @property
    def navigation(self) -> list[tuple[str, str]]:
        """Title and URL of the sections and pages of the entity, and of its list of offers."""
        pages = [page for page in self._children if page.specific_class is not VitrinePage]
        return [
            ("Présentation", self.url),
            *((page.title, self._section_or_page(page)) for page in pages if page.slug not in LISTINGS),
            ("Offres d’emploi", f"{self.url}offres/"),
            *((page.title, page.url) for page in pages if page.slug in LISTINGS),
        ]

    def _section_or_page(self, page: Page) -> str:
        return f"{self.url}#{page.slug}" if page.stands_alone is False else page.url

    @property
    def sub_entities(self) -> list[Page]:
        return [page for page in self._children if page.specific_class is VitrinePage]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        in_brief = [(row.label, row.values[0]) for row in comparison([self])] if self.pk else []
        return super().get_context(request, vitrine=self, sections=sections(self), in_brief=in_brief, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": f"« {self.slug} » est réservé aux rubriques et listes d’une vitrine."})
