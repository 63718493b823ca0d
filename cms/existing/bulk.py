"""Wagtail's bulk actions, which act on and name only what the user has rights on."""

from django.db.models import QuerySet
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages import bulk_actions as on_pages
from wagtail.documents.views import bulk_actions as on_documents
from wagtail.images.views import bulk_actions as on_images
from wagtail.models import Page
from wagtail.permissions import policy_registry

from . import objects


class OwnObjectsBulkAction:
    def get_queryset(self, model, object_ids) -> QuerySet:
        """Also of what « all » stands for; the rest is not found, so Wagtail cannot name it as refused."""
        keys = [key for key in object_ids if str(key).isdecimal() and len(str(key)) < 19]
        own = (
            objects.own_pages(self.request.user)
            if issubclass(model, Page)
            else policy_registry.get_by_type(model).instances_user_has_any_permission_for(
                self.request.user, {"change", "delete"}
            )
        )
        return own.filter(pk__in=keys)


class OwnMoveBulkAction(OwnObjectsBulkAction, on_pages.MoveBulkAction):
    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["chooser"].queryset = objects.pages(self.request.user)
        return form


def _own(action: type[BulkAction]) -> type[BulkAction]:
    return type(f"Own{action.__name__}", (OwnObjectsBulkAction, action), {"__module__": __name__})


ACTIONS = [
    OwnMoveBulkAction,
    *map(_own, (on_pages.DeleteBulkAction, on_pages.PublishBulkAction, on_pages.UnpublishBulkAction)),
    *map(_own, (on_images.AddTagsBulkAction, on_images.AddToCollectionBulkAction, on_images.DeleteBulkAction)),
    *map(_own, (on_documents.AddTagsBulkAction, on_documents.AddToCollectionBulkAction, on_documents.DeleteBulkAction)),
]
