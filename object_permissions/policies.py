"""What the gate asks of a permission policy, and two base classes to write one."""

from collections.abc import Iterable
from typing import Protocol, TypeAlias

from django.contrib.auth import models as auth
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

User: TypeAlias = auth.User | auth.AnonymousUser
VISIBLE = frozenset({"add", "change", "delete", "publish", "lock", "unlock", "view"})
"""Whoever may do any of these sees the object; for everyone else it does not exist."""


class ObjectPolicy(Protocol):
    """A policy that answers for each object. Any policy of Wagtail's does once it has `visible_to`."""

    def visible_to(self, user: User) -> QuerySet: ...

    def user_has_permission(self, user: User, action: str) -> bool: ...

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool: ...

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool: ...

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool: ...


class ObjectPermissionPolicy(BasePermissionPolicy):
    """Derives every answer from one queryset, `instances_user_has_any_permission_for`, which subclasses define.

    Override the other methods for speed, or where the answer depends on a version that is not saved yet.
    """

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        raise NotImplementedError

    def visible_to(self, user: User) -> QuerySet:
        """The objects that exist for `user`."""
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
    """Objects that nobody changes in the CMS: subclasses define `may_view` and `objects_to_view`."""

    def may_view(self, user: User) -> bool:
        """Whether `user` may open the list, even an empty one."""
        raise NotImplementedError

    def objects_to_view(self, user: User) -> QuerySet:
        """The objects for a user who may open the list."""
        raise NotImplementedError

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return "view" in actions and self.may_view(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        if self.user_has_any_permission(user, actions):
            return self.objects_to_view(user)
        return self.model._default_manager.none()
