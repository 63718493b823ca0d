"""The public page to request a vitrine."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from core.fields import BodyField
from core.pages import SitePage
from equipes.onboarding.requests import ask


class RejoindrePage(SitePage):
    """The page to request a vitrine: an explanation, then the form."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)
    body = BodyField(verbose_name="corps")

    content_panels = [*Page.content_panels, "introduction", "body"]
    template = "equipes/rejoindre.html"
    max_count = 1
    parent_page_types = [settings.HOME_PAGE_MODEL]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "demande de vitrine (page)"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask(request, self)
