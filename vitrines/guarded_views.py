"""The one gate of the CMS's views of entities' objects: list, object, choosers and bulk actions go through the policy.

Wagtail 8's generic views ask their policy about the model only. `GuardedSnippetViewSet` puts `GuardedView` before every
view it constructs, so a view that Wagtail adds is guarded too.
"""

from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.admin import messages
from wagtail.models import TaskState
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from core.object_keys import object_keys

from .permissions import BoundPolicy


def visible(model: type[Model], user: AbstractBaseUser) -> QuerySet:
    """The objects of `model` that exist for `user`."""
    return policy_registry.get_by_type(model).visible_to(user)


class GuardedView:
    """Outside what the user may see, an object's address is not found; within, the policy is asked about the object."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        if "pk" in kwargs:
            target = get_object_or_404(visible(self.model, request.user), pk=unquote(str(kwargs["pk"])))
            if "task_state_id" in kwargs:
                # Wagtail takes any task state by its id, another object's too.
                get_object_or_404(TaskState.objects.for_instance(target), pk=kwargs["task_state_id"])
            self.permission_policy = BoundPolicy(policy_registry.get_by_type(self.model), target)
        super().setup(request, *args, **kwargs)

    def publish_action(self):
        """Publish, if that is allowed where the form has put the object: until now its entity was not known."""
        policy = policy_registry.get_by_type(self.model)
        if policy.user_has_permission_for_instance(self.request.user, "publish", self.object):
            return super().publish_action()
        messages.warning(self.request, "Enregistré en brouillon : vous ne pouvez pas publier pour cette entité.")
        self.action = self.view_name  # What is said of the outcome goes by it.
        return None


class GuardedList:
    def get_object_list(self) -> QuerySet:
        return visible(self.model_class, self.request.user)


class GuardedChosen:
    def get_object(self, pk):
        return visible(self.model_class, self.request.user).get(pk=pk)

    def get_objects(self, pks):
        return visible(self.model_class, self.request.user).filter(pk__in=pks)


class ChooseView(GuardedList, chooser.ChooseView):
    pass


class ChooseResultsView(GuardedList, chooser.ChooseResultsView):
    pass


class ChosenView(GuardedChosen, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(GuardedChosen, chooser.SnippetChosenMultipleView):
    pass


class GuardedChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class GuardedIndexView(IndexView):
    """Offers to delete only what the user may: the list's own buttons ask about the model."""

    def get_delete_url(self, instance) -> str | None:
        allowed = self.user_has_permission_for_instance("delete", instance)
        return super().get_delete_url(instance) if allowed else None


class GuardedSnippetViewSet(SnippetViewSet):
    """A snippet viewset of a model with a `VitrinePermissionPolicy`, registered before it is."""

    index_view_class = GuardedIndexView
    chooser_viewset_class = GuardedChooserViewSet
    add_to_admin_menu = True  # Out of the list of snippet types, which counts everyone's.

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible(self.model, request.user)

    def construct_view(self, view_class, **kwargs):
        guarded = type(view_class.__name__, (GuardedView, view_class), {"__module__": view_class.__module__})
        return super().construct_view(guarded, **kwargs)

    def get_permissions_to_register(self):
        """None of Django's: rights come from the page tree, and nobody is to tick a box that means nothing."""
        return self.model._meta.apps.get_model("auth", "Permission").objects.none()


class GuardedBulkAction:
    """Does to the chosen objects what the user may do; the others are not found, nor named."""

    @classmethod
    def get_queryset(cls, model, object_ids) -> QuerySet:
        return model._default_manager.filter(pk__in=object_keys(map(str, object_ids)))

    def get_all_objects_in_listing_query(self, parent_id):
        return visible(self.model, self.request.user).values_list("pk", flat=True)

    def get_actionable_objects(self):
        allowed, _refused = super().get_actionable_objects()
        return allowed, {"items_with_no_access": []}


class GuardedDeleteBulkAction(GuardedBulkAction, DeleteBulkAction):
    pass
