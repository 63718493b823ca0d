"""A review's decision: one, whoever takes it and by whatever way; kept in the history with its comment."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import TextChoices
from wagtail.models import TaskState

from .models import AlreadyDecided, approval_obstacles


class Decision(TextChoices):
    APPROVE = "approve", "Approuver et publier"
    REJECT = "reject", "Demander des changements"


class NotApprovable(Exception):
    """The version lacks what it must have; `args[0]` says what, a message each."""


class Outdated(Exception):
    """What was decided on is no longer what waits: it was changed in between."""


@transaction.atomic
def decide(
    task_state: TaskState,
    decision: Decision,
    *,
    revision_id: int,
    comment: str = "",
    user: User | None = None,
) -> None:
    """Approve what waits in `task_state` as seen in `revision_id`, or ask for changes.

    Raises AlreadyDecided, Outdated or NotApprovable, and then nothing has changed.
    """
    state = TaskState.objects.select_for_update().get(pk=task_state.pk)
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise AlreadyDecided(state)
    reviewed = state.revision.content_object
    if reviewed.latest_revision_id != revision_id:  # What Wagtail publishes is the latest, not what was submitted.
        raise Outdated
    if decision == Decision.APPROVE and (missing := approval_obstacles(reviewed)):
        raise NotApprovable(missing)
    state.task.specific.on_action(state.specific, user, decision.value, comment=comment)
