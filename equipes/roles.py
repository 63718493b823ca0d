"""The groups of the portal and their permissions, created idempotently.

Permissions on pages (and therefore on offers) and on collections are Wagtail's. The users in an entity's groups derive
from memberships (see `equipes.memberships`).
"""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from vitrines.models import VitrinePage

from .enums import Role
from .models import EntityCollection, EntityGroup

ENTITY_ROLES = {Role.RECRUTEURS.value: ("add", "change"), Role.RESPONSABLES.value: ("add", "change")}
"""Page permissions on the entity's vitrine, by role."""
TRUSTED = ("publish", "lock", "unlock")
"""Additional page permissions of the Responsables of a trusted entity, which publishes without review."""
MISSION_TALENTS, MODERATION = "Mission Talents", "Modération"
CENTRAL_ROLES = {
    MISSION_TALENTS: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    MODERATION: ("change", "publish", "lock", "unlock"),
}
"""Page permissions on the whole site, by role."""
_STEERING = {"equipes.change_entityrequest", "equipes.view_entityrequest",
             "auth.add_user", "auth.change_user", "auth.delete_user", "auth.add_group", "auth.change_group",
             "wagtailsearchpromotions.add_searchpromotion", "wagtailsearchpromotions.change_searchpromotion",
             "wagtailsearchpromotions.delete_searchpromotion", "wagtailredirects.add_redirect",
             "wagtailredirects.change_redirect", "wagtailredirects.delete_redirect", "wagtailcore.add_collection",
             "wagtailcore.change_collection", "wagtailcore.add_workflow", "wagtailcore.change_workflow",
             "wagtailcore.add_task", "wagtailcore.change_task"}  # fmt: skip
"""Other permissions of Mission Talents: requests, accounts, redirects, workflows; apps above this one add theirs."""
_REVIEWING: set[str] = set()
"""Other permissions of both central roles."""
OWN_FILES = ("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
             "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document")  # fmt: skip
SHARED_FILES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
SHARED_COLLECTION = "Images et documents partagés"


def register_steering(*permissions: str) -> None:
    """Give Mission Talents these permissions, `app.codename` each. Called from an app's `ready()`."""
    _STEERING.update(permissions)


def register_reviewing(*permissions: str) -> None:
    """Give both central roles these permissions. Called from an app's `ready()`."""
    _REVIEWING.update(permissions)


@transaction.atomic
def create_central_roles(home: Page) -> None:
    """Create the groups Mission Talents and Modération, with permissions on `home` and its descendants."""
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
    """Create the groups of an entity, with permissions on its vitrine, its collection and the shared collection.

    Returns the groups by role. `trusted`: whether its Responsables publish without review; None trusts a new entity and
    does not change an existing one.
    """
    own, shared = entity_collection(vitrine, collection), _shared_collection()
    is_new = not vitrine.entity_groups.exists()
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
    """Grant the entity's Responsables the permission to publish without review."""
    _give_page(entity_group(vitrine, Role.RESPONSABLES.value), vitrine, TRUSTED)


def stop_trusting(vitrine: VitrinePage) -> None:
    """Revoke the permission to publish without review from the entity's Responsables."""
    group = entity_group(vitrine, Role.RESPONSABLES.value)
    GroupPagePermission.objects.filter(
        group=group, permission__codename__in=[f"{action}_page" for action in TRUSTED]
    ).delete()


def is_trusted(vitrine: VitrinePage) -> bool:
    """Whether the entity's Responsables may publish on this vitrine without review."""
    group = entity_group(vitrine, Role.RESPONSABLES.value)
    return GroupPagePermission.objects.filter(group=group, page=vitrine, permission__codename="publish_page").exists()


def who_recruits(vitrine: VitrinePage) -> list[User]:
    """The recipients of mails to an entity: its active recruiters with an address, else its Responsables."""
    reachable = get_user_model().objects.filter(is_active=True).exclude(email="")
    for role in (Role.RECRUTEURS, Role.RESPONSABLES):
        if people := list(reachable.filter(memberships__vitrine=vitrine, memberships__role=role)):
            return people
    return []


def entity_group(vitrine: VitrinePage, role: str) -> Group:
    """Get or create the group of `role` in `vitrine`. Its name is for display only."""
    existing = Group.objects.filter(entity_group__vitrine=vitrine, entity_group__role=role).first()
    if existing:
        return existing
    group = _group(f"{role} - {_name_of(vitrine)}")
    EntityGroup.objects.create(vitrine=vitrine, role=role, group=group)
    return group


def entity_collection(vitrine: VitrinePage, collection: Collection | None = None) -> Collection:
    """The collection of the entity's files; if it has none, `collection` becomes it, or a new one."""
    existing = Collection.objects.filter(entity_collection__vitrine=vitrine).first()
    if existing:
        return existing
    own = collection or _add_collection(_name_of(vitrine))
    EntityCollection.objects.create(vitrine=vitrine, collection=own)
    return own


def hidden_collections() -> list[int]:
    """The keys of the collections of entities that are not live, or were deleted."""
    hidden = EntityCollection.objects.exclude(vitrine__live=True)
    return list(hidden.values_list("collection", flat=True))


def _name_of(vitrine: VitrinePage) -> str:
    return f"{vitrine.short_name[:100]} (n° {vitrine.pk})"


def _group(name: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(*_permissions(["wagtailadmin.access_admin"]))
    return group


def _shared_collection() -> Collection:
    return Collection.objects.filter(name=SHARED_COLLECTION).first() or _add_collection(SHARED_COLLECTION)


def _add_collection(name: str) -> Collection:
    return Collection.get_first_root_node().add_child(instance=Collection(name=name))


def _permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions named `app.codename`. Raises KeyError for an unknown one."""
    names = list(names)
    codenames = [name.partition(".")[2] for name in names]
    permissions = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    by_name = {f"{permission.content_type.app_label}.{permission.codename}": permission for permission in permissions}
    return [by_name[name] for name in names]


def _give_page(group: Group, page: Page, actions: Iterable[str]) -> None:
    asked = _permissions(f"wagtailcore.{action}_page" for action in actions)
    given = [GroupPagePermission(group=group, page=page, permission=permission) for permission in asked]
    GroupPagePermission.objects.bulk_create(given, ignore_conflicts=True)


def _give_files(group: Group, collection: Collection, names: Iterable[str]) -> None:
    asked = _permissions(names)
    given = [GroupCollectionPermission(group=group, collection=collection, permission=p) for p in asked]
    GroupCollectionPermission.objects.bulk_create(given, ignore_conflicts=True)
