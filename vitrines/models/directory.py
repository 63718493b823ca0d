from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.pages import SitePage
from core.preloading import preload
from core.text import fold
from vitrines.comparison import MOST_COMPARED
from vitrines.filters import DirectoryFilter
from vitrines.open_offers import open_offers

from .vitrine import VitrinePage


class InstitutionsPage(SitePage):
    """The directory of entities, filtered by ministry, region and text."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    api_fields = ["introduction"]
    template = "vitrines/institutions.html"
    max_count = 1
    parent_page_types = [settings.HOME_PAGE_MODEL]
    subpage_types = ["vitrines.VitrinePage"]

    class Meta:
        verbose_name = "annuaire des entités"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        entities = list(
            VitrinePage.objects.live()
            .descendant_of(self)
            .defer("body", "figures")
            .select_related("place__departement__region")
        )
        form = DirectoryFilter(request.GET, entities=entities)
        matches = sorted(form.matching(), key=lambda vitrine: fold(vitrine.title))
        counts = open_offers(entities)
        for vitrine in matches:
            vitrine.open_offers = counts[vitrine.path]
        preload(*matches)
        return super().get_context(request, form=form, entities=matches, most_compared=MOST_COMPARED, **kwargs)
