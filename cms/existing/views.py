"""Wagtail's lists and choosers, filtered to the objects visible to the user."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from taggit.models import Tag
from wagtail.admin.views import chooser
from wagtail.admin.views.chooser import page_models_from_string
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.views import documents
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views import chooser as image_chooser
from wagtail.images.views import images
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.signed_in import SignedInRequest

from . import objects

if TYPE_CHECKING:
    from wagtail.admin.filters import WagtailFilterSet as _FilterSet
    from wagtail.api.v2.views import BaseAPIViewSet as _Endpoint
else:
    _Endpoint = _FilterSet = object

TAGS_AT_MOST = 10


def existing_pages(pages: PageQuerySet, request: SignedInRequest) -> PageQuerySet:
    """Filter the page choosers to the pages visible to the user."""
    return pages if request.user.is_superuser else pages.filter(pk__in=objects.pages(request.user).values("pk"))


def _keys(request: HttpRequest) -> list[int]:
    keys = request.GET.getlist("id")
    if not all(key.isdecimal() and len(key) < 19 for key in keys):
        raise Http404
    return [int(key) for key in keys]


class BrowseView(chooser.BrowseView):
    def get(self, request: SignedInRequest, parent_page_id: int | None = None) -> HttpResponse:
        """Without a parent in the URL, start at the common ancestor of the user's visible pages, not of all pages."""
        if page_type := parent_page_id is None and request.GET.get("page_type"):
            try:
                models = page_models_from_string(page_type)
            except (ValueError, LookupError) as error:
                raise Http404 from error
            if models != (Page,):
                parent_page_id = objects.pages(request.user).type(*models).first_common_ancestor().pk
        return super().get(request, parent_page_id)


class ParentColumn(chooser.ParentPageColumn):
    def get_value(self, instance: Page) -> Page:
        return instance.get_parent().specific_deferred  # The displayed title depends on the user.


class SearchView(chooser.SearchView):
    @property
    def columns(self) -> list:
        return [
            ParentColumn("parent", label=column.label) if isinstance(column, chooser.ParentPageColumn) else column
            for column in super().columns
        ]


class ChosenPagesView(chooser.ChosenMultipleView):
    def get(self, request: SignedInRequest) -> HttpResponse:
        visible = objects.pages(request.user).filter(pk__in=_keys(request), depth__gt=1)
        query = request.GET.copy()
        query.setlist("id", [str(pk) for pk in visible.values_list("pk", flat=True)])
        request.GET = query  # type: ignore[assignment]  # The stubs only accept an immutable QueryDict.
        return super().get(request)


class PageTypesReportView(PageTypesUsageReportView):
    def decorate_paginated_queryset(self, page_types: Iterable[ContentType]) -> list[ContentType]:
        """Remove the last edited page of a type if it is not visible to the user."""
        types = super().decorate_paginated_queryset(page_types)
        keys = {one.last_edited_page.pk for one in types if one.last_edited_page}
        exist = set(objects.pages(self.request.user).filter(pk__in=keys).values_list("pk", flat=True))
        for one in types:
            if one.last_edited_page and one.last_edited_page.pk not in exist:
                one.last_edited_page = one.last_edited_page_id = None
        return types


def autocomplete_tags(request: SignedInRequest, app_name: str = "taggit", model_name: str = "tag") -> JsonResponse:
    """The names of tags that start with `term`, among the tags of files visible to the user."""
    if (app_name, model_name) != (Tag._meta.app_label, Tag._meta.model_name):
        raise Http404
    term = request.GET.get("term")
    begin = objects.tags(request.user).filter(name__istartswith=term).order_by("name") if term else Tag.objects.none()
    return JsonResponse(list(begin.values_list("name", flat=True)[:TAGS_AT_MOST]), safe=False)


def _popular(user: User, model: type[Model]) -> QuerySet[Tag]:
    known = objects.tags(user, model).annotate(uses=Count("taggit_taggeditem_items", distinct=True))
    return known.order_by("-uses", "name")[:TAGS_AT_MOST]


class ExistingTags(_FilterSet):
    """Limits the tag filter to the tags of files visible to the user."""

    def __init__(self, *args: Any, request: SignedInRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        if "tag" in self.filters:
            names = [tag.name for tag in _popular(request.user, self._meta.model)]
            self.filters["tag"].extra["choices"] = [(name, name) for name in names]


class ImagesFilterSet(ExistingTags, images.ImagesFilterSet):
    pass


class DocumentsFilterSet(ExistingTags, documents.DocumentsFilterSet):
    pass


class ImageIndexView(images.IndexView):
    filterset_class = ImagesFilterSet


class DocumentIndexView(documents.IndexView):
    filterset_class = DocumentsFilterSet


class ImageChooseView(image_chooser.ImageChooseView):
    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | {"popular_tags": _popular(self.request.user, self.model)}


class ExistingFiles(_Endpoint):
    def get_queryset(self) -> QuerySet:
        return super().get_queryset() & objects.files(self.model, self.request.user)


class ImagesEndpoint(ExistingFiles, ImagesAdminAPIViewSet):
    pass


class DocumentsEndpoint(ExistingFiles, DocumentsAdminAPIViewSet):
    pass
