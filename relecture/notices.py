"""Mails reviewers when content of their entity is submitted for review. Wagtail mails the author after the decision."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier, Notifier
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import TaskState
from wagtail.permissions import policy_registry

from .models import EntityApprovalTask


class ReviewWantedNotifier(BaseGroupApprovalTaskStateEmailNotifier):
    """Wagtail's notification of a submission, sent to the entity's reviewers instead of a group's members."""

    notification = "submitted"

    def can_handle(self, instance: TaskState, **kwargs: Any) -> bool:
        return Notifier.can_handle(self, instance, **kwargs) and isinstance(instance.task.specific, EntityApprovalTask)

    def get_context(self, task_state: TaskState, **kwargs: Any) -> dict:
        base = get_admin_base_url()
        addresses = {
            "review_url": f"{base}{reverse('review', args=[task_state.pk])}",
            "account_url": f"{base}{reverse('wagtailadmin_account')}",
        }
        return super().get_context(task_state, **kwargs) | addresses

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> QuerySet:
        reviewed = task_state.workflow_state.content_object
        policy = policy_registry.get(reviewed)
        recipients = policy.users_with_any_permission_for_instance({"publish"}, reviewed).filter(is_active=True)
        if not getattr(settings, "WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS", True):
            recipients = recipients.filter(is_superuser=False)
        author = kwargs.get("user")
        return recipients.exclude(pk=author.pk) if author else recipients


review_wanted = ReviewWantedNotifier()
