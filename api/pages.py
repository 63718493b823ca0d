"""The public pages, images and documents, served by Wagtail's API v2."""

from typing import TYPE_CHECKING

from django.db.models import ForeignKey, Manager, Model, QuerySet, prefetch_related_objects
from rest_framework.fields import Field
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api import APIField
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images import get_image_model
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page

from core.object_keys import object_key
from core.preloading import preload
from emplois.browsing.criteria_fields import LONGEST_TEXT
from equipes.roles import hidden_collections

if TYPE_CHECKING:
    from wagtail.api.v2.views import BaseAPIViewSet as _Endpoint
else:
    _Endpoint = object

OPERATORS = ("and", "or")
DEFAULT_LIMIT = 20
FARTHEST = 1_000_000
"""The largest accepted offset."""


class LinkedPagination(WagtailPagination):
    """Wagtail's pagination, with the URLs of the next and previous pages in a Link header (RFC 8288)."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: BaseAPIViewSet | None = None) -> list:
        page = super().paginate_queryset(queryset, request, view)
        self._request, self._start = request, int(request.GET.get("offset", 0))
        self._size = int(request.GET.get("limit", DEFAULT_LIMIT))
        return page

    def get_paginated_response(self, data: list) -> Response:
        response = super().get_paginated_response(data)
        links = []
        if self._size and self._start + self._size < self.total_count:
            links.append(f'<{self._address(self._start + self._size)}>; rel="next"')
        if self._size and self._start:
            links.append(f'<{self._address(max(self._start - self._size, 0))}>; rel="prev"')
        if links:
            response["Link"] = ", ".join(links)
        return response

    def _address(self, offset: int) -> str:
        query = self._request.GET.copy()
        query["offset"] = str(offset)
        return self._request.build_absolute_uri(f"{self._request.path}?{query.urlencode()}")


class Strict(_Endpoint):
    """Answers 400 to parameters that Wagtail's API v2 ignores or fails on."""

    pagination_class = LinkedPagination

    def check_query_parameters(self, queryset: QuerySet) -> None:
        super().check_query_parameters(queryset)
        if self.request.GET.get("search_operator", OPERATORS[0]) not in OPERATORS:
            raise BadRequestError(f"search_operator must be one of {', '.join(OPERATORS)}")

        offset = self.request.GET.get("offset", "0")
        if offset.isdecimal() and int(offset[:9]) > FARTHEST:
            raise BadRequestError(f"offset: at most {FARTHEST}")
        if len(self.request.GET.get("search", "")) > LONGEST_TEXT:
            raise BadRequestError(f"search: at most {LONGEST_TEXT} characters")

    def find_object(self, queryset: QuerySet, request: Request) -> Model | None:
        number = request.GET.get("id")
        if number is not None and object_key(number) is None:
            raise BadRequestError("id must be a whole number")
        return super().find_object(queryset, request)


class PublicPages(Strict, PagesAPIViewSet):
    """The live pages; a draft is 404. Privacy is not checked: no page of the portal is private (see `core.pages`)."""

    _page: Page | None = None
    known_query_parameters = PagesAPIViewSet.known_query_parameters - {"site", "locale", "translation_of"}

    def get_base_queryset(self) -> QuerySet[Page]:
        return Page.objects.live().descendant_of(self.get_root_page(), inclusive=True)

    def get_object(self) -> Page:
        if self._page is None:
            self._page = super().get_object()
            preload(self._page)
        return self._page

    def paginate_queryset(self, queryset: QuerySet) -> list:
        pages = super().paginate_queryset(queryset)
        if "fields" in self.request.GET and pages:
            preload(*pages)
            prefetch_related_objects(pages, "locale", *_relations(type(pages[0])))
        return pages


def _relations(model: type[Model]) -> list[str]:
    """The foreign keys in the API fields of `model`, to prefetch. Images are left out: `preload` loads them."""
    api_fields = {getattr(field, "name", field) for field in getattr(model, "api_fields", ())}
    keys = (
        field for field in model._meta.concrete_fields if isinstance(field, ForeignKey) and field.name in api_fields
    )
    return [field.name for field in keys if field.related_model is not get_image_model()]


class Tags(Field):
    """The sorted names of an object's prefetched tags."""

    def to_representation(self, tags: Manager) -> list[str]:
        return sorted(tag.name for tag in tags.all())


class OfPublicCollections(Strict):
    """The files of public collections; collections of unpublished entities are left out."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().exclude(collection__in=hidden_collections()).prefetch_related("tags")

    @classmethod
    def get_meta_fields(cls, model: type[Model]) -> list[APIField]:
        fields = super().get_meta_fields(model)
        return [APIField("tags", serializer=Tags()) if field.name == "tags" else field for field in fields]


class PublicImages(OfPublicCollections, ImagesAPIViewSet):
    pass


class PublicDocuments(OfPublicCollections, DocumentsAPIViewSet):
    pass


ENDPOINTS = {"pages": PublicPages, "images": PublicImages, "documents": PublicDocuments}
