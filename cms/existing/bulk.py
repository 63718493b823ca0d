"""Wagtail's bulk actions, limited to objects that the user has permissions on."""

from django.db.models import Model, QuerySet
from django.forms import Form
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages import bulk_actions as on_pages
from wagtail.documents.views import bulk_actions as on_documents
from wagtail.images.views import bulk_actions as on_images
from wagtail.models import Page
from wagtail.permissions import policy_registry

from object_permissions.bulk_actions import VisibleObjectsBulkAction

from . import objects


class OwnObjectsBulkAction(VisibleObjectsBulkAction):
    """Excludes objects that the user may only choose, so that the confirmation page does not list them as refused."""

    def objects(self, model: type[Model]) -> QuerySet:
        if issubclass(model, Page):
            return objects.own_pages(self.request.user)
        policy = policy_registry.get_by_type(model)
        return policy.instances_user_has_any_permission_for(self.request.user, {"change", "delete"})


class OwnMoveBulkAction(OwnObjectsBulkAction, on_pages.MoveBulkAction):
    def get_form(self, form_class: type[Form] | None = None) -> Form:
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
