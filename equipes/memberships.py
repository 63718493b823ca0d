"""Synchronises memberships and the Django groups derived from them, in both directions.

The portal changes memberships; Wagtail's views of accounts and groups change groups.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db.models import Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from .models import EntityGroup, Membership
from .roles import entity_group


def connect() -> None:
    """Connect the receivers. Called from the app's `ready()`."""
    for signal in (post_save, post_delete):
        signal.connect(follow_membership, sender=Membership)
    m2m_changed.connect(follow_groups, sender=get_user_model().groups.through)
    pre_delete.connect(end_memberships, sender=Group)


def follow_membership(instance: Membership, raw: bool = False, **kwargs: Any) -> None:
    """Receiver: updates the groups of a person whose membership was saved or deleted."""
    if not raw:
        derive_groups(instance.person)


def derive_groups(person: User) -> None:
    """Set the entity groups of `person` to those of their memberships; other groups are not changed."""
    wanted = {entity_group(membership.vitrine, membership.role) for membership in _memberships(person)}
    current = set(Group.objects.filter(user=person, entity_group__isnull=False))
    person.groups.remove(*current - wanted)
    person.groups.add(*wanted - current)


def _memberships(person: User) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person).select_related("vitrine")


def follow_groups(instance: User | Group, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any) -> None:
    """Receiver of `m2m_changed`: updates memberships when users are added to groups or removed.

    Django sends it for `user.groups` and, with `reverse`, for `group.user_set`.
    """
    changed: Collection[int] = pk_set or ()  # None for `post_clear`.
    people, groups = (changed, [instance.pk]) if reverse else ([instance.pk], changed)
    if action == "post_add":
        _begin(people, groups)
    elif action == "post_remove":
        _end(people, groups)
    elif action == "post_clear":
        _end(None, groups) if reverse else Membership.objects.filter(person__in=people).delete()


def end_memberships(instance: Group, **kwargs: Any) -> None:
    """Receiver of `pre_delete`: deletes the memberships that the group stands for."""
    _end(None, [instance.pk])


def _begin(people: Iterable[int], groups: Iterable[int]) -> None:
    rows = [
        Membership(person_id=person, vitrine_id=entity_group.vitrine_id, role=entity_group.role)
        for entity_group in EntityGroup.objects.filter(group__in=groups)
        for person in people
    ]
    Membership.objects.bulk_create(rows, ignore_conflicts=True)


def _end(people: Iterable[int] | None, groups: Iterable[int]) -> None:
    """Delete the memberships of `people` (None for everyone) for the entities and roles of `groups`."""
    of_groups = Q(pk__in=[])
    for row in EntityGroup.objects.filter(group__in=groups):
        of_groups |= Q(vitrine=row.vitrine_id, role=row.role)
    ended = Membership.objects.filter(of_groups)
    (ended if people is None else ended.filter(person__in=people)).delete()
