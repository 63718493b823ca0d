"""The permission rule: an object outside `visible_to` gets a 404; for others, the policy checks the instance.

The adapters (viewsets, snippets, bulk actions, wagtail-modeladmin) call these functions and decide nothing themselves.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404
from wagtail.permissions import policy_registry

from .policies import ObjectPolicy, User


def policy_of(model: type[Model]) -> ObjectPolicy:
    """The policy registered for `model` with `wagtail.permissions.register_permission_policy`."""
    return policy_registry.get_by_type(model)


def visible(model: type[Model], user: User) -> QuerySet:
    """The objects of `model` that `user` may see."""
    return policy_of(model).visible_to(user)


def get_visible_or_404(model: type[Model], user: User, key: object) -> Model:
    """The object with this primary key, if `user` may see it. Raises Http404 otherwise, or for an invalid key."""
    target = visible(model, user).filter(pk__in=valid_keys(model, [key])).first()
    if target is None:
        raise Http404
    return target


def may(user: User, action: str, instance: Model) -> bool:
    """Whether `user` may do `action` on `instance`, which may have unsaved changes."""
    return policy_of(type(instance)).user_has_permission_for_instance(user, action, instance)


def valid_keys(model: type[Model], texts: Iterable[object]) -> list:
    """Clean primary keys from a URL or a form; invalid ones are left out."""
    field = model._meta.pk
    while isinstance(field, ForeignKey):  # Multi-table inheritance.
        field = field.target_field
    keys = []
    for text in texts:
        try:
            keys.append(field.clean(text, None))
        except ValidationError:
            continue
    return [key for key in keys if key is not None]


class BoundPolicy:
    """Binds model-level permission checks to one instance, as Wagtail's generic views check the model only."""

    def __init__(self, policy: ObjectPolicy, instance: Model) -> None:
        self._policy, self._instance = policy, instance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policy, name)

    def user_has_permission(self, user: User, action: str) -> bool:
        return self._policy.user_has_permission_for_instance(user, action, self._instance)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return self._policy.user_has_any_permission_for_instance(user, actions, self._instance)
