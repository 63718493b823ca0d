"""The permission policy of an entity's objects, derived from Wagtail's page permissions on its vitrine.

There is no other list of permissions. Page permissions of a group on a vitrine apply to that vitrine and all below it,
and therefore to their offers.
"""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from object_permissions.policies import ObjectPermissionPolicy, User

from .choices import NOT_NEEDED
from .models import VitrinePage

PAGE_ACTIONS = {
    "add": {"add"},
    "view": {"add", "change", "publish"},
    "change": {"change"},
    "delete": {"change"},
    "publish": {"publish"},
    "lock": {"lock"},
    "unlock": {"unlock"},
}
"""For each action on an object, the page permissions on its vitrine, any of which allows it."""


class VitrinePermissionPolicy(ObjectPermissionPolicy):
    """The policy of a model whose objects belong to a vitrine, through the foreign key `field_name`."""

    def __init__(self, model: type[Model], field_name: str = "vitrine") -> None:
        super().__init__(model)
        self.field_name = field_name
        self.pages = PagePermissionPolicy(VitrinePage)

    @staticmethod
    def _page_actions(actions: Iterable[str]) -> set[str]:
        return set().union(*(PAGE_ACTIONS.get(action, set()) for action in actions))

    def vitrines(self, user: User, actions: Iterable[str]) -> QuerySet[VitrinePage]:
        """The entities on whose objects `user` may do any of `actions`."""
        return self.pages.instances_user_has_any_permission_for(user, self._page_actions(actions))

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether `user` may do any of `actions` on the objects of at least one entity. Cached on `user`."""
        page_actions = frozenset(self._page_actions(actions))
        cached = user.__dict__.setdefault("_vitrine_policy_cache", {})  # Lists check every row.
        if page_actions not in cached:
            cached[page_actions] = (
                bool(page_actions)
                and self.pages.user_has_any_permission(user, page_actions)
                and self.vitrines(user, actions).exists()
            )
        return cached[page_actions]

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        """Whether `user` has the permission on the stored entity and on the unsaved one, which may differ."""
        page_actions = self._page_actions(
            {"publish" if action == "delete" and self._is_live(instance) else action for action in actions}
        )
        unsaved = getattr(instance, f"{self.field_name}_id")
        stored = self.model._default_manager.filter(pk=instance.pk).values(self.field_name)
        concerned = VitrinePage.objects.filter(Q(pk=unsaved) | Q(pk__in=stored)).defer(*NOT_NEEDED)
        known = {vitrine.pk for vitrine in concerned}
        if not page_actions or not known or unsaved not in known | {None}:
            return False
        return all(
            self.pages.user_has_any_permission_for_instance(user, page_actions, vitrine) for vitrine in concerned
        )

    @staticmethod
    def _is_live(instance: Model) -> bool:
        """Whether the object is public: as for pages, deleting it then requires the publish permission."""
        return getattr(instance, "live", False)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        return self.model._default_manager.filter(**{f"{self.field_name}__in": self.vitrines(user, actions)})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return self.pages.users_with_any_permission(self._page_actions(actions))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet:
        return self.pages.users_with_any_permission_for_instance(
            self._page_actions(actions), getattr(instance, self.field_name)
        )
