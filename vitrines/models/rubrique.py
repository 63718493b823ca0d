from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from core.fields import BodyField
from core.pages import SitePage
from core.schedule_forms import SitePageForm
from vitrines.enums import Affichage, Rubrique
from vitrines.guidance import GuidancePanel

from .below_entity import entity_above


class RubriqueForm(SitePageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "affichage" in self.fields:
            self.fields["affichage"].required = False

    def clean_affichage(self) -> str:
        return self.cleaned_data["affichage"] or Affichage.AUTO

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
        if siblings.filter(slug=kind).exists():
            raise ValidationError("Cette vitrine a déjà une rubrique de ce genre : modifiez-la plutôt.")
        return kind


LONGEST_SECTION = 120
"""Words up to which a rubrique is read on the vitrine, unless its editor decides otherwise."""


class RubriquePage(SitePage):
    """A rubrique of an entity. A vitrine has at most one of each kind, and the kind is its slug.

    It is a section of the vitrine; a long one has its own page, which the vitrine announces.
    """

    kind = models.CharField("genre", max_length=20, choices=Rubrique.choices)
    introduction = models.CharField("chapeau", max_length=300, blank=True)
    body = BodyField(verbose_name="corps")
    affichage = models.CharField(
        "où elle se lit", max_length=8, choices=Affichage.choices, default=Affichage.AUTO, db_default=Affichage.AUTO
    )
    stands_alone = models.BooleanField(default=False, db_default=False, editable=False)
    """Whether it has its own page; computed when it is saved."""

    base_form_class = RubriqueForm
    content_panels = [
        GuidancePanel(heading="Que dire ici"),
        FieldPanel("kind"),
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel(
            "affichage", help_text=f"Courte : {LONGEST_SECTION} mots au plus. L’adresse de la rubrique ne change pas."
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    api_fields = ["kind", "introduction", "body", "stands_alone"]
    template = "vitrines/rubrique.html"
    parent_page_types = ["vitrines.VitrinePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "rubrique"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.kind
        super().full_clean(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stands_alone = self.affichage == Affichage.SEULE or (
            self.affichage == Affichage.AUTO and self.words > LONGEST_SECTION
        )
        super().save(*args, **kwargs)

    @property
    def words(self) -> int:
        """How many words its body has."""
        return sum(len(text.split()) for text in self.body.stream_block.get_searchable_content(self.body))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Its own page, or its section of the vitrine."""
        if self.stands_alone:
            return super().serve(request, *args, **kwargs)
        return redirect(f"{self.get_parent().get_url(request)}#{self.slug}")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        return super().get_context(request, vitrine=entity_above(self, levels=1), **kwargs)
