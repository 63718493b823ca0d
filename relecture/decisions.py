"""The decision of a review: taken once, in the CMS or by link, and logged in the history with its comment."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import TextChoices
from wagtail.models import TaskState

from .models import AlreadyDecided, approval_obstacles


class Decision(TextChoices):
    APPROVE = "approve", "Approuver et publier"
    REJECT = "reject", "Demander des changements"


class NotApprovable(Exception):
    """The version cannot be approved. `args[0]` is the list of obstacles, as French messages."""


class Outdated(Exception):
    """The content has changed since the reviewer read it."""


@transaction.atomic
def decide(
    task_state: TaskState,
    decision: Decision,
    *,
    revision_id: int,
    comment: str = "",
    user: User | None = None,
) -> None:
    """Approve the content under review in `task_state`, or ask for changes. `revision_id` is the version that was read.

    Raises:
        AlreadyDecided: the task is not in progress any more.
        Outdated: the content has a newer revision.
        NotApprovable: a mandatory content is missing.
    """
    state = TaskState.objects.select_for_update().get(pk=task_state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise AlreadyDecided(state)
    reviewed = state.revision.content_object
    if reviewed.latest_revision_id != revision_id:  # Wagtail publishes the latest revision, not the submitted one.
        raise Outdated
    if decision == Decision.APPROVE and (missing := approval_obstacles(reviewed)):
        raise NotApprovable(missing)
    state.task.specific.on_action(state.specific, user, decision.value, comment=comment)
