"""The gate of every view of applications: outside what the policy lets a user read, an address is not found."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from wagtail.permissions import policy_registry
from wagtail_modeladmin.helpers import DjangoORMSearchHandler, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView, InstanceSpecificView

from candidatures.models import Candidature
from core.text import fold


def readable(user: AbstractBaseUser) -> QuerySet[Candidature]:
    """The applications that exist for `user`."""
    return policy_registry.get_by_type(Candidature).visible_to(user)


def handled(user: AbstractBaseUser) -> QuerySet[Candidature]:
    """Those that `user` may answer."""
    return policy_registry.get_by_type(Candidature).instances_user_has_any_permission_for(user, {"change"})


class PersonSearchHandler(DjangoORMSearchHandler):
    """Every word is somewhere: in the person's name or address, whatever its accents, or in one of the fields."""

    def search_queryset(self, queryset: QuerySet, search_term: str, **kwargs) -> QuerySet:
        for word in dict.fromkeys(search_term.split()):
            asked = Q(dossier__folded__contains=fold(word))
            for field in self.search_fields:
                asked |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(asked)
        return queryset


class ReadOnlyHelper(PermissionHelper):
    """Lists what the admin's queryset holds; nothing is added, changed or deleted by hand."""

    def user_can_list(self, user: AbstractBaseUser) -> bool:
        return False

    def user_can_create(self, user: AbstractBaseUser) -> bool:
        return False

    def user_can_edit_obj(self, user: AbstractBaseUser, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: AbstractBaseUser, obj: Model) -> bool:
        return False


class CandidatureHelper(ReadOnlyHelper):
    def user_can_list(self, user: AbstractBaseUser) -> bool:
        return policy_registry.get_by_type(Candidature).user_has_permission(user, "view")

    def user_can_inspect_obj(self, user: AbstractBaseUser, obj: Candidature) -> bool:
        return policy_registry.get_by_type(Candidature).user_has_permission_for_instance(user, "view", obj)


class GuardedInstanceView(InstanceSpecificView):
    """A view of one object that the helper lets the user inspect; any other is not found."""

    def __init__(self, model_admin: ModelAdmin, instance_pk: int) -> None:
        super().__init__(model_admin, str(instance_pk))

    def check_action_permitted(self, user: AbstractBaseUser) -> bool:
        if not self.permission_helper.user_can_inspect_obj(user, self.instance):
            raise Http404
        return True


class GuardedIndexView(IndexView):
    """A list narrowed by its own filters only, read once a request, exported as no spreadsheet will run it."""

    def get_filters_params(self, params=None) -> dict:
        """The parameters that a filter knows. Any other would be a lookup, which could ask about anything related."""
        known = {spec.parameter_name for spec in self.model_admin.get_list_filter(self.request)}
        return {name: value for name, value in super().get_filters_params(params).items() if name in known}

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet:
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset(request)
        return self._queryset


class CaseView(GuardedInstanceView, InspectView):
    """Everything there is of one person: its template shows it, instead of wagtail-modeladmin's list of fields."""

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_page_subtitle(self) -> str:
        return self.instance.dossier.name

    def get_fields_dict(self) -> list:
        return []


class ReadOnlyAdmin(ModelAdmin):
    """A list of wagtail-modeladmin's, and where its rows are of persons, a view of one and of a file of theirs."""

    index_view_class = GuardedIndexView
    case_view_class: type[CaseView] | None = None
    piece_view_class: type[GuardedInstanceView] | None = None
    history_view_enabled = False

    def get_permissions_for_registration(self) -> QuerySet:
        return super().get_permissions_for_registration().none()  # Rights come from the page tree.

    def get_admin_urls_for_registration(self) -> tuple:
        listed = super().get_admin_urls_for_registration()[:1]
        if self.case_view_class is None:
            return listed
        name, one = self.url_helper.get_action_url_name, f"{self.base_url_path}/<int:instance_pk>/"
        return (
            *listed,
            path(one, self._of_one(self.case_view_class), name=name("inspect")),
            path(f"{one}piece/<int:piece_pk>/", self._of_one(self.piece_view_class), name=name("piece")),
        )

    def _of_one(self, view_class: type[GuardedInstanceView]) -> Callable:
        def view(request: HttpRequest, instance_pk: int, **kwargs) -> HttpResponse:
            return view_class.as_view(model_admin=self, instance_pk=instance_pk)(request, **kwargs)

        return view

    def register_admin_url_finders(self) -> None:
        """None: nothing else of the CMS leads here."""

    def register_indexing(self) -> None:
        """None: no page's « usages » tell of applications."""
