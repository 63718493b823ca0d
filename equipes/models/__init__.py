"""Memberships of entities, invitations, and requests for a vitrine."""

from .invitations import AddressChange, Invitation
from .memberships import EntityCollection, EntityGroup, Membership
from .rejoindre import RejoindrePage
from .requests import EntityRequest

__all__ = [
    "AddressChange",
    "EntityCollection",
    "EntityGroup",
    "EntityRequest",
    "Invitation",
    "Membership",
    "RejoindrePage",
]
