"""The team of an entity: managers, members, invitations, joining, removal."""

import itertools
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url, get_user_display_name
from wagtail.log_actions import log

from core.mail import Mail, send_on_commit
from equipes.enums import Role
from equipes.models import Invitation, Membership
from vitrines.models import VitrinePage


class Holding(NamedTuple):
    """An access of the entity, such as a key, that a removed member could still use; `end` revokes it."""

    key: str
    label: str
    end: Callable[[User], None]


HOLDINGS: list[Callable[[User, VitrinePage], list[Holding]]] = []
"""Functions that list the holdings of a member; apps above this one append to it."""


def holdings(member: User, vitrine: VitrinePage) -> list[Holding]:
    """All holdings of `member` in the entity, from the functions in `HOLDINGS`."""
    return [holding for find in HOLDINGS for holding in find(member, vitrine)]


RANKS = list(Role)
"""From the lowest role to the highest."""
INVITED, JOINED, REMOVED = "vitrines.invited", "vitrines.joined", "vitrines.removed"


def managed(user: User) -> QuerySet[VitrinePage]:
    """The entities that `user` manages as a Responsable: their own and all descendants, in tree order."""
    own = VitrinePage.objects.filter(memberships__person=user, memberships__role=Role.RESPONSABLES)
    within = Q(pk__in=[])
    for path in own.values_list("path", flat=True):
        within |= Q(path__startswith=path)
    return VitrinePage.objects.filter(within).order_by("path")


def members(vitrine: VitrinePage) -> list[tuple[User, Role]]:
    """The active members of the entity itself with their highest role, Responsables first."""
    active = vitrine.memberships.filter(person__is_active=True).select_related("person")
    by_name = active.order_by("person__last_name", "person__username")
    highest: dict[User, Role] = {}
    for membership in sorted(by_name, key=lambda membership: -RANKS.index(membership.role)):
        highest.setdefault(membership.person, Role(membership.role))
    return list(highest.items())


def is_member(vitrine: VitrinePage, email: str) -> bool:
    """Whether an active member of the entity has this address, ignoring case."""
    return any(user.email.lower() == email.lower() for user, _role in members(vitrine))


@transaction.atomic
def invite(vitrine: VitrinePage, *, email: str, role: str, sender: User | None) -> Invitation:
    """Invite `email` to `vitrine`, replacing earlier pending invitations."""
    vitrine.invitations.filter(email__iexact=email, used_at__isnull=True).delete()
    invitation = Invitation.objects.create(vitrine=vitrine, email=email, role=role, created_by=sender)
    send_invitation(invitation)
    log(instance=vitrine, action=INVITED, user=sender, data={"role": role})
    return invitation


def send_invitation(invitation: Invitation) -> None:
    """Queue the mail of the invitation, sent on commit."""
    send_on_commit(invitation_mail, invitation.pk)


def invitation_mail(pk: int) -> Mail | None:
    """The mail of an invitation with its link; None if it is used, expired or deleted."""
    invitation = Invitation.objects.select_related("vitrine", "created_by").filter(pk=pk).first()
    if invitation is None or not invitation.is_usable:
        return None
    sender = invitation.created_by
    context = {
        "invitation": invitation,
        "url": f"{get_admin_base_url()}{reverse('invitation', args=[invitation.token])}",
        "sender": get_user_display_name(sender) if sender else "La mission Talents",
    }
    body = render_to_string("equipes/mails/invitation.txt", context)
    return Mail(f"Votre accès à la vitrine « {invitation.vitrine.short_name} »", body, invitation.email)


def _free_username(email: str) -> str:
    """The address, truncated to the maximum length, with a number if the username is taken."""
    users, base = get_user_model().objects, email.lower()[:140]
    numbers = itertools.chain([""], map(str, itertools.count(2)))
    return next(name for number in numbers if not users.filter(username=(name := base + number)).exists())


@transaction.atomic
def join(invitation: Invitation, account: User) -> bool:
    """Spend the invitation and add `account` to the team. False if the invitation is used or expired.

    Raises ValueError if the account has another address.
    """
    if account.email.lower() != invitation.email.lower():
        raise ValueError("The invitation was sent to another address.")
    if not invitation.spend():
        return False
    Membership.objects.get_or_create(person=account, vitrine=invitation.vitrine, role=invitation.role)
    log(instance=invitation.vitrine, action=JOINED, user=account, data={"role": invitation.role})
    return True


def make_account(invitation: Invitation, *, password: str, **names: str) -> User | None:
    """Create an account for the invited address and join. None if one exists, or the invitation is used or expired."""
    try:
        with transaction.atomic():
            username = _free_username(invitation.email)
            user = get_user_model().objects.create_user(username, invitation.email, password, **names)
            if not join(invitation, user):
                transaction.set_rollback(True)
                return None
            return user
    except IntegrityError:
        return None


@transaction.atomic
def remove(user: User, vitrine: VitrinePage, *, by: User) -> None:
    """Remove `user` from the entity's team, delete their pending invitations and end their sessions."""
    Membership.objects.filter(person=user, vitrine=vitrine).delete()
    vitrine.invitations.filter(email__iexact=user.email, used_at__isnull=True).delete()
    log(instance=vitrine, action=REMOVED, user=by, data={"user": user.pk})
    end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign `user` out everywhere: deletes all of their sessions."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
