"""The public pages of offers."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.generic import ListView

from core.preloading import preload
from vitrines.addresses import vitrine_at
from vitrines.models import VitrinePage

from . import finding
from .browsing.alternatives import Alternatives
from .browsing.nearest import Nearest
from .browsing.offer_index import OPEN_TO
from .browsing.paths import paths
from .browsing.proposals import Proposals
from .browsing.reasons import reasons
from .browsing.results import Results, find
from .changes import changes
from .eligibility import questions
from .models import Lieu, Offre
from .structured_data import job_posting

MOST_IN_THE_TITLE = 4
"""Filters that the title of a list names."""


class OffreListView(ListView):
    """The list of public offers, filtered by the query string. Invalid values are ignored and listed on the page."""

    template_name = "emplois/liste.html"
    context_object_name = "offres"
    paginate_by = 20

    @property
    def below(self) -> str:
        """The tree path of the entity whose offers are listed; empty lists all offers."""
        return ""

    def get_queryset(self) -> Results:  # type: ignore[override]  # A list view takes any sequence.
        self.results = find(self.request.GET, below=self.below)
        if self.results.fruitless:
            finding.fruitless.send(sender=Offre, text=self.results.fruitless)
        return self.results

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Paginator, Page, Any, bool]:
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict:
        query, criteria = self.request.GET.copy(), self.results.criteria
        query.pop("page", None)
        context = super().get_context_data(
            **{"vitrine": None} | kwargs,
            form=criteria,
            results=self.results,
            asked=self.results.typed,
            summary=criteria.active[:MOST_IN_THE_TITLE],
            active=[(label, criteria.without(name, value).urlencode()) for name, value, label in criteria.active],
            respelled=criteria.instead(q=self.results.suggested).urlencode() if self.results.suggested else "",
            query=query.urlencode(),
            lasting=self.lasting.urlencode(),
            nearest=Nearest(self.results).offers,
            alternatives=Alternatives(self.results),
            proposals=Proposals(self.results),
            open_to=[(opening, criteria.instead(ouvert_aux=opening).urlencode()) for opening in OPEN_TO],
            trail=[],
            trail_end="Offres d’emploi",
        )
        shown = [*context["offres"], *(near.offre for near in context["nearest"])]
        met = reasons(self.results, shown)
        for offre in shown:
            vars(offre)["reasons"] = met.get(offre.pk, [])
        return context

    @property
    def lasting(self) -> QueryDict:
        """The query string of an alert on this list."""
        return self.request.GET


class EntityOffreListView(OffreListView):
    """The public offers of one entity and of all below it, with the same filters."""

    template_name = "emplois/liste_entite.html"

    @cached_property
    def vitrine(self) -> VitrinePage:
        return vitrine_at(self.request, self.kwargs["path"])

    @property
    def below(self) -> str:
        return self.vitrine.path

    @property
    def lasting(self) -> QueryDict:
        """The same, limited to this entity unless the visitor has chosen sub-entities."""
        query = self.request.GET.copy()
        query.setdefault("entite", self.vitrine.public_key)
        return query

    def get_context_data(self, **kwargs: Any) -> dict:
        preload(self.vitrine)
        above = [(page.title, page.url) for page in self.vitrine.get_ancestors(inclusive=True).filter(depth__gt=2)]
        context = super().get_context_data(vitrine=self.vitrine, **kwargs)
        return context | {"trail": above}


def offre(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of an offer. It answers 410 once unpublished or closed for 90 days, 404 if never published."""
    offer = get_object_or_404(Offre.objects.select_related("vitrine", "metier__page", "metier__famille"), slug=slug)
    if offer.first_published_at is None:
        raise Http404
    context = {"offre": offer, "similar": list(Offre.objects.similar_to(offer).with_card()[:3])}
    if offer.is_gone:
        return render(request, "emplois/offre_disparue.html", context, status=410)
    return render(request, "emplois/offre.html", context | page_context(offer, request))


def puis_je_postuler(request: HttpRequest, slug: str) -> HttpResponse:
    """What each answer to the questions of `eligibility` means for an offer. Once it is closed: its page says so."""
    offer = get_object_or_404(Offre.objects.select_related("vitrine"), slug=slug)
    if not offer.is_public:
        return redirect(offer)
    trail = [("Offres d’emploi", "/emplois/"), (offer.title, offer.get_absolute_url())]
    context = {"offre": offer, "asked": questions(offer), "trail": trail, "trail_end": "Puis-je postuler ?"}
    return render(request, "emplois/puis_je_postuler.html", context)


def page_context(offer: Offre, request: HttpRequest) -> dict:
    """The template context of an offer's page, except the offer and similar offers; the CMS preview uses it too."""
    places = list(Lieu.objects.of(offer.pk)) if offer.pk else []
    preload(offer.vitrine)
    url = request.build_absolute_uri(offer.get_absolute_url()) if offer.slug else ""
    steps = offer.recruitment_steps
    return {
        "places": places,
        "changes": changes(offer),
        "steps": steps,
        "texts": [(heading, text) for heading, text in offer.texts if not (steps and text == offer.process)],
        "paths": paths(offer, places) if offer.vitrine_id else [],
        "vitrine": offer.vitrine,
        "trail": [("Offres d’emploi", "/emplois/")],
        "trail_end": offer.title,
        "job_posting": job_posting(offer, places, url=url) if offer.is_public else None,
    }
