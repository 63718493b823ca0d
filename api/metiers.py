"""The API endpoints that return métiers: `/api/v2/metiers/`."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from echanges.codes import DOMAINE
from emplois.browsing.offer_index import OfferIndex, offer_index, reference_metiers
from emplois.models import MetierPage
from referentiels.correspondances import NONE, Correspondances, correspondances, correspondances_of
from referentiels.models import Metier

from . import schemas
from .answers import NOT_FOUND, REFUSED, Addresses, listed
from .filters import paging
from .parameters import PAGING_PARAMETERS, parameters

router = Router()


def _metiers(slug: str = "") -> dict[str, MetierPage]:
    """The live pages of métiers, by the slug of their métier."""
    pages = MetierPage.objects.live().select_related("metier")
    return {page.metier.slug: page for page in (pages.filter(metier__slug=slug) if slug else pages)}


def _metier_item(
    metier: Metier, its: Correspondances, page: MetierPage | None, facts: OfferIndex, to: Addresses
) -> dict:
    return {
        "slug": metier.slug,
        "libelle": metier.name,
        "famille": {"code": metier.famille.slug, "label": metier.famille.name},
        "domaine_fonctionnel_code": DOMAINE,
        "description": page.summary if page else "",
        "competences": [skill.strip() for skill in page.skills.split(",") if skill.strip()] if page else [],
        "autres_noms": its.names,
        "rome": [code._asdict() for code in its.rome],
        "esco": [code._asdict() for code in its.esco],
        "offres": facts.values["metier"].get(metier.slug, 0).bit_count(),
        "html_url": to.page(page),
        "page_detail_url": to.page_detail(page.pk) if page else None,
        "detail_url": to.detail("metier", slug=metier.slug),
    }


@router.get(
    "/metiers/",
    response={200: schemas.Page[schemas.Metier], **REFUSED},
    url_name="metiers",
    summary="Les métiers du numérique",
    openapi_extra=parameters(PAGING_PARAMETERS),
    tags=["métiers"],
)
def metiers(request: HttpRequest, domaine: str = DOMAINE) -> dict:
    # A page of the métiers, by family. No docstring: django-ninja would add it to the OpenAPI document.
    page, size = paging(request.GET)
    known = reference_metiers() if domaine == DOMAINE else []
    pages, facts, to = _metiers(), offer_index.current(), Addresses(request)
    by_slug = correspondances.current()
    items = [
        _metier_item(metier, by_slug.get(metier.slug, NONE), pages.get(metier.slug), facts, to)
        for metier in known[(page - 1) * size : page * size]
    ]
    return listed(request, len(known), page, size, items)


@router.get(
    "/metiers/{slug:slug}/",
    response={200: schemas.Metier, **NOT_FOUND},
    url_name="metier",
    summary="Un métier",
    tags=["métiers"],
)
def metier(request: HttpRequest, slug: str) -> dict:
    # One métier. No docstring: django-ninja would add it to the OpenAPI document.
    row = get_object_or_404(Metier.objects.select_related("famille"), slug=slug)
    return _metier_item(
        row, correspondances_of(row), _metiers(slug).get(slug), offer_index.current(), Addresses(request)
    )
