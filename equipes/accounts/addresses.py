"""E-mail addresses of accounts: unique, ignoring case, and changed only by a link sent to the new address.

A database constraint enforces uniqueness (migration equipes.0002). The link prevents users from taking the address of
someone else, and with it mails and invitations sent to that address.
"""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_admin_base_url
from wagtail.admin.views.account import BaseSettingsPanel
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core import counters
from core.mail import Mail, send_on_commit
from core.signed_in import SignedInRequest
from equipes.models import AddressChange

TAKEN = "Un autre compte a déjà cette adresse."
SENT = "Un lien de confirmation part à {address} : l’adresse change quand il est ouvert, avant deux jours."
TOO_MANY = "Trop de changements d’adresse demandés aujourd’hui : réessayez demain."
A_DAY = 5
"""Maximum change requests per account and day."""


def account_of(email: str) -> User | None:
    """The account with this address, ignoring case; None without one or for an empty address."""
    return get_user_model().objects.filter(email__iexact=email).first() if email else None


def free_address(email: str, account: User | None = None) -> str:
    """`email` itself. Raises ValidationError if another account than `account` has it."""
    if (owner := account_of(email)) and owner.pk != getattr(account, "pk", None):
        raise forms.ValidationError(TAKEN, code="taken")
    return email


@transaction.atomic
def ask_change(account: User, email: str, *, by: User) -> bool:
    """Mail a link to `email` that makes it the address of `account`. Returns False beyond `A_DAY` requests."""
    if counters.increment("address change", str(account.pk), period=dt.timedelta(days=1)) > A_DAY:
        return False
    account.address_changes.all().delete()
    change = AddressChange.objects.create(account=account, email=email, former=account.email, created_by=by)
    send_on_commit(confirmation, change.pk)
    return True


def confirmation(pk: int) -> Mail | None:
    """The mail to the new address with the link; None if the change is used, expired or deleted."""
    change = AddressChange.objects.filter(pk=pk).first()
    if change is None or not change.is_usable:
        return None
    url = f"{get_admin_base_url()}{reverse('confirm_address', args=[change.token])}"
    body = render_to_string("equipes/mails/confirm_address.txt", {"change": change, "url": url})
    return Mail("Confirmez votre nouvelle adresse", body, change.email)


def address_changed(pk: int) -> Mail | None:
    """The mail to the former address, whose owner may not have requested the change; None without one."""
    change = AddressChange.objects.filter(pk=pk).first()
    if change is None or not change.former:
        return None
    body = render_to_string("equipes/mails/address_changed.txt", {"change": change})
    return Mail("L’adresse de votre compte a changé", body, change.former)


def confirm(change: AddressChange) -> bool:
    """Set the new address of the account. False if the link is used or expired, or if the address is now taken."""
    try:
        with transaction.atomic():
            if not change.spend():
                return False
            change.account.email = change.email
            change.account.save(update_fields=["email"])
            send_on_commit(address_changed, change.pk)
    except IntegrityError:
        return False
    return True


def forget_changes() -> None:
    """Delete the address changes whose link has expired."""
    AddressChange.objects.filter(created_at__lt=timezone.now() - AddressChange.VALID_FOR).delete()


class AddressForm(forms.Form):
    email = forms.EmailField(label="Nouvelle adresse de courriel", required=False)

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = instance
        now = f"Actuelle : {instance.email}. " if instance.email else ""
        self.fields["email"].help_text = f"{now}Un lien de confirmation part à la nouvelle."

    def clean_email(self) -> str:
        return free_address(self.cleaned_data["email"], self.account)


class AddressPanel(BaseSettingsPanel):
    """Replaces Wagtail's field in the user's account settings, which would change the address at once."""

    name, title, order = "adresse", "Adresse de courriel", 150
    form_class = AddressForm

    def get_form(self) -> AddressForm:
        form = super().get_form()
        form.save = lambda: self._ask(form.cleaned_data["email"])
        return form

    def _ask(self, email: str) -> None:
        if email and email != self.user.email:
            request_change(self.request, self.user, email)


def request_change(request: SignedInRequest, account: User, email: str) -> None:
    """Call `ask_change` for the user of `request`, and add a message with the result."""
    if ask_change(account, email, by=request.user):
        messages.info(request, SENT.format(address=email))
    else:
        messages.error(request, TOO_MANY)


class ConfirmAddressView(WagtailAdminTemplateMixin, TemplateView):
    """Opened from the mail while signed in as the account; a button confirms the new address."""

    template_name = "equipes/cms/confirm_address.html"
    page_title = "Confirmer votre adresse"
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        change = AddressChange.objects.select_related("account").from_token(token)
        if change is None or change.account != request.user:
            raise Http404
        self.change = change

    def get_breadcrumbs_items(self) -> list:
        return []

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(change=self.change, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if confirm(self.change):
            messages.success(request, f"Votre adresse est maintenant {self.change.email}.")
        else:
            messages.error(request, "L’adresse n’a pas changé : ce lien ne vaut plus, ou un autre compte l’a prise.")
        return redirect("wagtailadmin_account")
