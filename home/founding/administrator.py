"""The first administrator: creates the account and mails a link to choose its password."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.utils import get_admin_base_url

from core.mail import Mail, recipient, send_on_commit
from equipes.roles import MISSION_TALENTS


@transaction.atomic
def invite_administrator(email: str) -> bool:
    """Create the account, or invite it again. Returns False if it already has a password."""
    users = get_user_model().objects
    user = users.filter(email__iexact=email).first()
    if user is None:
        user = users.create(username=email.lower(), email=email, is_superuser=True, is_staff=True)
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=MISSION_TALENTS))
    elif user.has_usable_password():
        return False
    send_on_commit(invitation, user.pk)
    return True


def invitation(pk: int) -> Mail | None:
    """The invitation of the account `pk`; None if it has a password, is inactive or was deleted."""
    user = recipient(pk)
    if user is None or user.has_usable_password():
        return None
    body = render_to_string("home/mails/administrator.txt", {"url": password_link(user)})
    return Mail("Votre accès d’administration au portail", body, user.email)


def password_link(user: User) -> str:
    """The URL where `user` chooses a password: single use, valid for PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("wagtailadmin_password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    return get_admin_base_url() + path
