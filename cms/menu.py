"""The CMS menu, reduced for the members of an entity."""

from django.urls import reverse
from wagtail.admin.menu import MenuItem

from core.signed_in import SignedInRequest
from equipes.members import own_vitrines
from equipes.onboarding.team import managed

_MEMBERS_LABELS = {"relecture": "À relire", "images": "Images", "documents": "Documents"}
"""Menu items of the members of an entity: name and label."""


def register_for_members(name: str, label: str) -> None:
    """Keep the menu item `name` for members of an entity, renamed to `label`. Called from an app's `ready()`."""
    _MEMBERS_LABELS[name] = label


def reduce(request: SignedInRequest, items: list) -> None:
    """Reduce the menu of an entity's members to their vitrine, offers, files and team; others keep the full menu."""
    own = own_vitrines(request.user)
    if not own:
        return
    reduced = []
    for item in items:
        if item.name in _MEMBERS_LABELS:
            reduced.append(renamed(item, _MEMBERS_LABELS[item.name]))
        elif item.name == "explorer" and len(own) > 1:
            reduced.append(item)
    if len(own) == 1:
        url = reverse("wagtailadmin_explore", args=[own[0].pk])
        reduced.append(MenuItem("Ma vitrine", url, name="vitrine", icon_name="home", order=100))
    if first := managed(request.user).first():
        url = reverse("team", args=[first.pk])
        reduced.append(MenuItem("Mon équipe", url, name="equipe", icon_name="group", order=400))
    items[:] = reduced


def renamed(item: MenuItem, label: str) -> MenuItem:
    """A copy of `item` with another label; the original is shared by all users."""
    return MenuItem(
        label, item.url, name=item.name, icon_name=item.icon_name, classname=item.classname, order=item.order
    )
