"""Review by those who may publish for the entity, whatever is under review: a page or an offer."""

from django.apps import apps
from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Task, TaskState, WorkflowMixin
from wagtail.permissions import policy_registry


class EntityApprovalTask(Task):
    """A step of a workflow that whoever may publish the object at hand takes; nobody else sees what waits."""

    class Meta:
        verbose_name = "relecture par qui peut publier pour l’entité"
        verbose_name_plural = "relectures par qui peut publier pour l’entité"

    @staticmethod
    def may_review(obj: Model, user) -> bool:
        return policy_registry.get(obj).user_has_permission_for_instance(user, "publish", obj)

    def user_can_access_editor(self, obj: Model, user) -> bool:
        return self.may_review(obj, user)

    def locked_for_user(self, obj: Model, user) -> bool:
        return not self.may_review(obj, user)

    def user_can_lock(self, obj: Model, user) -> bool:
        return self.may_review(obj, user)

    def get_actions(self, obj: Model, user) -> list[tuple[str, str, bool]]:
        if not self.may_review(obj, user):
            return []
        return [
            ("reject", "Demander des changements", True),
            ("approve", "Approuver", False),
            ("approve", "Approuver avec un commentaire", True),
        ]

    def get_task_states_user_can_moderate(self, user, **kwargs) -> QuerySet[TaskState]:
        allowed = Q()
        snippets = [m for m in apps.get_models() if issubclass(m, WorkflowMixin) and not issubclass(m, Page)]
        for model in [Page, *snippets]:
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
