"""The API endpoints that return offers: `/api/v2/offres/`."""

import uuid

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Router
from wagtail.rich_text import expand_db_html

from echanges.mapping import exchanged
from emplois.changes import changes
from emplois.models import Lieu, Offre
from emplois.structured_data import job_posting

from . import answers, schemas
from .answers import NOT_FOUND, REFUSED, Addresses, reference
from .filters import paging, results
from .parameters import OFFRE_PARAMETERS, parameters

router = Router()


def source_uuid(source: str) -> str:
    """The UUID of a source of offers in the exchange; an empty source means the portal itself."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"site-metiers:{source or 'portail'}"))


def summary(offre: Offre, to: Addresses) -> dict:
    """An offer as an item of a list (OffreSummary)."""
    html_url = to.absolute(offre.get_absolute_url())
    return {
        "external_id": str(offre.pk),
        "reference": offre.known_as,
        "source_id": source_uuid(offre.source),
        "title": offre.title,
        "organization": offre.vitrine.title,
        "contract_type": offre.ouverture or None,
        "category": next(iter(offre.categories), None),
        "publication_date": offre.date_posted,
        "offer_url": html_url,
        "id": offre.pk,
        "slug": offre.slug,
        "detail_url": to.detail("offre", id=offre.pk),
        "html_url": html_url,
        "entite": answers.entity(offre.vitrine, to),
        "lieux": offre.places,
        "contrats": [reference(*pair) for pair in zip(offre.contracts, offre.contract_labels, strict=True)],
        "teletravail": reference(offre.teletravail, offre.get_teletravail_display()),
        "experience": reference(offre.experience, offre.get_experience_display()),
        "remuneration": offre.pay,
        "date_limite": offre.deadline,
    }


def detail(offre: Offre, places: list[Lieu], to: Addresses) -> dict:
    """An offer, public or draft, with all its fields (OffreDetail). `places` are its places."""
    url = to.absolute(offre.get_absolute_url()) or ""
    return summary(offre, to) | {
        "metier": answers.metier(offre.metier, to),
        "textes": [{"titre": heading, "html": expand_db_html(text)} for heading, text in offre.texts],
        "candidature_url": to.absolute(reverse("candidatures:offre", args=[offre.slug])) if offre.apply_here else None,
        "modifications": [{"date": change.on, "quoi": change.what} for change in changes(offre)],
        "echange": exchanged(offre, places),
        "job_posting": job_posting(offre, places, url=url),
    }


def public_offres() -> QuerySet[Offre]:
    """The public offers with the relations that the API serializes."""
    return Offre.objects.public().select_related("vitrine", "metier__famille")


@router.get(
    "/offres/",
    response={200: schemas.OffrePage, **REFUSED},
    url_name="offres",
    summary="Les offres ouvertes, filtrées",
    openapi_extra=parameters(OFFRE_PARAMETERS),
    tags=["offres"],
)
def offres(request: HttpRequest) -> dict:
    # A page of the public offers that match the filters. No docstring: django-ninja would add it to OpenAPI.
    matches = results(request.GET)
    page, size = paging(request.GET)
    start = (page - 1) * size
    keys = matches[start : start + size] if start < len(matches) else []
    whole = public_offres().in_bulk([offre.pk for offre in keys])
    to = Addresses(request)
    items = [summary(whole[offre.pk], to) for offre in keys if offre.pk in whole]
    meta = {
        "compris": [
            {"parametre": name, "valeur": value, "libelle": label}
            for name, value, label in matches.criteria.understood_filters
        ],
        "mots": matches.criteria.cleaned_data.get("q") or "",
    }
    return answers.listed(request, len(matches), page, size, items) | {"meta": meta}


@router.get(
    "/offres/find/",
    response={302: None, **NOT_FOUND},
    url_name="offre_par_adresse",
    summary="L’offre d’une adresse, par redirection",
    tags=["offres"],
)
def find_offre(request: HttpRequest, slug: str) -> HttpResponse:
    # Redirect from a slug to the offer. No docstring: django-ninja would add it to the OpenAPI document.
    offre = get_object_or_404(Offre.objects.public().only("pk"), slug=slug)
    return HttpResponseRedirect(reverse("api:offre", kwargs={"id": offre.pk}))


@router.get(
    "/offres/{int:id}/",
    response={200: schemas.OffreDetail, **NOT_FOUND},
    url_name="offre",
    summary="Une offre ouverte, entière",
    tags=["offres"],
)
def offre(request: HttpRequest, id: int) -> dict:
    # One public offer. No docstring: django-ninja would add it to the OpenAPI document.
    public = get_object_or_404(public_offres(), pk=id)
    return detail(public, list(Lieu.objects.of(public.pk)), Addresses(request))
