"""Per-object permission checks for wagtail-modeladmin, which checks Django's model permissions only."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic import View
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import HistoryView, IndexView, InstanceSpecificView

from .gate import get_visible_or_404, may, policy_of, visible
from .policies import User


class PolicyPermissionHelper(PermissionHelper):
    """Uses the policy registered for the model instead of Django's model permissions."""

    def user_can_list(self, user: User) -> bool:
        return policy_of(self.model).user_has_permission(user, "view")

    def user_can_create(self, user: User) -> bool:
        return policy_of(self.model).user_has_permission(user, "add")

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return self.inspect_view_enabled and may(user, "view", obj)

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return may(user, "change", obj)

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return may(user, "delete", obj)


class ReadOnlyPermissionHelper(PolicyPermissionHelper):
    """Denies adding, changing and deleting in wagtail-modeladmin, whatever the policy allows elsewhere."""

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return False


class GuardedInstanceView(InstanceSpecificView):
    """A view of one object, for users who may inspect it."""

    def check_action_permitted(self, user: User) -> bool:
        return self.permission_helper.user_can_inspect_obj(user, self.instance)


class GuardedHistoryView(GuardedInstanceView, HistoryView):
    """The history view, which checks no permission in wagtail-modeladmin."""


class GuardedModelAdminIndexView(IndexView):
    """A list that ignores undeclared filter parameters, which would be lookups into related objects."""

    def get_filters_params(self, params: dict | None = None) -> dict:
        known = {spec.parameter_name for spec in self.model_admin.get_list_filter(self.request)}
        return {name: value for name, value in super().get_filters_params(params).items() if name in known}


class GuardedModelAdmin(ModelAdmin):
    """A `ModelAdmin` of a model with an `ObjectPolicy`. `list_filter` accepts filter classes, not field names."""

    permission_helper_class = PolicyPermissionHelper
    index_view_class = GuardedModelAdminIndexView
    history_view_class = GuardedHistoryView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        objects = visible(self.model, request.user)
        ordering = self.get_ordering(request)
        return objects.order_by(*ordering) if ordering else objects

    def get_permissions_for_registration(self) -> QuerySet:
        """None in the groups' form: Django's model permissions have no effect here."""
        return super().get_permissions_for_registration().none()

    def object_view(
        self, view_class: type[View], request: HttpRequest, instance_pk: object, **kwargs: Any
    ) -> HttpResponseBase:
        """Run `view_class` on a visible object (else 404); the view then checks the permission helper."""
        get_visible_or_404(self.model, request.user, unquote(str(instance_pk)))
        return view_class.as_view(model_admin=self, instance_pk=str(instance_pk))(request, **kwargs)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self.object_view(self.inspect_view_class, request, instance_pk)

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self.object_view(self.edit_view_class, request, instance_pk)

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self.object_view(self.delete_view_class, request, instance_pk)

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        return self.object_view(self.history_view_class, request, instance_pk)
