"""Permission policies of accounts and groups: Django's, except on objects with more rights than the user."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from .authority import accounts_beyond, groups_beyond


class WithinAuthorityPolicy(ModelPermissionPolicy):
    """Denies every action on the keys in `beyond`. All objects are visible to users with a permission on the model."""

    def beyond(self, user: User) -> set[int]:
        """The keys of the objects with a right that `user` lacks."""
        raise NotImplementedError

    def _beyond(self, user: User) -> set[int]:
        """`beyond`, cached on `user`: lists check every row."""
        name = f"_beyond_{self.model._meta.model_name}"
        if name not in user.__dict__:
            user.__dict__[name] = self.beyond(user)
        return user.__dict__[name]

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return super().user_has_permission(user, action) and instance.pk not in self._beyond(user)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        return super().instances_user_has_any_permission_for(user, actions).exclude(pk__in=self._beyond(user))

    def visible_to(self, user: User) -> QuerySet:
        return super().instances_user_has_any_permission_for(user, {"add", "change", "delete"})


class AccountPolicy(WithinAuthorityPolicy):
    def beyond(self, user: User) -> set[int]:
        return accounts_beyond(user)


class GroupPolicy(WithinAuthorityPolicy):
    def beyond(self, user: User) -> set[int]:
        return groups_beyond(user)
