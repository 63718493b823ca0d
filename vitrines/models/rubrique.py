from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from core.fields import BodyField
from core.pages import SitePage
from core.schedule_forms import SitePageForm
from vitrines.enums import Rubrique
from vitrines.guidance import GuidancePanel

from .below_entity import entity_above


class RubriqueForm(SitePageForm):
    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
        if siblings.filter(slug=kind).exists():
            raise ValidationError("Cette vitrine a déjà une rubrique de ce genre : modifiez-la plutôt.")
        return kind


class RubriquePage(SitePage):
    """A rubrique of an entity. A vitrine has at most one of each kind, and the kind is its slug."""

    kind = models.CharField("genre", max_length=20, choices=Rubrique.choices)
    introduction = models.CharField("chapeau", max_length=300, blank=True)
    body = BodyField(verbose_name="corps")

    base_form_class = RubriqueForm
    content_panels = [
        GuidancePanel(heading="Que dire ici"),
        FieldPanel("kind"),
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    api_fields = ["kind", "introduction", "body"]
    template = "vitrines/rubrique.html"
    parent_page_types = ["vitrines.VitrinePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "rubrique"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.kind
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        return super().get_context(request, vitrine=entity_above(self, levels=1), **kwargs)
