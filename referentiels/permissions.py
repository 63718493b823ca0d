"""Permissions on the reference lists in the CMS."""

from django.contrib.auth.models import AnonymousUser, User
from wagtail.permission_policies import ModelPermissionPolicy


class FixedListPolicy(ModelPermissionPolicy):
    """Nobody adds or deletes an object: the list comes with the portal."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)
