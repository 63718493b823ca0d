from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from rest_framework.relations import SlugRelatedField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from core.fields import BodyField
from core.pages import SitePage
from core.pictures import image_fields
from core.preloading import preload

from .below_entity import BelowEntityManager, entity_above


class TemoignagesPage(SitePage):
    """The testimonials of an entity and of those below it."""

    introduction = models.CharField("chapeau", max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    api_fields = ["introduction"]
    template = "vitrines/temoignages.html"
    parent_page_types = ["vitrines.VitrinePage"]
    subpage_types = ["vitrines.TemoignagePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = "liste de témoignages"
        verbose_name_plural = "listes de témoignages"

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.slug = "temoignages"
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        above = self.path[: -self.steplen]
        temoignages = TemoignagePage.objects.live().filter(path__startswith=above).select_related("metier")
        paginator = Paginator(temoignages.order_by("-first_published_at", "-pk"), 24)
        page_obj = paginator.get_page(request.GET.get("page"))
        page_obj.object_list = list(page_obj.object_list)
        vitrine = entity_above(self, levels=1)
        preload(*filter(None, [vitrine]), *page_obj.object_list)
        return super().get_context(request, paginator=paginator, page_obj=page_obj, vitrine=vitrine, **kwargs)


class TemoignagePage(SitePage):
    """An interview of an agent about their job, with a first name or initials only."""

    first_name = models.CharField("prénom ou initiales", max_length=60)
    metier = models.ForeignKey(
        "referentiels.Metier", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="métier"
    )
    role = models.CharField("fonction", max_length=150)
    portrait = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="portrait"
    )
    quote = models.CharField("citation", max_length=300)
    body = BodyField(verbose_name="entretien", help_text="Questions et réponses ; une vidéo veut sa transcription.")

    objects = BelowEntityManager()

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("first_name"), FieldPanel("role"), FieldPanel("metier"), FieldPanel("portrait")],
            heading="La personne",
        ),
        FieldPanel("quote"),
        FieldPanel("body"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("first_name"),
        index.SearchField("role"),
        index.SearchField("quote"),
        index.SearchField("body"),
    ]
    api_fields = [
        *image_fields("portrait"),
        "first_name",
        APIField("metier", serializer=SlugRelatedField("slug", read_only=True)),
        "role",
        "quote",
        "body",
    ]
    template = "vitrines/temoignage.html"
    parent_page_types = ["vitrines.TemoignagesPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "témoignage"

    def clean(self) -> None:
        super().clean()
        if len(self.first_name.split()) > 2:
            raise ValidationError({"first_name": "Un prénom ou des initiales, sans nom de famille."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        return super().get_context(request, vitrine=entity_above(self), **kwargs)
