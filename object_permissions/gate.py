"""The rule: outside `visible_to` an object is not found; inside, the policy is asked about the instance.

Each adapter (viewsets, snippets, bulk actions, wagtail-modeladmin) calls these functions and decides nothing itself.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404
from wagtail.permissions import policy_registry

from .policies import ObjectPolicy, User


def policy_of(model: type[Model]) -> ObjectPolicy:
    """The policy registered for `model` by `wagtail.permissions.register_permission_policy`."""
    return policy_registry.get_by_type(model)


def visible(model: type[Model], user: User) -> QuerySet:
    """The objects of `model` that exist for `user`."""
    return policy_of(model).visible_to(user)


def get_visible_or_404(model: type[Model], user: User, key: object) -> Model:
    """The object with this primary key, if it exists for `user`; Http404 otherwise, and for a key that is none."""
    target = visible(model, user).filter(pk__in=valid_keys(model, [key])).first()
    if target is None:
        raise Http404
    return target


def may(user: User, action: str, instance: Model) -> bool:
    """Whether `user` may do `action` on `instance`, which may have changes that are not saved."""
    return policy_of(type(instance)).user_has_permission_for_instance(user, action, instance)


def valid_keys(model: type[Model], texts: Iterable[object]) -> list:
    """The primary keys among `texts`, which come from an address or a form; what is no key is left out."""
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
    """Binds model-level permission checks to one instance: Wagtail's generic views ask for nothing finer."""

    def __init__(self, policy: ObjectPolicy, instance: Model) -> None:
        self._policy, self._instance = policy, instance

    def __getattr__(self, name: str) -> Any:
        return getattr(self._policy, name)

    def user_has_permission(self, user: User, action: str) -> bool:
        return self._policy.user_has_permission_for_instance(user, action, self._instance)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return self._policy.user_has_any_permission_for_instance(user, actions, self._instance)
