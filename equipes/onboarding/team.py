"""The people of an entity: who manages them, inviting, joining, leaving."""

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
    """Something of the entity that a member made and may still use once removed; `end` makes it worthless."""

    key: str
    label: str
    end: Callable[[User], None]


HOLDINGS: list[Callable[[User, VitrinePage], list[Holding]]] = []
"""What finds them; rooms above this one register here."""


def holdings(member: User, vitrine: VitrinePage) -> list[Holding]:
    return [holding for find in HOLDINGS for holding in find(member, vitrine)]


RANKS = list(Role)
"""From the lowest role to the highest."""
INVITED, JOINED, REMOVED = "vitrines.invited", "vitrines.joined", "vitrines.removed"


def managed(user: User) -> QuerySet[VitrinePage]:
    """The entities whose people `user` manages as a Responsable: theirs and all below, from the top down."""
    own = VitrinePage.objects.filter(memberships__person=user, memberships__role=Role.RESPONSABLES)
    within = Q(pk__in=[])
    for path in own.values_list("path", flat=True):
        within |= Q(path__startswith=path)
    return VitrinePage.objects.filter(within).order_by("path")


def members(vitrine: VitrinePage) -> list[tuple[User, Role]]:
    """The people of the entity itself with their highest role, Responsables first."""
    active = vitrine.memberships.filter(person__is_active=True).select_related("person")
    by_name = active.order_by("person__last_name", "person__username")
    highest: dict[User, Role] = {}
    for membership in sorted(by_name, key=lambda membership: -RANKS.index(membership.role)):
        highest.setdefault(membership.person, Role(membership.role))
    return list(highest.items())


def is_member(vitrine: VitrinePage, email: str) -> bool:
    return any(user.email.lower() == email.lower() for user, _role in members(vitrine))


@transaction.atomic
def invite(vitrine: VitrinePage, *, email: str, role: str, sender: User | None) -> Invitation:
    """Invite `email` to `vitrine`; an earlier invitation that is still open ends with it."""
    vitrine.invitations.filter(email__iexact=email, used_at__isnull=True).delete()
    invitation = Invitation.objects.create(vitrine=vitrine, email=email, role=role, created_by=sender)
    send_invitation(invitation)
    log(instance=vitrine, action=INVITED, user=sender, data={"role": role})
    return invitation


def send_invitation(invitation: Invitation) -> None:
    send_on_commit(invitation_mail, invitation.pk)


def invitation_mail(pk: int) -> Mail | None:
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
    """The address itself, as far as a name may be long; numbered where someone has it."""
    users, base = get_user_model().objects, email.lower()[:140]
    numbers = itertools.chain([""], map(str, itertools.count(2)))
    return next(name for number in numbers if not users.filter(username=(name := base + number)).exists())


@transaction.atomic
def join(invitation: Invitation, account: User) -> bool:
    """Spend the invitation: `account`, signed in and of the address that was invited, joins. False where it was late.

    Raises ValueError for an account of another address.
    """
    if account.email.lower() != invitation.email.lower():
        raise ValueError("The invitation was sent to another address.")
    if not invitation.spend():
        return False
    Membership.objects.get_or_create(person=account, vitrine=invitation.vitrine, role=invitation.role)
    log(instance=invitation.vitrine, action=JOINED, user=account, data={"role": invitation.role})
    return True


def make_account(invitation: Invitation, *, password: str, **names: str) -> User | None:
    """An account for the address that was invited, which joins; None where one was made meanwhile, or too late."""
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
    """Take `user` out of the entity's team and end their sessions everywhere."""
    Membership.objects.filter(person=user, vitrine=vitrine).delete()
    vitrine.invitations.filter(email__iexact=user.email, used_at__isnull=True).delete()
    log(instance=vitrine, action=REMOVED, user=by, data={"user": user.pk})
    end_sessions(user)


def end_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
