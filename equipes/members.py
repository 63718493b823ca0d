"""The entities of a user who only has permissions on entities."""

from django.contrib.auth.models import AnonymousUser, User
from wagtail.models import GroupPagePermission

from vitrines.models import VitrinePage

CACHE_ATTRIBUTE = "_own_vitrines"


def own_vitrines(user: User | AnonymousUser) -> list[VitrinePage]:
    """The topmost entities on which `user` has page permissions; none if they have some on other pages. Cached."""
    if CACHE_ATTRIBUTE not in user.__dict__:
        user.__dict__[CACHE_ATTRIBUTE] = _own_vitrines(user)
    return user.__dict__[CACHE_ATTRIBUTE]


def _own_vitrines(user: User | AnonymousUser) -> list[VitrinePage]:
    if user.is_superuser or not user.is_authenticated:
        return []
    given = set(GroupPagePermission.objects.filter(group__user=user).values_list("page_id", flat=True))
    vitrines = list(VitrinePage.objects.filter(pk__in=given).defer("figures", "social_links").order_by("path"))
    if len(vitrines) < len(given):
        return []
    tops: list[VitrinePage] = []
    for vitrine in vitrines:
        if not any(vitrine.is_descendant_of(top) for top in tops):
            tops.append(vitrine)
    return tops
