"""Per-object permission checks for snippets: the viewset, its list and its choosers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from .gate import may, visible
from .viewsets import GuardedViewSetMixin

if TYPE_CHECKING:
    from wagtail.admin.views.generic.base import BaseObjectMixin as _View
else:
    _View = object


class VisibleChoices(_View):
    """Filters a chooser's list by what the user may see."""

    def get_object_list(self) -> QuerySet:
        return visible(self.model_class, self.request.user)


class VisibleChosen(_View):
    """Filters the chosen objects of a chooser: keys of invisible objects are not found."""

    def get_object(self, pk: object) -> Model:
        return visible(self.model_class, self.request.user).get(pk=pk)

    def get_objects(self, pks: Iterable[object]) -> QuerySet:
        return visible(self.model_class, self.request.user).filter(pk__in=pks)


class VisibleChooseView(VisibleChoices, chooser.ChooseView):
    pass


class VisibleChooseResultsView(VisibleChoices, chooser.ChooseResultsView):
    pass


class VisibleChosenView(VisibleChosen, chooser.SnippetChosenView):
    pass


class VisibleChosenMultipleView(VisibleChosen, chooser.SnippetChosenMultipleView):
    pass


class GuardedChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = VisibleChooseView
    choose_results_view_class = VisibleChooseResultsView
    chosen_view_class = VisibleChosenView
    chosen_multiple_view_class = VisibleChosenMultipleView


class GuardedSnippetIndexView(IndexView):
    """Shows « delete » only on rows that the user may delete; Wagtail checks the permission on the model."""

    def get_delete_url(self, instance: Model) -> str | None:
        return super().get_delete_url(instance) if may(self.request.user, "delete", instance) else None


class GuardedSnippetViewSet(GuardedViewSetMixin, SnippetViewSet):
    """A snippet viewset of a model whose `ObjectPolicy` must be registered before the viewset."""

    index_view_class = GuardedSnippetIndexView
    chooser_viewset_class = GuardedChooserViewSet
    add_to_admin_menu = True  # The list of snippet types would count all objects.

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible(self.model, request.user)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """None in the groups' form: Django's model permissions have no effect here."""
        return Permission.objects.none()
