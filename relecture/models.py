"""Review of pages and offers: the workflow task, links for reviewers without an account, wordings for decisions."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Task, TaskState, WorkflowMixin
from wagtail.permissions import policy_registry

from core.single_use import SingleUseLink

from .enums import AvisParLien


class AlreadyDecided(PermissionDenied):
    """The review already has a decision. `state` is the finished task state, with its author and decision."""

    def __init__(self, state: TaskState) -> None:
        super().__init__("Une décision a déjà été prise.")
        self.state = state


def reviewed_snippets() -> list[type[Model]]:
    """The snippet models with a workflow."""
    return [model for model in apps.get_models() if issubclass(model, WorkflowMixin) and not issubclass(model, Page)]


def approval_obstacles(obj: WorkflowMixin) -> list[str]:
    """Messages that block the approval of the latest version of `obj`, from its own method if it has one."""
    latest = obj.get_latest_revision_as_object()
    return latest.approval_obstacles() if hasattr(latest, "approval_obstacles") else []


class EntityApprovalTask(Task):
    """A workflow task for users with the "publish" permission on the reviewed object, instead of a group's members."""

    class Meta:
        verbose_name = "relecture par qui peut publier pour l’entité"
        verbose_name_plural = "relectures par qui peut publier pour l’entité"

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User | None, action_name: str, **kwargs: Any) -> None:
        """Apply the decision. Raises AlreadyDecided if someone else has decided since `task_state` was loaded."""
        state = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if state.status != TaskState.STATUS_IN_PROGRESS:
            raise AlreadyDecided(state)
        super().on_action(task_state, user, action_name, **kwargs)

    @staticmethod
    def may_review(obj: WorkflowMixin, user: User) -> bool:
        return policy_registry.get(obj).user_has_permission_for_instance(user, "publish", obj)

    def user_can_access_editor(self, obj: WorkflowMixin, user: User) -> bool:
        return self.may_review(obj, user)

    def locked_for_user(self, obj: WorkflowMixin, user: User) -> bool:
        return not self.may_review(obj, user)

    def user_can_lock(self, obj: WorkflowMixin, user: User) -> bool:
        return self.may_review(obj, user)

    def get_actions(self, obj: WorkflowMixin, user: User) -> list[tuple[str, str, bool]]:
        if not self.may_review(obj, user):
            return []
        approve = [("approve", "Approuver", False), ("approve", "Approuver avec un commentaire", True)]
        return [("reject", "Demander des changements", True), *([] if approval_obstacles(obj) else approve)]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        allowed = Q()
        for model in [Page, *reviewed_snippets()]:
            reviewable = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, {"publish"})
            ids = reviewable.order_by().annotate(key=Cast("pk", CharField())).values("key")
            allowed |= Q(
                workflow_state__base_content_type__app_label=model._meta.app_label,
                workflow_state__base_content_type__model=model._meta.model_name,
                workflow_state__object_id__in=ids,
            )
        return TaskState.objects.filter(allowed, task=self.task_ptr, status=TaskState.STATUS_IN_PROGRESS)

    @classmethod
    def get_description(cls) -> str:
        return "Relisent, approuvent ou demandent des changements : les personnes qui peuvent publier pour l’entité."


class ReviewLink(SingleUseLink):
    """A link by which someone without an account reads the content of `task_state` and answers once.

    The answer is an opinion, or the decision itself if the sender has set `may_decide`.
    """

    task_state = models.ForeignKey(TaskState, models.CASCADE, related_name="review_links")
    name = models.CharField("nom", max_length=120, blank=True)
    may_decide = models.BooleanField("décide", default=False)
    opinion = models.CharField("avis", max_length=10, blank=True, choices=AvisParLien.choices)
    comment = models.TextField("message", max_length=2000, blank=True)

    class Meta:
        verbose_name = "lien de relecture"
        verbose_name_plural = "liens de relecture"

    def __str__(self) -> str:
        return f"Lien de relecture n° {self.pk}"

    @property
    def person(self) -> str:
        """The recipient, as displayed in the history."""
        return f"{self.name} ({self.email})" if self.name else self.email


class DecisionTemplate(models.Model):
    """A reusable comment for decisions."""

    title = models.CharField("nom", max_length=80, unique=True)
    text = models.TextField("message", max_length=1000)

    class Meta:
        verbose_name = "modèle de décision"
        verbose_name_plural = "modèles de décision"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
