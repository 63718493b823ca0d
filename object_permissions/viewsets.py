"""Per-object permission checks for all views of a viewset: `SnippetViewSet`, `ModelViewSet`, `UserViewSet`, etc."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.models import TaskState

from .gate import BoundPolicy, get_visible_or_404, may, policy_of

if TYPE_CHECKING:
    from wagtail.admin.views.generic import EditView as _View
    from wagtail.admin.viewsets.base import ViewSet as _ViewSet
else:
    _View, _ViewSet = View, object


class GuardedView(_View):
    """Gets the object of a URL among those visible to the user (else 404), and binds the view's policy to it."""

    publish_refused_message: str | Promise = gettext_lazy("Saved as a draft: you may not publish this object.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            target = get_visible_or_404(self.model, request.user, unquote(str(kwargs["pk"])))
            if "task_state_id" in kwargs:
                # Wagtail accepts the task state of any object.
                get_object_or_404(TaskState.objects.for_instance(target), pk=kwargs["task_state_id"])
            self.permission_policy = BoundPolicy(policy_of(self.model), target)
        super().setup(request, *args, **kwargs)

    def publish_action(self) -> Any:
        """Publish only if the policy allows it for the submitted object: the form may have moved or created it."""
        if may(self.request.user, "publish", self.object):
            return super().publish_action()
        messages.warning(self.request, self.publish_refused_message)
        self.action = self.view_name  # The success message depends on it.
        return None


class GuardedViewSetMixin(_ViewSet):
    """Adds the mixin `gate_class` to every view that the viewset constructs, even those added by a later Wagtail."""

    gate_class: type[GuardedView] = GuardedView

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponseBase]:
        guarded = type(view_class.__name__, (self.gate_class, view_class), {"__module__": view_class.__module__})
        return super().construct_view(guarded, **kwargs)
