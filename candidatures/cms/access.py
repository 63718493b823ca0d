"""Base classes of the read-only wagtail-modeladmin lists of applications, guarded by `object_permissions`."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from wagtail.permissions import policy_registry
from wagtail_modeladmin.helpers import DjangoORMSearchHandler
from wagtail_modeladmin.views import InspectView

from candidatures.models import Candidature
from candidatures.models.candidature import CandidatureQuerySet
from candidatures.permissions import CandidaturePermissionPolicy
from core.text import fold
from object_permissions import modeladmin
from object_permissions.gate import visible
from object_permissions.policies import User


def readable(user: User) -> CandidatureQuerySet:
    """The applications that `user` may read."""
    return cast(CandidatureQuerySet, visible(Candidature, user))


def handled(user: User) -> CandidatureQuerySet:
    """The applications that `user` may answer."""
    policy: CandidaturePermissionPolicy = policy_registry.get_by_type(Candidature)
    return cast(CandidatureQuerySet, policy.instances_user_has_any_permission_for(user, {"change"}))


class PersonSearchHandler(DjangoORMSearchHandler):
    """Each word must match the person's name or address, accents ignored, or one of the search fields."""

    def search_queryset(self, queryset: QuerySet, search_term: str, **kwargs: Any) -> QuerySet:
        for word in dict.fromkeys(search_term.split()):
            condition = Q(dossier__folded__contains=fold(word))
            for field in self.search_fields:
                condition |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(condition)
        return queryset


class ReadOnlyIndexView(modeladmin.GuardedModelAdminIndexView):
    """Caches its queryset for the request: wagtail-modeladmin calls get_queryset again to count and export."""

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet:
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset(request)
        return self._queryset


class CaseView(InspectView):
    """The detail page of a person, with a template instead of wagtail-modeladmin's list of fields."""

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_page_subtitle(self) -> str:
        return self.instance.dossier.name

    def get_fields_dict(self) -> list:
        return []


class ReadOnlyAdmin(modeladmin.GuardedModelAdmin):
    """A read-only list, with optional detail views of a person and of their files."""

    permission_helper_class = modeladmin.ReadOnlyPermissionHelper
    index_view_class = ReadOnlyIndexView
    case_view_class: type[CaseView] | None = None
    piece_view_class: type[modeladmin.GuardedInstanceView] | None = None
    history_view_enabled = False

    def get_admin_urls_for_registration(self) -> tuple:
        listed = super().get_admin_urls_for_registration()[:1]
        if self.case_view_class is None or self.piece_view_class is None:
            return listed
        name, one = self.url_helper.get_action_url_name, f"{self.base_url_path}/<int:instance_pk>/"
        return (
            *listed,
            path(one, self._of_one(self.case_view_class), name=name("inspect")),
            path(f"{one}piece/<int:piece_pk>/", self._of_one(self.piece_view_class), name=name("piece")),
        )

    def _of_one(self, view_class: type) -> Callable:
        def view(request: HttpRequest, instance_pk: int, **kwargs: Any) -> HttpResponseBase:
            return self.object_view(view_class, request, instance_pk, **kwargs)

        return view

    def register_admin_url_finders(self) -> None:
        """Register nothing: no other part of the CMS links to these objects."""

    def register_indexing(self) -> None:
        """Register nothing: the « usages » of pages do not list applications."""
