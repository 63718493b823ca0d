"""What waits for review, what has waited longest first: on the home of those who decide, and whole on its own page."""

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
    """One version that waits, the entity it speaks for, and the marks it bears."""

    state: TaskState
    version: WorkflowMixin
    entity: VitrinePage | None
    risks: list[Risk]

    @property
    def kind(self) -> str:
        return str(self.version._meta.verbose_name)


def is_reviewer(user: User) -> bool:
    """Whether there is an entity for which `user` decides."""
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


def waiting_for(user: User) -> QuerySet[TaskState]:
    """What `user` may decide on, the oldest first."""
    return TaskState.objects.reviewable_by(user).order_by("started_at", "pk")


def told(states: Iterable[TaskState]) -> list[Waiting]:
    """`states`, each with its version read, which asks once for what it refers to: for no more than are shown.

    One whose object is gone is left out.
    """
    present = [state for state in states if state.revision and state.revision.content_object]
    versions = [(state, _version(state.revision)) for state in present]
    entities = _entities([version for _state, version in versions])
    return [Waiting(state, version, entities.get(_key(version)), risks(version)) for state, version in versions]


def _version(submitted: Revision) -> WorkflowMixin:
    """The latest version of what was submitted, which an approval publishes, out of what has been read already."""
    stored = submitted.content_object
    return stored.with_content_json((stored.latest_revision or submitted).content)


def _key(version: WorkflowMixin) -> tuple[str, int]:
    return version._meta.label, version.pk


def _entities(versions: list[WorkflowMixin]) -> dict[tuple[str, int], VitrinePage]:
    """By version, its entity: the one its foreign key names, or the nearest page above that is one."""
    pages = [version for version in versions if isinstance(version, Page)]
    others = [version for version in versions if not isinstance(version, Page)]
    above = {path for page in pages for path in paths_down_to(page.path)}
    named = Q(pk__in=[version.vitrine_id for version in others]) | Q(path__in=above)
    found = list(VitrinePage.objects.filter(named).defer(*NOT_NEEDED).order_by("depth")) if versions else []
    by_pk = {vitrine.pk: vitrine for vitrine in found}
    nearest = {}
    for version in others:
        if vitrine := by_pk.get(version.vitrine_id):
            nearest[_key(version)] = version.vitrine = vitrine  # So that its text is looked at without asking again.
    for vitrine in found:  # From the top down: the nearest is the last to be written.
        nearest |= {_key(page): vitrine for page in pages if page.path.startswith(vitrine.path)}
    return nearest


def _read(states: QuerySet[TaskState]) -> QuerySet[TaskState]:
    return states.select_related("revision__user").prefetch_related("revision__content_object__latest_revision")


class WaitingPanel(Component):
    """The oldest of what waits; Wagtail's own panel reads all of it and shows the newest first."""

    name = "waiting"
    template_name = "relecture/cms/waiting.html"
    order = 90
    AT_MOST = 10

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        if not is_reviewer(user):
            return {"is_reviewer": False}
        states = waiting_for(user)
        return {"is_reviewer": True, "waiting": told(_read(states)[: self.AT_MOST]), "count": states.count()}


class QueueView(WagtailAdminTemplateMixin, ListView):
    """Everything that waits for whoever asks: nothing, for those who may publish nothing."""

    template_name = "relecture/cms/queue.html"
    page_title = "À relire"
    header_icon = "clipboard-list"
    paginate_by = 20
    request: SignedInRequest

    def get_breadcrumbs_items(self) -> list:
        return []

    def get_queryset(self) -> QuerySet[TaskState]:
        return _read(waiting_for(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"waiting": told(context["object_list"])}
