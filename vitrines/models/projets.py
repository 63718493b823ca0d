from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from core.blocks.figures import FigureBlock
from core.fields import BlocksField, BodyField
from core.pages import SitePage
from core.pictures import image_fields
from core.preloading import preload
from core.text import fold
from vitrines.enums import StatutProjet, Theme
from vitrines.filters import ProjetFilter

from .below_entity import BelowEntityManager, entity_above
from .vitrine import VitrinePage


class ProjetsPage(SitePage):
    """The flagship projects of its parent: an entity with those below it, or the whole site."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    api_fields = ["introduction"]
    template = "vitrines/projets.html"
    parent_page_types = [settings.HOME_PAGE_MODEL, "vitrines.VitrinePage"]
    subpage_types = ["vitrines.ProjetPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = "liste de projets"
        verbose_name_plural = "listes de projets"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = "projets"
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        above = self.path[: -self.steplen]
        projets = ProjetPage.objects.live().filter(path__startswith=above).order_by("-first_published_at", "-pk")
        form = ProjetFilter(request.GET, projets=projets)
        paginator = Paginator(form.matching(), 24)
        page_obj = paginator.get_page(request.GET.get("page"))
        page_obj.object_list = form.read(page_obj.object_list)
        vitrine = entity_above(self, levels=1)
        preload(*page_obj.object_list, *filter(None, [vitrine]))
        query = request.GET.copy()
        query.pop("page", None)
        context = {"form": form, "paginator": paginator, "page_obj": page_obj, "query": query.urlencode()}
        return super().get_context(request, vitrine=vitrine, **context, **kwargs)


class ProjetPage(SitePage):
    """A flagship project: the problem, what was built, and what it changed."""

    summary = models.CharField("résumé", max_length=250)
    status = models.CharField("avancement", max_length=15, choices=StatutProjet.choices, default=StatutProjet.SERVICE)
    theme = models.CharField("thème", max_length=20, choices=Theme.choices, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="image"
    )
    problem = models.TextField("le problème", max_length=1500)
    built = models.TextField("ce qui a été construit", max_length=1500)
    impact = BlocksField([("figure", FigureBlock(label="Chiffre"))], max_num=6, verbose_name="ce que cela change")
    technologies = models.CharField("technologies", max_length=250, blank=True, help_text="Séparées par des virgules.")
    team = models.CharField("équipe", max_length=250, blank=True, help_text="Taille et métiers : 6 personnes, dont…")
    links = BlocksField(
        [
            (
                "link",
                blocks.StructBlock(
                    [("label", blocks.CharBlock(label="Intitulé", max_length=100)), ("url", blocks.URLBlock())],
                    label="Lien",
                ),
            )
        ],
        max_num=6,
        verbose_name="liens",
    )
    body = BodyField(verbose_name="corps")

    objects = BelowEntityManager()

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("theme"), FieldPanel("status"), FieldPanel("cover")], heading="En bref"
        ),
        FieldPanel("problem"),
        FieldPanel("built"),
        FieldPanel("impact"),
        MultiFieldPanel([FieldPanel("technologies"), FieldPanel("team"), FieldPanel("links")], heading="Le projet"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("problem"),
        index.SearchField("built"),
        index.SearchField("technologies"),
        index.SearchField("body"),
    ]
    api_fields = [
        *image_fields("cover"),
        "summary",
        "status",
        "theme",
        "problem",
        "built",
        "impact",
        "technologies",
        "team",
        "links",
        "body",
    ]
    template = "vitrines/projet.html"
    parent_page_types = ["vitrines.ProjetsPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "projet"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only below the list page of an entity: the site-wide list has no children."""
        under_entity = parent.get_parent() and issubclass(parent.get_parent().specific_class, VitrinePage)
        return bool(under_entity) and super().can_create_at(parent)

    @property
    def technology_list(self) -> list[tuple[str, str]]:
        """Each technology, and its value in the query string of the list of projects."""
        names = (name.strip() for name in self.technologies.split(","))
        return [(name, fold(name)) for name in names if name]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        vitrine = entity_above(self)
        preload(self, *([vitrine] if vitrine else []))
        return super().get_context(request, vitrine=vitrine, **kwargs)
