"""Accepting an invitation: creates an account, or gives access to an existing one whose owner is signed in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login, password_validation
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from equipes.accounts.addresses import account_of
from equipes.models import Invitation

from .team import join, make_account


class AccountForm(forms.Form):
    first_name = forms.CharField(
        label="Prénom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text="Douze caractères au moins ; une suite de mots convient.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Mot de passe, encore une fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", "Les deux mots de passe diffèrent.")
        return cleaned


@method_decorator([never_cache, sensitive_post_parameters("password", "again")], name="dispatch")
class InvitationView(View):
    """The page of an invitation's link: 404 for a forged link, 410 for a used or expired one."""

    def setup(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.requested = Invitation.objects.select_related("vitrine").from_token(token)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if self.requested is None or not self.requested.is_usable:
            status = 410 if self.requested else 404
            response = render(request, "equipes/invitation_closed.html", {"invitation": self.requested}, status=status)
        else:
            self.invitation = self.requested
            response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._render(AccountForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if account := account_of(self.invitation.email):
            if account != request.user:  # Inactive or not signed in: the page explains which.
                return self._render(AccountForm())
            if join(self.invitation, account):
                messages.success(request, f"Vous avez accès à « {self.invitation.vitrine.title} ».")
            return redirect("wagtailadmin_home")
        form = AccountForm(request.POST)
        if not form.is_valid():
            return self._render(form)
        details = {name: form.cleaned_data[name] for name in ("first_name", "last_name", "password")}
        user = make_account(self.invitation, **details)
        if user is None:  # A double click: the first request created the account.
            return redirect("wagtailadmin_login")
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, f"Bienvenue ! Vous avez accès à « {self.invitation.vitrine.title} ».")
        return redirect("wagtailadmin_home")

    def _render(self, form: AccountForm) -> HttpResponse:
        account = account_of(self.invitation.email)
        context = {
            "invitation": self.invitation,
            "form": form,
            "known": account is not None,
            "closed": account is not None and not account.is_active,
            "signed_in": account is not None and account == self.request.user,
            "sign_in": f"{reverse('wagtailadmin_login')}?{urlencode({'next': self.request.path})}",
        }
        return render(self.request, "equipes/invitation.html", context, status=422 if form.errors else 200)
