from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from core.fields import BodyField
from core.pages import SitePage

from .brand import SiteBrand


def website(request: HttpRequest) -> dict:
    """The schema.org `WebSite` of the site, with its search as `SearchAction`."""
    home = request.build_absolute_uri("/")
    target = {"@type": "EntryPoint", "urlTemplate": f"{home}recherche/?q={{search_term_string}}"}
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "@id": home,
        "url": home,
        "name": SiteBrand.for_request(request).service,
        "inLanguage": "fr",
        "potentialAction": {
            "@type": "SearchAction",
            "target": target,
            "query-input": "required name=search_term_string",
        },
    }


class HomePage(SitePage):
    """The home page: a lead and a search box, then blocks."""

    lead = models.CharField("accroche", max_length=250, blank=True)
    body = BodyField(verbose_name="corps", without=["download"])

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    api_fields = ["lead", "body"]
    template = "home/home.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "page d’accueil"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        return super().get_context(request, website=website(request), **kwargs)


class ContentPage(SitePage):
    """A page of text: legal notice, accessibility statement, privacy, how to join and the like."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)
    body = BodyField(verbose_name="corps")

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    api_fields = ["introduction", "body"]
    template = "home/content.html"
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = "page de contenu"


class PlanPage(SitePage):
    """The site plan: the live pages, as nested lists of `LEVELS` levels."""

    LEVELS = 4

    template = "home/plan.html"
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "plan du site"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        top = self.path[: -self.steplen]
        pages = Page.objects.live().filter(path__startswith=top, depth__lte=self.depth + self.LEVELS - 1)
        return super().get_context(request, pages=Page.get_annotated_list_qs(pages.order_by("path")), **kwargs)
