"""Snippets behind the gate: a viewset with its list, and its choosers."""

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
    """A chooser's list, narrowed to what the user sees."""

    def get_object_list(self) -> QuerySet:
        return visible(self.model_class, self.request.user)


class VisibleChosen(_View):
    """A chooser's answer about chosen keys: those that the user does not see are not found."""

    def get_object(self, pk: object) -> Model:
        return visible(self.model_class, self.request.user).get(pk=pk)

    def get_objects(self, pks: Iterable[object]) -> QuerySet:
        return visible(self.model_class, self.request.user).filter(pk__in=pks)


class ChooseView(VisibleChoices, chooser.ChooseView):
    pass


class ChooseResultsView(VisibleChoices, chooser.ChooseResultsView):
    pass


class ChosenView(VisibleChosen, chooser.SnippetChosenView):
    pass


class ChosenMultipleView(VisibleChosen, chooser.SnippetChosenMultipleView):
    pass


class GuardedChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class GuardedIndexView(IndexView):
    """Offers « delete » only on the rows that the user may delete: Wagtail's buttons ask about the model."""

    def get_delete_url(self, instance: Model) -> str | None:
        return super().get_delete_url(instance) if may(self.request.user, "delete", instance) else None


class GuardedSnippetViewSet(GuardedViewSetMixin, SnippetViewSet):
    """A snippet viewset of a model whose `ObjectPolicy` is registered before the viewset is."""

    index_view_class = GuardedIndexView
    chooser_viewset_class = GuardedChooserViewSet
    add_to_admin_menu = True  # Not in the list of snippet types, which counts everyone's objects.

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible(self.model, request.user)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """No box to tick in the groups' form: Django's model permissions decide nothing here."""
        return Permission.objects.none()
