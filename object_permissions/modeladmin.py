"""wagtail-modeladmin behind the gate: it asks Django's model permissions, and narrows the list only."""

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
    """Answers wagtail-modeladmin's questions by the policy registered for the model."""

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
    """Adds, changes and deletes nothing through wagtail-modeladmin, whatever the policy allows elsewhere."""

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return False


class GuardedInstanceView(InstanceSpecificView):
    """A view of one object, for whoever may inspect it."""

    def check_action_permitted(self, user: User) -> bool:
        return self.permission_helper.user_can_inspect_obj(user, self.instance)


class GuardedHistoryView(GuardedInstanceView, HistoryView):
    """Wagtail-modeladmin's history, which asks for no permission."""


class GuardedIndexView(IndexView):
    """A list narrowed by its declared filters only: any other parameter is a lookup into related objects."""

    def get_filters_params(self, params: dict | None = None) -> dict:
        known = {spec.parameter_name for spec in self.model_admin.get_list_filter(self.request)}
        return {name: value for name, value in super().get_filters_params(params).items() if name in known}


class GuardedModelAdmin(ModelAdmin):
    """A `ModelAdmin` of a model with an `ObjectPolicy`. `list_filter` takes filter classes, no field names."""

    permission_helper_class = PolicyPermissionHelper
    index_view_class = GuardedIndexView
    history_view_class = GuardedHistoryView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        listed = visible(self.model, request.user)
        ordering = self.get_ordering(request)
        return listed.order_by(*ordering) if ordering else listed

    def get_permissions_for_registration(self) -> QuerySet:
        """No box to tick in the groups' form: Django's model permissions decide nothing here."""
        return super().get_permissions_for_registration().none()

    def object_view(
        self, view_class: type[View], request: HttpRequest, instance_pk: object, **kwargs: Any
    ) -> HttpResponseBase:
        """`view_class` on an object that exists for the user; the view then asks the permission helper."""
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
