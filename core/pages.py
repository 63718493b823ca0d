"""The base class of all pages of the site."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction

from .headless import HeadlessPreviewMixin
from .preloading import preload
from .schedule_forms import SitePageForm

draft_reader: ContextVar[Callable[[Page], bool] | None] = ContextVar("draft_reader", default=None)
"""During a request of the CMS, a function that tells whether its user may read the draft of a page."""
UNKNOWN = "Page qui n’est pas en ligne"


def paths_down_to(path: str) -> list[str]:
    """The tree paths from the root page down to the page at `path`, included."""
    return [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]


class SitePage(HeadlessPreviewMixin, Page):
    """A page of the portal: public once live, with a breadcrumb and a share image."""

    share_image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image de partage",
    )

    base_form_class = SitePageForm
    promote_panels = [*Page.promote_panels, FieldPanel("share_image")]
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet:
        """Always empty, without a query: no page of the portal is private."""
        return PageViewRestriction.objects.none()

    def get_admin_display_title(self) -> str:
        """The draft title for users who may read it; for others, the live title, or `UNKNOWN` if it is not live."""
        may = draft_reader.get()
        if may is None or may(self):
            return super().get_admin_display_title()
        return self.title if self.live else UNKNOWN

    @property
    def breadcrumb(self) -> list[Page]:
        """The pages above this one, from the home page down; empty on the home page."""
        known = getattr(self, "known_ancestors", None)
        if known is None:
            known = list(self.get_ancestors().filter(depth__gt=1).live()) if self.path else []
        return known

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        """Wagtail's template context, with `kwargs`, which subclasses pass up; also preloads the page's references."""
        preload(self)
        return super().get_context(request, *args, **kwargs) | kwargs
