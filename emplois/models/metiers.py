from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.http import HttpRequest
from rest_framework.relations import SlugRelatedField
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from core.fields import BodyField
from core.pages import SitePage
from core.preloading import preload
from referentiels.models import Famille, Metier
from vitrines.models import TemoignagePage, VitrinePage

from .offre import Offre


def recruiters(metier: Metier) -> list[VitrinePage]:
    """The live entities with open offers of a métier, with the count as `open_offers`, in descending order."""
    counts = Offre.objects.public().filter(metier=metier).count_by_vitrine()
    vitrines = list(
        VitrinePage.objects.live().filter(pk__in=counts).only("title", "sigle", "url_path", "path", "depth")
    )
    for vitrine in vitrines:
        vitrine.open_offers = counts[vitrine.pk]
    return sorted(vitrines, key=lambda vitrine: (-vitrine.open_offers, vitrine.title))


class MetiersPage(SitePage):
    """The métiers by family, each with its open offers."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    api_fields = ["introduction"]
    template = "emplois/metiers.html"
    max_count = 1
    parent_page_types = [settings.HOME_PAGE_MODEL]
    subpage_types = ["emplois.MetierPage"]

    class Meta:
        verbose_name = "liste des métiers"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        pages = {page.metier_id: page for page in MetierPage.objects.live().child_of(self).defer("body")}
        offers = Offre.objects.public().count_by_metier()
        families = list(Famille.objects.prefetch_related(Prefetch("metiers", Metier.objects.order_by("name"))))
        for family in families:
            rows = [(metier, pages.get(metier.pk), offers.get(metier.pk, 0)) for metier in family.metiers.all()]
            vars(family)["rows"] = rows
        return super().get_context(request, families=families, **kwargs)


class MetierPage(SitePage):
    """A page about one métier: its missions, its skills, testimonies and its open offers."""

    metier = models.OneToOneField(
        "referentiels.Metier", models.PROTECT, related_name="page", verbose_name="métier de référence"
    )
    summary = models.TextField("ce que l’on y fait", max_length=800)
    skills = models.CharField("compétences", max_length=400, blank=True, help_text="Séparées par des virgules.")
    body = BodyField(verbose_name="corps")

    content_panels = [
        *Page.content_panels,
        FieldPanel("metier"),
        FieldPanel("summary"),
        FieldPanel("skills"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("skills"),
        index.SearchField("body"),
    ]
    api_fields = [APIField("metier", serializer=SlugRelatedField("slug", read_only=True)), "summary", "skills", "body"]
    template = "emplois/metier.html"
    parent_page_types = ["emplois.MetiersPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "page d’un métier"
        verbose_name_plural = "pages des métiers"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if self.metier_id:
            self.slug = self.metier.slug
        super().full_clean(*args, **kwargs)

    @classmethod
    def urls_of(cls, slugs: Collection[str]) -> dict[str, str]:
        """The address of the live page of each of these métiers that has one, by slug."""
        pages = cls.objects.live().filter(metier__slug__in=slugs).defer("body") if slugs else []
        return {page.slug: page.url for page in pages}

    @property
    def skill_list(self) -> list[str]:
        return [name.strip() for name in self.skills.split(",") if name.strip()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        metier = Metier.objects.select_related("famille").get(pk=self.metier_id)
        offres = Offre.objects.public().filter(metier=metier).with_card()
        context: dict[str, Any] = {
            "metier": metier,
            "offres": list(offres.annotate(total=models.Window(models.Count("pk")))[:6]),
            "recruiters": recruiters(metier),
            "temoignages": list(TemoignagePage.objects.live().filter(metier=metier).order_by("-pk")[:3]),
            "neighbours": list(
                MetierPage.objects.live().filter(metier__famille=metier.famille).exclude(pk=self.pk).defer("body")
            ),
        }
        preload(self, *context["temoignages"])
        return super().get_context(request, **context, **kwargs)
