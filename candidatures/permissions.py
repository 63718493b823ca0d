"""Permission policies: applications are readable by users who may write the offers of their entity."""

from collections.abc import Iterable
from typing import cast

from django.contrib.auth.models import User as Person
from django.db.models import Model, Q, QuerySet
from wagtail.models import GroupPagePermission

from core.pages import paths_down_to
from equipes.onboarding.team import managed
from object_permissions.gate import policy_of
from object_permissions.policies import ReadOnlyPermissionPolicy, User
from vitrines.models import VitrinePage
from vitrines.permissions import VitrinePermissionPolicy

from .models import Candidature, Lecture, Profil
from .models.candidature import CandidatureQuerySet

CENTRAL = "La mission Talents"


class CandidaturePermissionPolicy(VitrinePermissionPolicy):
    """The permissions on the vitrine, limited to applications that are confirmed, not withdrawn and not erased."""

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        candidatures = super().instances_user_has_any_permission_for(user, actions)
        return cast(CandidatureQuerySet, candidatures).readable()

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        is_readable = self.model._default_manager.readable().filter(pk=instance.pk).exists()
        return is_readable and super().user_has_any_permission_for_instance(user, actions, instance)


def may_use_pool(user: User) -> bool:
    """Whether `user` may search the pool: they write the offers of an entity."""
    return policy_of(Candidature).user_has_permission(user, "change")


def steers(user: User) -> bool:
    """Whether `user` is a member of Mission Talents."""
    return user.has_perm("equipes.change_entityrequest")


def journals(user: User) -> QuerySet[VitrinePage]:
    """The entities whose log of CV accesses `user` may read: those they manage; all for Mission Talents."""
    if steers(user):
        return VitrinePage.objects.order_by("path")
    return managed(cast(Person, user))


class ProfilPermissionPolicy(ReadOnlyPermissionPolicy):
    """The profiles of the pool, hidden from the entities that each person has excluded."""

    def may_view(self, user: User) -> bool:
        return may_use_pool(user)

    def objects_to_view(self, user: User) -> QuerySet:
        return Profil.objects.visible_to(user)


class LecturePermissionPolicy(ReadOnlyPermissionPolicy):
    """The log of CV accesses. Mission Talents also reads entries without an entity."""

    def may_view(self, user: User) -> bool:
        return journals(user).exists()

    def objects_to_view(self, user: User) -> QuerySet:
        readings = Q(vitrine__in=journals(user).order_by())
        return Lecture.objects.filter(readings | Q(vitrine=None) if steers(user) else readings)


class ArchivePermissionPolicy(ReadOnlyPermissionPolicy):
    """The archive of evidence, readable with Django's permission `view_archive`."""

    def may_view(self, user: User) -> bool:
        return user.has_perm("candidatures.view_archive")

    def objects_to_view(self, user: User) -> QuerySet:
        return self.model._default_manager.all()


def own_entity(user: User) -> VitrinePage | None:
    """The topmost entity that `user` works for; None for central users."""
    given = GroupPagePermission.objects.filter(group__user=user).values("page_id")
    return VitrinePage.objects.filter(pk__in=given).order_by("path").first()


def acting_for(user: User, vitrine: VitrinePage) -> str:
    """The name of the entity for which `user` acts on `vitrine`: the nearest above that they work for, else CENTRAL."""
    given = GroupPagePermission.objects.filter(group__user=user).values("page_id")
    nearest = VitrinePage.objects.filter(path__in=paths_down_to(vitrine.path), pk__in=given).order_by("-depth")
    return nearest.values_list("title", flat=True).first() or CENTRAL
