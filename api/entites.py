"""The API endpoints that return entities: `/api/v2/entites/`."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from emplois.browsing.offer_index import OfferIndex, offer_index
from vitrines.choices import NOT_NEEDED
from vitrines.models import VitrinePage

from . import schemas
from .answers import NOT_FOUND, REFUSED, Addresses, entity, listed, reference
from .filters import paging
from .parameters import PAGING_PARAMETERS, parameters

router = Router()


def _entity_item(vitrine: VitrinePage, parents: dict[str, VitrinePage], facts: OfferIndex, to: Addresses) -> dict:
    parent = parents.get(vitrine.path[: -VitrinePage.steplen])
    place = vitrine.place
    return entity(vitrine, to) | {
        "slug": vitrine.slug,
        "accroche": vitrine.accroche,
        "rattachement": entity(parent, to) if parent else None,
        "implantation": reference(place.code, str(place)) if place else None,
        "website": vitrine.website,
        "offres": facts.entities.get(vitrine.path, 0).bit_count(),
        "page_detail_url": to.page_detail(vitrine.pk),
    }


def _entities() -> QuerySet[VitrinePage]:
    return VitrinePage.objects.live().defer(*NOT_NEEDED).select_related("place").order_by("path")


def _parents(vitrines: list[VitrinePage]) -> dict[str, VitrinePage]:
    above = {vitrine.path[: -VitrinePage.steplen] for vitrine in vitrines}
    return {parent.path: parent for parent in _entities().filter(path__in=above)}


@router.get(
    "/entites/",
    response={200: schemas.Page[schemas.Entite], **REFUSED},
    url_name="entites",
    summary="Les entités qui recrutent",
    openapi_extra=parameters(PAGING_PARAMETERS),
    tags=["entités"],
)
def entites(request: HttpRequest, slug: str = "", cle: str = "") -> dict:
    # A page of the live entities in tree order. No docstring: django-ninja would add it to the OpenAPI document.
    page, size = paging(request.GET)
    filters = {name: value for name, value in (("slug", slug), ("public_key", cle)) if value}
    entities = _entities().filter(**filters)
    count = entities.count()
    vitrines = list(entities[(page - 1) * size : page * size])
    parents, facts, to = _parents(vitrines), offer_index.current(), Addresses(request)
    return listed(request, count, page, size, [_entity_item(vitrine, parents, facts, to) for vitrine in vitrines])


@router.get(
    "/entites/{int:id}/",
    response={200: schemas.Entite, **NOT_FOUND},
    url_name="entite",
    summary="Une entité",
    tags=["entités"],
)
def entite(request: HttpRequest, id: int) -> dict:
    # One live entity. No docstring: django-ninja would add it to the OpenAPI document.
    vitrine = get_object_or_404(_entities(), pk=id)
    return _entity_item(vitrine, _parents([vitrine]), offer_index.current(), Addresses(request))
