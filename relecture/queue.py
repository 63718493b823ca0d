"""The review queue, oldest first: a panel on the CMS home of reviewers, and a paginated page."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.views.generic import ListView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision, TaskState, WorkflowMixin
from wagtail.permissions import policy_registry

from core.pages import paths_down_to
from core.signed_in import SignedInRequest
from vitrines.choices import NOT_NEEDED
from vitrines.models import VitrinePage

from .findings import risks
from .wording import Risk


class Waiting(NamedTuple):
    """One version in the queue, with its entity and the risks to check."""

    state: TaskState
    version: WorkflowMixin
    entity: VitrinePage | None
    risks: list[Risk]

    @property
    def kind(self) -> str:
        return str(self.version._meta.verbose_name)


def is_reviewer(user: User) -> bool:
    """Whether `user` may publish for at least one entity."""
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


def waiting_for(user: User) -> QuerySet[TaskState]:
    """The task states that `user` may review, the oldest first."""
    return TaskState.objects.reviewable_by(user).order_by("started_at", "pk")


def load_waiting(states: Iterable[TaskState]) -> list[Waiting]:
    """Load the revision and the entity of each task state in bulk. Deleted objects are left out.

    Pass only the states to display: the risks of each version are computed from its content.
    """
    present = [state for state in states if state.revision and state.revision.content_object]
    versions = [(state, _version(state.revision)) for state in present]
    entities = _entities([version for _state, version in versions])
    return [Waiting(state, version, entities.get(_key(version)), risks(version)) for state, version in versions]


def _version(submitted: Revision) -> WorkflowMixin:
    """The latest version of the submitted object, which an approval publishes, from prefetched objects."""
    stored = submitted.content_object
    return stored.with_content_json((stored.latest_revision or submitted).content)


def _key(version: WorkflowMixin) -> tuple[str, int]:
    return version._meta.label, version.pk


def _entities(versions: list[WorkflowMixin]) -> dict[tuple[str, int], VitrinePage]:
    """The entity of each version: its foreign key, or the nearest ancestor page that is an entity."""
    pages = [version for version in versions if isinstance(version, Page)]
    others = [version for version in versions if not isinstance(version, Page)]
    above = {path for page in pages for path in paths_down_to(page.path)}
    named = Q(pk__in=[version.vitrine_id for version in others]) | Q(path__in=above)
    vitrines = list(VitrinePage.objects.filter(named).defer(*NOT_NEEDED).order_by("depth")) if versions else []
    by_pk = {vitrine.pk: vitrine for vitrine in vitrines}
    nearest = {}
    for version in others:
        if vitrine := by_pk.get(version.vitrine_id):
            nearest[_key(version)] = version.vitrine = vitrine  # Caches the relation: risks() then needs no query.
    for vitrine in vitrines:  # By ascending depth, so that the nearest ancestor overwrites the others.
        nearest |= {_key(page): vitrine for page in pages if page.path.startswith(vitrine.path)}
    return nearest


def _with_revisions(states: QuerySet[TaskState]) -> QuerySet[TaskState]:
    return states.select_related("revision__user").prefetch_related("revision__content_object__latest_revision")


class WaitingPanel(Component):
    """The oldest items of the queue. It replaces Wagtail's panel, which loads all items and shows the newest first."""

    name = "waiting"
    template_name = "relecture/cms/waiting.html"
    order = 90
    AT_MOST = 10

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        if not is_reviewer(user):
            return {"is_reviewer": False}
        states = waiting_for(user)
        return {
            "is_reviewer": True,
            "waiting": load_waiting(_with_revisions(states)[: self.AT_MOST]),
            "count": states.count(),
        }


class QueueView(WagtailAdminTemplateMixin, ListView):
    """The complete queue of the current user; empty for users who may publish nothing."""

    template_name = "relecture/cms/queue.html"
    page_title = "À relire"
    header_icon = "clipboard-list"
    paginate_by = 20
    request: SignedInRequest

    def get_breadcrumbs_items(self) -> list:
        return []

    def get_queryset(self) -> QuerySet[TaskState]:
        return _with_revisions(waiting_for(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"waiting": load_waiting(context["object_list"])}
