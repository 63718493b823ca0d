"""The CMS forms to sign in and to reset a password, with rate limits against guessing.

Ten wrong passwords for an account from a network lock it for that network for a quarter of an hour (django-axes); its
owner can still sign in from elsewhere. Too many tries from one network, or on one account from many networks, require a
proof of work (see `core.form_guard`).
"""

import datetime as dt
from typing import Any

from axes.utils import reset
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm
from wagtail.admin.utils import get_admin_base_url
from wagtail.admin.views.account import PasswordResetConfirmView as WagtailPasswordResetConfirmView
from wagtail.admin.views.account import PasswordResetView as WagtailPasswordResetView

from core import counters
from core.form_guard import GuardedForm
from core.mail import Mail, recipient, send_on_commit

TRIES_AN_HOUR = 50
"""Per network, as a whole office may share one, or per account."""
RESETS_A_DAY = 5
"""Maximum mails to one address."""
DAY = dt.timedelta(days=1)


class SignInForm(GuardedForm, LoginForm):
    """Wagtail's sign-in form with French labels. The username of an invited account is its address."""

    counted_fields = ("username",)
    fastest, tries_an_hour = 0, TRIES_AN_HOUR  # Password managers submit at once.

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.request = request
        self.fields["username"].label = "Adresse de courriel ou nom d’utilisateur"
        self.fields["username"].widget.attrs |= {"placeholder": "", "autocomplete": "username"}
        self.fields["password"].label = "Mot de passe"
        self.fields["password"].widget.attrs |= {"placeholder": "", "autocomplete": "current-password"}

    def clean(self) -> dict | None:
        return self.cleaned_data if self.is_suspect else super().clean()

    @property
    def extra_fields(self) -> list:
        return []


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: dict | None = None
) -> HttpResponse:
    """The response (429) of django-axes while an account is locked for a network."""
    response = render(request, "wagtailadmin/locked_out.html", status=429)
    response["Retry-After"] = str(15 * 60)
    return response


class PasswordResetForm(GuardedForm, WagtailPasswordResetForm):
    """Responds the same way, in the same time, whether the account exists: the mail is written in the background."""

    counted_fields = ("email",)
    fastest = 0  # Browsers fill in the address at once.

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Votre adresse de courriel"

    @property
    def extra_fields(self) -> list:
        return []

    def save(self, **_options: Any) -> None:
        email = self.cleaned_data["email"]
        user = next(iter(self.get_users(email)), None)
        allowed = counters.increment("password reset", email.lower(), period=DAY) <= RESETS_A_DAY
        send_on_commit(password_reset, user.pk if user and allowed else 0)


class PasswordResetView(WagtailPasswordResetView):
    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"request": self.request}


class PasswordResetConfirmView(WagtailPasswordResetConfirmView):
    """Unlocks the account for all networks when a new password is chosen."""

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        reset(username=self.user.get_username())
        return super().form_valid(form)


def password_reset(pk: int) -> Mail | None:
    """Wagtail's password reset mail for the account `pk`; None if there is no active account with an address."""
    user = recipient(pk)
    if user is None:
        return None
    site = get_admin_base_url()
    protocol, _separator, domain = site.partition("://")
    context = {
        "user": user,
        "email": user.email,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
        "protocol": protocol,
        "domain": domain,
        "site_name": domain,
    }
    folder = "wagtailadmin/account/password_reset"
    subject = render_to_string(f"{folder}/email_subject.txt", context)
    return Mail(subject, render_to_string(f"{folder}/email.txt", context), user.email)
