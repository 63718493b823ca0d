"""Sitemaps for search engines: an index, and a sitemap per type of page, with last changes and images."""

import datetime as dt
from typing import NamedTuple
from urllib.parse import urljoin

from django.contrib.sitemaps import Sitemap
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as WagtailSitemap
from wagtail.models import Page

from emplois.browsing.offer_index import offer_index
from emplois.metier_places import PlaceCount, places_by_metier
from emplois.models import MetierPage, Offre
from vitrines.models import ProjetPage, TemoignagePage, VitrinePage

PAGE_SIZE = 2_000
"""URLs per sitemap; the protocol allows 50,000, which would take seconds to render."""


class PageModelSitemap(WagtailSitemap):
    """Live pages of `model` and their image in the field `image`, in one query: no page of this site is private."""

    limit = PAGE_SIZE
    model: type[Page]
    image = ""

    def items(self) -> QuerySet:
        root = self.get_wagtail_site().root_page
        pages = self.model.objects.live().descendant_of(root, inclusive=True).order_by("path").defer_streamfields()
        return pages.select_related(self.image) if self.image else pages

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict]:
        urls = super()._urls(page, protocol, domain)
        for url, item in zip(urls, self.paginator.page(page).object_list, strict=True):
            picture = getattr(item, self.image) if self.image else None
            url["images"] = [urljoin(f"{protocol}://{domain}", picture.file.url)] if picture else []
        return urls


class EntitySitemap(PageModelSitemap):
    model, image = VitrinePage, "banner"


class ProjetSitemap(PageModelSitemap):
    model, image = ProjetPage, "cover"


class TemoignageSitemap(PageModelSitemap):
    model, image = TemoignagePage, "portrait"


class MetierSitemap(PageModelSitemap):
    model = MetierPage


class OtherPageSitemap(WagtailSitemap):
    """Live pages of the types without their own sitemap."""

    limit = PAGE_SIZE

    def items(self) -> QuerySet:
        root = self.get_wagtail_site().root_page
        pages = root.get_descendants(inclusive=True).live().order_by("path")
        pages = pages.not_exact_type(VitrinePage, ProjetPage, TemoignagePage, MetierPage)
        return pages.exclude(rubriquepage__stands_alone=False)  # Those are sections of their vitrine.


class OffreSitemap(Sitemap):
    limit = PAGE_SIZE

    def items(self) -> QuerySet[Offre]:
        return Offre.objects.public().only("slug", "last_published_at", "first_published_at").order_by("pk")

    def lastmod(self, item: Offre) -> dt.datetime | None:
        return item.last_published_at or item.first_published_at


class MetierPlaceSitemap(Sitemap):
    """The pages of métiers in places, from the index of the public offers."""

    limit = PAGE_SIZE

    def items(self) -> list[PlaceCount]:
        live = set(MetierPage.objects.live().values_list("metier__slug", flat=True))
        places = places_by_metier(offer_index.current())
        return [one for slug in sorted(places) if slug in live for one in places[slug]]

    def location(self, item: PlaceCount) -> str:
        return item.url


class GlossarySitemap(Sitemap):
    def items(self) -> list[str]:
        return ["glossaire"]

    def location(self, item: str) -> str:
        return reverse(item)


class SitemapEntry(NamedTuple):
    location: str
    last_mod: dt.datetime | None


def index(request: HttpRequest) -> HttpResponse:
    """The index of all sitemaps, in three queries, however many URLs they contain."""
    changed = dict(Page.objects.live().order_by().values_list("content_type__model").annotate(Max("last_published_at")))
    own = {section: kind.model._meta.model_name for section, kind in SITEMAPS.items() if hasattr(kind, "model")}
    others = [moment for model, moment in changed.items() if model not in own.values() and moment]
    offers = Offre.objects.public().order_by().aggregate(count=Count("pk"), latest=Max("last_published_at"))
    latest = {section: changed.get(model) for section, model in own.items()}
    latest |= {
        "glossaire": None,
        "pages": max(others, default=None),
        "offres": offers["latest"],
        "metiers-lieux": offers["latest"],
    }
    entries = []
    for section in SITEMAPS:
        address = request.build_absolute_uri(f"/sitemap-{section}.xml")
        numbers = range(2, -(-offers["count"] // PAGE_SIZE) + 1) if section == "offres" else ()
        entries += [SitemapEntry(address, latest[section])]
        entries += [SitemapEntry(f"{address}?p={number}", latest[section]) for number in numbers]
    return render(request, "home/sitemap_index.xml", {"sitemaps": entries}, content_type="application/xml")


SITEMAPS = {
    "pages": OtherPageSitemap,
    "entites": EntitySitemap,
    "projets": ProjetSitemap,
    "temoignages": TemoignageSitemap,
    "metiers": MetierSitemap,
    "metiers-lieux": MetierPlaceSitemap,
    "offres": OffreSitemap,
    "glossaire": GlossarySitemap,
}
