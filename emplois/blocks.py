"""StreamField blocks that show offers and métiers."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from wagtail import blocks

from core.blocks.groups import FACTS, LINKS
from referentiels.models import Famille

from .browsing.offer_index import reference_metiers
from .models import Offre


def famille_choices() -> list[tuple[str, str]]:
    """Slug and name of each family that has a métier, in the order of the reference list."""
    return list(dict.fromkeys((metier.famille.slug, metier.famille.name) for metier in reference_metiers()))


class OffresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Les dernières offres")
    number = blocks.IntegerBlock(label="Nombre d’offres", min_value=1, max_value=12, default=4)
    famille = blocks.ChoiceBlock(choices=famille_choices, label="Famille de métiers", required=False)
    whole_site = blocks.BooleanBlock(
        label="De toutes les entités", required=False, help_text="Sinon, celles de l’entité de la page."
    )

    class Meta:
        label = "Dernières offres"
        icon = "form"
        group = LINKS
        template = "blocks/offres.html"
        description = "Les dernières offres ouvertes, de l’entité ou de toutes, d’une famille de métiers ou de toutes."
        preview_value = {"title": "Les dernières offres", "number": 3, "famille": "", "whole_site": True}

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        offres = Offre.objects.public().with_card()
        vitrine = context.get("vitrine")
        context["list_url"] = reverse("emplois:liste") + (f"?famille={value['famille']}" if value["famille"] else "")
        if vitrine and not value["whole_site"]:
            offres = offres.for_vitrine(vitrine)
            context["list_url"] = f"{vitrine.url}offres/"
        if value["famille"]:
            offres = offres.filter(metier__famille__slug=value["famille"])
        context["offres"] = list(offres[: value["number"] or 4])
        return context


class PortalFiguresBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, required=False)

    class Meta:
        label = "Le portail en chiffres"
        icon = "order"
        group = FACTS
        template = "blocks/portal_figures.html"
        description = "Offres ouvertes, entités qui recrutent, métiers recherchés : comptés à l’instant."
        preview_value = {"title": "Le portail en chiffres"}

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        context["counts"] = Offre.objects.public().aggregate(
            offres=Count("pk"), entites=Count("vitrine", distinct=True), metiers=Count("metier", distinct=True)
        )
        return context


class FamillesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Titre", max_length=120, default="Les métiers par famille")

    class Meta:
        label = "Familles de métiers"
        icon = "list-ul"
        group = LINKS
        template = "blocks/familles.html"
        description = "Les familles de métiers, chacune avec le nombre de ses offres ouvertes."
        preview_value = {"title": "Les métiers par famille"}

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        open_offers = Count("metiers__offres", filter=Q(metiers__offres__in=Offre.objects.public().order_by()))
        context["familles"] = list(Famille.objects.annotate(total=open_offers))
        return context
