"""The CMS's menu, reduced for the members of an entity to what they come for."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

from core.signed_in import SignedInRequest
from equipes.members import own_vitrines
from equipes.onboarding.team import managed

_MEMBERS_LABELS = {"relecture": "À relire", "images": "Images", "documents": "Documents"}
"""Menu items of the members of an entity: name and label."""


def register_for_members(name: str, label: str) -> None:
    """Leave the menu item `name` to members, under `label`. Called from an app's `ready()`."""
    _MEMBERS_LABELS[name] = label


def reduce(request: SignedInRequest, items: list) -> None:
    """Leave to a member of an entity their vitrine, offers, files and team; to others everything they may."""
    own = own_vitrines(request.user)
    if not own:
        return
    mine = []
    for item in items:
        if item.name in _MEMBERS_LABELS:
            mine.append(renamed(item, _MEMBERS_LABELS[item.name]))
        elif item.name == "explorer" and len(own) > 1:
            mine.append(item)
    if len(own) == 1:
        url = reverse("wagtailadmin_explore", args=[own[0].pk])
        mine.append(MenuItem("Ma vitrine", url, name="vitrine", icon_name="home", order=100))
    if first := managed(request.user).first():
        url = reverse("team", args=[first.pk])
        mine.append(MenuItem("Mon équipe", url, name="equipe", icon_name="group", order=400))
    items[:] = mine


def renamed(item: MenuItem, label: str) -> MenuItem:
    """A copy of `item`, which all users share, under another label."""
    return MenuItem(
        label, item.url, name=item.name, icon_name=item.icon_name, classname=item.classname, order=item.order
    )
