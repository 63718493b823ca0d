"""Who may do what with an entity's objects: exactly what they may do with its vitrine, by Wagtail's page permissions.

There is no second list of rights. An administrator gives a group page permissions on a vitrine; they hold for it and
for all entities below it, and so do the rights on their offers.
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
"""What an action on an object asks of its vitrine."""


class VitrinePermissionPolicy(ObjectPermissionPolicy):
    """The policy of a model whose objects belong to a vitrine, through the foreign key `field_name`."""

    def __init__(self, model: type[Model], field_name: str = "vitrine") -> None:
        super().__init__(model)
        self.field_name = field_name
        self.pages = PagePermissionPolicy(VitrinePage)

    @staticmethod
    def _asked_of_page(actions: Iterable[str]) -> set[str]:
        return set().union(*(PAGE_ACTIONS.get(action, set()) for action in actions))

    def vitrines(self, user: User, actions: Iterable[str]) -> QuerySet[VitrinePage]:
        """The entities for whose objects `user` may do any of `actions`."""
        return self.pages.instances_user_has_any_permission_for(user, self._asked_of_page(actions))

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Whether there is an entity at all where `user` may; what of a given object is asked with the object."""
        asked = frozenset(self._asked_of_page(actions))
        answers = user.__dict__.setdefault("_answers_of_vitrine_policy", {})  # A list asks again for every row.
        if asked not in answers:
            answers[asked] = (
                bool(asked)
                and self.pages.user_has_any_permission(user, asked)
                and self.vitrines(user, actions).exists()
            )
        return answers[asked]

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        """On the entity that has the object in the database and on that of the version at hand, which may move it."""
        asked = self._asked_of_page(
            {"publish" if action == "delete" and self._is_live(instance) else action for action in actions}
        )
        at_hand = getattr(instance, f"{self.field_name}_id")
        stored = self.model._default_manager.filter(pk=instance.pk).values(self.field_name)
        concerned = VitrinePage.objects.filter(Q(pk=at_hand) | Q(pk__in=stored)).defer(*NOT_NEEDED)
        known = {vitrine.pk for vitrine in concerned}
        if not asked or not known or at_hand not in known | {None}:
            return False
        return all(self.pages.user_has_any_permission_for_instance(user, asked, vitrine) for vitrine in concerned)

    @staticmethod
    def _is_live(instance: Model) -> bool:
        """To delete what the public sees is to take it off line: as for pages, that takes the right to publish."""
        return getattr(instance, "live", False)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        return self.model._default_manager.filter(**{f"{self.field_name}__in": self.vitrines(user, actions)})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        return self.pages.users_with_any_permission(self._asked_of_page(actions))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> QuerySet:
        return self.pages.users_with_any_permission_for_instance(
            self._asked_of_page(actions), getattr(instance, self.field_name)
        )
