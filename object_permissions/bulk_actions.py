"""Bulk actions with per-object permission checks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Model, QuerySet
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from .gate import valid_keys, visible

if TYPE_CHECKING:
    from wagtail.admin.views.bulk_action import BulkAction as _BulkAction
else:
    _BulkAction = object


class VisibleObjectsBulkAction(_BulkAction):
    """Filters the chosen objects, or « all », by what the user may see."""

    def objects(self, model: type[Model]) -> QuerySet:
        """The objects that the action may be offered for; by default, the visible ones."""
        return visible(model, self.request.user)

    def get_queryset(self, model: type[Model], object_ids: Iterable[object]) -> QuerySet:
        return self.objects(model).filter(pk__in=valid_keys(model, object_ids))


class GuardedBulkAction(VisibleObjectsBulkAction):
    """Lists only the objects that the action is allowed on; Wagtail also lists the refused ones by name."""

    def get_all_objects_in_listing_query(self, parent_id: int | None) -> QuerySet:
        return self.objects(self.model).values_list("pk", flat=True)

    def get_actionable_objects(self) -> tuple[list, dict]:
        allowed, _refused = super().get_actionable_objects()
        return allowed, {"items_with_no_access": []}


class GuardedDeleteBulkAction(GuardedBulkAction, DeleteBulkAction):
    """Register with `order=1000`, after Wagtail's action, to replace it for its `models`."""
