"""All uses of private or undocumented parts of Wagtail, Django, django-csp and wagtail-modeladmin.

Functions wrap each private name, so that no other module uses one. `OVERRIDES` lists the undocumented methods that
classes elsewhere override or call. tests/test_seams.py checks each against the installed versions, and the template
blocks that we override. static/cms/wagtail_seams.js does the same for the scripts of the CMS.

Checked against Wagtail 8.0.1, Django 5.2, django-csp 4.0, wagtail-modeladmin 2.5.0, wagtail-headless-preview 0.9.0.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import Model, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.images.models import AbstractImage
from wagtail.models import Page, ReferenceIndex, WorkflowState
from wagtail.url_routing import RouteResult


def route_once(request: HttpRequest, find: Callable[[], RouteResult]) -> None:
    """Set the route that Wagtail's `serve` uses for `request`, computed by `find` unless it is already set.

    Wagtail: `Page.route_for_request` runs two queries per level of the tree, but reuses a route stored on the request
    under this name.
    """
    if not hasattr(request, "_wagtail_route_for_request"):
        setattr(request, "_wagtail_route_for_request", find())


def workflow_status_in(statuses: tuple[str, ...]) -> Q:
    """Filter: objects with a workflow state of one of `statuses`.

    Wagtail: `WorkflowMixin` has no public relation to filter by; its own is named `_workflow_states`.
    """
    return Q(_workflow_states__status__in=statuses)


def prefetch_workflow_states(states: QuerySet[WorkflowState], *, to_attr: str) -> Prefetch:
    """Prefetch `states` of each object into `to_attr`, by the same relation."""
    return Prefetch("_workflow_states", states, to_attr=to_attr)


def has_scheduled_revision() -> Q:
    """Filter: objects with a revision scheduled for publication.

    Wagtail: `RevisionMixin.revisions` is a property; only the relation `_revisions` can be filtered by.
    """
    return Q(_revisions__approved_go_live_at__isnull=False)


def references_of(page: Page) -> Iterator[tuple]:
    """The objects that `page`, as it is in memory, refers to: tuples of (content type id, key, …).

    Wagtail: `ReferenceIndex` reads saved objects; the method that extracts references from an unsaved one is private.
    """
    return ReferenceIndex._extract_references_from_object(page)


def serializer_class(view: Any, router: Any, model: type[Model], fields: list) -> type:
    """The serializer class of the API v2 for a page of `model` that has no URL yet.

    Wagtail: the view builds it from the request's parameters; `_get_serializer_class` takes the fields themselves.
    """
    return view._get_serializer_class(router, model, fields, show_details=True)


def set_prefetched_renditions(image: AbstractImage, renditions: list[Model]) -> None:
    """Set the renditions that `image` uses without a query.

    Wagtail: `prefetch_renditions` stores them under this name, with a query; ours come with the images.
    """
    image.prefetched_renditions = renditions


def replace_csp(response: HttpResponse, directives: dict) -> None:
    """Replace these directives of the Content-Security-Policy on one response, in addition to those already replaced.

    django-csp: `@csp_replace` decorates views; a middleware has only the response.
    """
    setattr(response, "_csp_replace", (getattr(response, "_csp_replace", None) or {}) | directives)


def mark_as_logged(response: HttpResponse) -> None:
    """Prevent Django from logging « Service Unavailable » as an error: `log_response` checks this attribute."""
    setattr(response, "_has_been_logged", True)


class Override(NamedTuple):
    """An undocumented method, our code that overrides or calls it, and the reason."""

    upstream: str
    ours: str
    reason: str


OVERRIDES = (
    Override(
        "wagtail.admin.viewsets.base.ViewSet.construct_view",
        "object_permissions.viewsets.GuardedViewSetMixin.construct_view",
        "It builds every view of a viewset, so the permission check also covers views that Wagtail adds later.",
    ),
    Override(
        "wagtail.admin.views.generic.mixins.CreateEditViewOptionalFeaturesMixin.publish_action",
        "object_permissions.viewsets.GuardedView.publish_action",
        "Wagtail checks the publish permission on the model, before the form names the object's entity.",
    ),
    Override(
        "wagtail.admin.views.bulk_action.base_bulk_action.BulkAction.get_queryset",
        "object_permissions.bulk_actions.VisibleObjectsBulkAction.get_queryset",
        "Wagtail looks up the chosen keys without filtering by the user's permissions.",
    ),
    Override(
        "wagtail.admin.views.bulk_action.base_bulk_action.BulkAction.get_actionable_objects",
        "object_permissions.bulk_actions.GuardedBulkAction.get_actionable_objects",
        "Wagtail's confirmation page names the objects that it refuses.",
    ),
    Override(
        "wagtail.admin.views.bulk_action.base_bulk_action.BulkAction.get_all_objects_in_listing_query",
        "object_permissions.bulk_actions.GuardedBulkAction.get_all_objects_in_listing_query",
        "« All » selects all rows of the model.",
    ),
    Override(
        "wagtail.admin.views.generic.chooser.BaseChooseView.get_object_list",
        "object_permissions.snippets.VisibleChoices.get_object_list",
        "Choosers check no permission policy.",
    ),
    Override(
        "wagtail.admin.views.generic.chooser.ChosenViewMixin.get_object",
        "object_permissions.snippets.VisibleChosen.get_object",
        "Choosers check no permission policy.",
    ),
    Override(
        "wagtail.admin.views.generic.chooser.ChosenMultipleViewMixin.get_objects",
        "object_permissions.snippets.VisibleChosen.get_objects",
        "Choosers check no permission policy.",
    ),
    Override(
        "wagtail.admin.views.generic.models.IndexView.get_delete_url",
        "object_permissions.snippets.GuardedSnippetIndexView.get_delete_url",
        "Wagtail checks the permissions of a row's buttons on the model.",
    ),
    Override(
        "wagtail.admin.viewsets.model.ModelViewSet.get_permissions_to_register",
        "object_permissions.snippets.GuardedSnippetViewSet.get_permissions_to_register",
        "Wagtail adds checkboxes to the groups' form that would have no effect.",
    ),
    Override(
        "wagtail_modeladmin.views.IndexView.get_filters_params",
        "object_permissions.modeladmin.GuardedModelAdminIndexView.get_filters_params",
        "A parameter that no filter declares becomes a lookup into related objects.",
    ),
    Override(
        "wagtail_modeladmin.views.WMABaseView.check_action_permitted",
        "object_permissions.modeladmin.GuardedInstanceView.check_action_permitted",
        "The history and our own views check no permission.",
    ),
    Override(
        "wagtail_modeladmin.views.InspectView.get_fields_dict",
        "candidatures.cms.access.CaseView.get_fields_dict",
        "An application is shown by a template, and not field by field.",
    ),
    Override(
        "wagtail_modeladmin.views.IndexView.get_queryset",
        "candidatures.cms.access.ReadOnlyIndexView.get_queryset",
        "wagtail-modeladmin builds the same queryset several times a request.",
    ),
    Override(
        "wagtail.admin.views.generic.mixins.CreateEditViewOptionalFeaturesMixin.is_out_of_date",
        "emplois.advice.OffreEditView.is_out_of_date",
        "A form opened before the first revision names none, and would overwrite one saved since.",
    ),
    Override(
        "wagtail.admin.views.generic.models.CopyViewMixin.get_initial_form_instance",
        "emplois.advice.OffreCopyView.get_initial_form_instance",
        "A copy leaves out what is unique to the other offer.",
    ),
    Override(
        "wagtail.admin.views.generic.models.CreateView.get_side_panels",
        "relecture.advice.WithAdvice.get_side_panels",
        "The panel of advice comes before Wagtail's.",
    ),
    Override(
        "wagtail.admin.views.generic.preview.PreviewOnEdit.get_form",
        "relecture.advice.AdviceResponse.post",
        "Advice binds the form as a preview does.",
    ),
    Override(
        "wagtail.admin.forms.models.WagtailAdminModelForm.defer_required_fields",
        "relecture.advice.AdviceResponse.post",
        "Advice is given on incomplete forms.",
    ),
    Override(
        "wagtail.admin.views.chooser.SearchView.columns",
        "cms.existing.views.SearchView.columns",
        "The parent's column shows draft titles.",
    ),
    Override(
        "wagtail.admin.views.chooser.ParentPageColumn.get_value",
        "cms.existing.views.ParentColumn.get_value",
        "The parent's column shows draft titles.",
    ),
    Override(
        "wagtail.admin.views.reports.page_types_usage.PageTypesUsageReportView.decorate_paginated_queryset",
        "cms.existing.views.PageTypesReportView.decorate_paginated_queryset",
        "The report names pages that the user may not see.",
    ),
    Override(
        "wagtail.users.views.users.EditView.save_instance",
        "equipes.accounts.cms.AccountEditView.save_instance",
        "An address changes by a link that is sent to it.",
    ),
    Override(
        "wagtail.contrib.sitemaps.sitemap_generator.Sitemap._urls",
        "home.sitemaps.PageModelSitemap._urls",
        "Wagtail's sitemap queries each page's ancestors.",
    ),
    Override(
        "wagtail.models.workflows.Task.get_task_states_user_can_moderate",
        "relecture.models.EntityApprovalTask.get_task_states_user_can_moderate",
        "A task lists only the objects that its user may publish.",
    ),
    Override(
        "wagtail.models.draft_state.DraftStateMixin.approved_schedule",
        "emplois.models.offre.Offre.approved_schedule",
        "One query for a list instead of one per row.",
    ),
    Override(
        "wagtail.rich_text.pages.PageLinkHandler.expand_db_attributes_many",
        "core.links.PreloadedPageLinkHandler.expand_db_attributes_many",
        "Links of a page's rich texts are loaded together.",
    ),
)
