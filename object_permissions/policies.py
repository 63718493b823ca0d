"""The protocol of an object permission policy, and two base classes."""

from collections.abc import Iterable
from typing import Protocol, TypeAlias

from django.contrib.auth import models as auth
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

User: TypeAlias = auth.User | auth.AnonymousUser
VISIBLE = frozenset({"add", "change", "delete", "publish", "lock", "unlock", "view"})
"""Actions that make an object visible to a user who may do any of them."""


class ObjectPolicy(Protocol):
    """A policy with per-object checks: any Wagtail policy with `visible_to`."""

    def visible_to(self, user: User) -> QuerySet: ...

    def user_has_permission(self, user: User, action: str) -> bool: ...

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool: ...

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool: ...

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool: ...


class ObjectPermissionPolicy(BasePermissionPolicy):
    """Derives every check from one queryset, `instances_user_has_any_permission_for`, which subclasses define.

    Override the other methods for speed, or when the result depends on unsaved changes.
    """

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        raise NotImplementedError

    def visible_to(self, user: User) -> QuerySet:
        """The objects that `user` may see."""
        return self.instances_user_has_any_permission_for(user, VISIBLE)

    def user_has_permission(self, user: User, action: str) -> bool:
        return self.user_has_any_permission(user, {action})

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether `user` may do any of `actions` on at least one object."""
        return self.instances_user_has_any_permission_for(user, actions).exists()

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return self.user_has_any_permission_for_instance(user, {action}, instance)

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()


class ReadOnlyPermissionPolicy(ObjectPermissionPolicy):
    """For objects that are read-only in the CMS. Subclasses define `may_view` and `objects_to_view`."""

    def may_view(self, user: User) -> bool:
        """Whether `user` may open the list, even an empty one."""
        raise NotImplementedError

    def objects_to_view(self, user: User) -> QuerySet:
        """The objects that a user who may open the list may see."""
        raise NotImplementedError

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return "view" in actions and self.may_view(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        if self.user_has_any_permission(user, actions):
            return self.objects_to_view(user)
        return self.model._default_manager.none()
