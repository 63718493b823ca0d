"""Compares the permissions of users and groups: Django's, and Wagtail's on pages, collections, sites and tasks.

A permission on a page or a collection applies to its descendants, so permissions are compared by tree path.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, GroupSitePermission

Right = tuple[str, str, int]
"""Kind, place (a tree path, a site's key, or empty), and key of the permission."""
TREES = ("page", "collection")


def rights_by_group(groups: QuerySet[Group] | None = None) -> dict[int, set[Right]]:
    """The rights of each group that has any, by its key; of all groups by default."""
    tables = {
        "django": Group.permissions.through.objects.values_list("group_id", "permission_id"),
        "page": GroupPagePermission.objects.values_list("group_id", "permission_id", "page__path"),
        "collection": GroupCollectionPermission.objects.values_list("group_id", "permission_id", "collection__path"),
        "site": GroupSitePermission.objects.values_list("group_id", "permission_id", "site_id"),
        "task": GroupApprovalTask.groups.through.objects.values_list("group_id", "groupapprovaltask_id"),
    }
    rights = defaultdict(set)
    for kind, rows in tables.items():
        for group, which, *where in rows if groups is None else rows.filter(group__in=groups):
            rights[group].add((kind, str(where[0]) if where else "", which))
    return rights


def rights_of(user: User) -> set[Right]:
    """The rights of `user` and of their groups; a superuser's are not expanded."""
    own = {("django", "", pk) for pk in user.user_permissions.values_list("pk", flat=True)}
    return own.union(*rights_by_group(user.groups.all()).values())


def covers(mine: set[Right], theirs: Iterable[Right]) -> bool:
    """Whether each right in `theirs` is in `mine`, or is for a descendant of a page or collection in `mine`."""
    above = defaultdict(list)
    for kind, where, which in mine:
        above[kind, which].append(where)
    return all(
        any(where.startswith(place) if kind in TREES else where == place for place in above[kind, which])
        for kind, where, which in theirs
    )


def groups_beyond(user: User) -> set[int]:
    """The keys of the groups with a right that `user` lacks."""
    if user.is_superuser:
        return set()
    mine = rights_of(user)
    return {group for group, rights in rights_by_group().items() if not covers(mine, rights)}


def accounts_beyond(user: User) -> set[int]:
    """The keys of the accounts with a right that `user` lacks, inactive ones included: they may be reactivated."""
    if user.is_superuser:
        return set()
    lacked = Permission.objects.exclude(pk__in=[which for kind, _where, which in rights_of(user) if kind == "django"])
    beyond = get_user_model().objects.filter(
        Q(is_superuser=True) | Q(groups__in=groups_beyond(user)) | Q(user_permissions__in=lacked)
    )
    return set(beyond.exclude(pk=user.pk).values_list("pk", flat=True))
