"""Who may read an application: whoever may write the offers of the entity it was sent to (rules 5 and 6)."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from wagtail.models import GroupPagePermission
from wagtail.permissions import policy_registry

from core.pages import paths_down_to
from equipes.onboarding.team import managed
from vitrines.models import VitrinePage
from vitrines.permissions import VitrinePermissionPolicy

CENTRAL = "La mission Talents"


class CandidaturePermissionPolicy(VitrinePermissionPolicy):
    """The vitrine's rights, on what the person has confirmed and has neither taken back nor had erased."""

    def instances_user_has_any_permission_for(self, user, actions: Iterable[str]) -> QuerySet:
        return super().instances_user_has_any_permission_for(user, actions).readable()

    def user_has_any_permission_for_instance(self, user, actions: Iterable[str], instance: Model) -> bool:
        is_readable = self.model._default_manager.readable().filter(pk=instance.pk).exists()
        return is_readable and super().user_has_any_permission_for_instance(user, actions, instance)


def may_use_pool(user: AbstractBaseUser) -> bool:
    """Whoever writes an entity's offers may look for people to propose them to."""
    from .models import Candidature

    return policy_registry.get_by_type(Candidature).user_has_permission(user, "change")


def steers(user: AbstractBaseUser) -> bool:
    """Whether `user` is of Mission Talents."""
    return user.has_perm("equipes.change_entityrequest")


def journals(user: AbstractBaseUser) -> QuerySet[VitrinePage]:
    """The entities whose journal of readings `user` reads: those whose people they manage; all, for Mission Talents."""
    if steers(user):
        return VitrinePage.objects.order_by("path")
    return managed(user)


def own_entity(user: AbstractBaseUser) -> VitrinePage | None:
    """The topmost entity that `user` works for; none for who works for all."""
    given = GroupPagePermission.objects.filter(group__user=user).values("page_id")
    return VitrinePage.objects.filter(pk__in=given).order_by("path").first()


def acting_for(user: AbstractBaseUser, vitrine: VitrinePage) -> str:
    """The entity in whose name `user` acts on what was sent to `vitrine`: the nearest that they work for."""
    given = GroupPagePermission.objects.filter(group__user=user).values("page_id")
    nearest = VitrinePage.objects.filter(path__in=paths_down_to(vitrine.path), pk__in=given).order_by("-depth")
    return nearest.values_list("title", flat=True).first() or CENTRAL
