"""The groups of the portal and what they may, given once and again without change: `manage.py create_roles`.

Rights on pages (and so on offers) and on collections of images and documents are Wagtail's own; nothing else is kept.
"""

import re
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from vitrines.models import VitrinePage

from .enums import Role

ENTITY_ROLES = {Role.RECRUTEURS.value: ("add", "change"), Role.RESPONSABLES.value: ("add", "change")}
"""By role, the page permissions on the entity's vitrine."""
TRUSTED = ("publish", "lock", "unlock")
"""What the Responsables of an entity may as well, if it is trusted to publish by itself."""
MISSION_TALENTS, MODERATION = "Mission Talents", "Modération"
CENTRAL_ROLES = {
    MISSION_TALENTS: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    MODERATION: ("change", "publish", "lock", "unlock"),
}
"""By role, the page permissions on the whole site."""
_STEERING = {"equipes.change_entityrequest", "equipes.view_entityrequest",
             "auth.add_user", "auth.change_user", "auth.delete_user", "auth.add_group", "auth.change_group",
             "wagtailsearchpromotions.add_searchpromotion", "wagtailsearchpromotions.change_searchpromotion",
             "wagtailsearchpromotions.delete_searchpromotion", "wagtailredirects.add_redirect",
             "wagtailredirects.change_redirect", "wagtailredirects.delete_redirect", "wagtailcore.add_collection",
             "wagtailcore.change_collection", "wagtailcore.add_workflow", "wagtailcore.change_workflow",
             "wagtailcore.add_task", "wagtailcore.change_task"}  # fmt: skip
"""Permissions of Mission Talents beside pages: requests, accounts, redirects, workflows, what rooms above add."""
_REVIEWING: set[str] = set()
"""Permissions of both central roles beside pages."""
OWN_FILES = ("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
             "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document")  # fmt: skip
SHARED_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
_MARK = re.compile(r"\(n° (\d+)\)$")
SHARED_COLLECTION = "Images et documents partagés"


def register_steering(*permissions: str) -> None:
    """Give Mission Talents these permissions, `app.codename` each. Called from an app's `ready()`."""
    _STEERING.update(permissions)


def register_reviewing(*permissions: str) -> None:
    """Give both central roles these permissions. Called from an app's `ready()`."""
    _REVIEWING.update(permissions)


@transaction.atomic
def create_central_roles(home: Page) -> None:
    """Mission Talents and Modération, on `home` and all below it."""
    root = Collection.get_first_root_node()
    for name, actions in CENTRAL_ROLES.items():
        group = _group(name)
        _give_page(group, home, actions)
        _give_files(group, root, OWN_FILES if name == MISSION_TALENTS else SHARED_FILES)
        group.permissions.add(*_permissions(_REVIEWING))
    Group.objects.get(name=MISSION_TALENTS).permissions.add(*_permissions(_STEERING))


@transaction.atomic
def create_entity_roles(
    vitrine: VitrinePage, *, collection: Collection | None = None, trusted: bool | None = None
) -> dict[str, Group]:
    """The groups of an entity by role, with its own collection of files and the shared one to choose from.

    `trusted`: whether its Responsables publish by themselves; None leaves that as it is, and trusts a new entity.
    """
    own, shared = collection or entity_collection(vitrine), _collection(SHARED_COLLECTION)
    is_new = not entity_groups(vitrine)
    groups = {}
    for role, actions in ENTITY_ROLES.items():
        groups[role] = group = entity_group(vitrine, role)
        _give_page(group, vitrine, actions)
        _give_files(group, own, OWN_FILES)
        _give_files(group, shared, SHARED_FILES)
    if trusted or (trusted is None and is_new):
        trust(vitrine)
    return groups


def trust(vitrine: VitrinePage) -> None:
    """Let the entity's Responsables publish without review."""
    _give_page(entity_group(vitrine, Role.RESPONSABLES.value), vitrine, TRUSTED)


def stop_trusting(vitrine: VitrinePage) -> None:
    group = entity_group(vitrine, Role.RESPONSABLES.value)
    group.page_permissions.filter(permission__codename__in=[f"{action}_page" for action in TRUSTED]).delete()


def is_trusted(vitrine: VitrinePage) -> bool:
    group = entity_group(vitrine, Role.RESPONSABLES.value)
    return group.page_permissions.filter(page=vitrine, permission__codename="publish_page").exists()


def entity_groups(vitrine: VitrinePage) -> dict[str, Group]:
    """Its groups that exist, by role."""
    known = Group.objects.filter(name__endswith=f"(n° {vitrine.pk})")
    return {role: group for role in ENTITY_ROLES for group in known if group.name.startswith(role)}


def who_recruits(vitrine: VitrinePage) -> list[AbstractBaseUser]:
    """Those to write to about what an entity received: its recruiters who have an address; else its Responsables."""
    groups = entity_groups(vitrine)
    active = get_user_model().objects.filter(is_active=True).exclude(email="")
    for role in Role:
        if role.value in groups and (found := list(active.filter(groups=groups[role.value]))):
            return found
    return []


def entity_group(vitrine: VitrinePage, role: str) -> Group:
    """The group of `role` in `vitrine`, found again after the entity has changed its name."""
    mark = f"(n° {vitrine.pk})"
    known = Group.objects.filter(name__startswith=role, name__endswith=mark).first()
    return known or _group(f"{role} - {vitrine.short_name[:100]} {mark}")


def entity_collection(vitrine: VitrinePage) -> Collection:
    mark = f"(n° {vitrine.pk})"
    known = Collection.objects.filter(name__endswith=mark).first()
    return known or _collection(f"{vitrine.short_name[:100]} {mark}")


def hidden_collections() -> list[int]:
    """The keys of the collections of entities that are not on line."""
    marked = Collection.objects.filter(name__contains=" (n° ").values_list("pk", "name")
    owners = {pk: int(mark[1]) for pk, name in marked if (mark := _MARK.search(name))}
    live = set(VitrinePage.objects.live().filter(pk__in=owners.values()).values_list("pk", flat=True))
    return [pk for pk, owner in owners.items() if owner not in live]


def _group(name: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(*_permissions(["wagtailadmin.access_admin"]))
    return group


def _collection(name: str) -> Collection:
    known = Collection.objects.filter(name=name).first()
    return known or Collection.get_first_root_node().add_child(instance=Collection(name=name))


def _permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions named `app.codename`; KeyError for one that is none."""
    names = list(names)
    codenames = [name.partition(".")[2] for name in names]
    found = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    by_name = {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in found}
    return [by_name[name] for name in names]


def _give_page(group: Group, page: Page, actions: Iterable[str]) -> None:
    asked = _permissions(f"wagtailcore.{action}_page" for action in actions)
    given = [GroupPagePermission(group=group, page=page, permission=permission) for permission in asked]
    GroupPagePermission.objects.bulk_create(given, ignore_conflicts=True)


def _give_files(group: Group, collection: Collection, names: Iterable[str]) -> None:
    asked = _permissions(names)
    given = [GroupCollectionPermission(group=group, collection=collection, permission=p) for p in asked]
    GroupCollectionPermission.objects.bulk_create(given, ignore_conflicts=True)
