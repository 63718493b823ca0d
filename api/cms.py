"""The API keys of an entity in the CMS. Its Responsables create and revoke them; a secret is displayed once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from core.object_keys import object_key
from core.signed_in import SignedInRequest
from emplois.deadlines import end_of_day
from equipes.onboarding.cms import ManagedEntityView
from equipes.onboarding.team import HOLDINGS, Holding, managed
from vitrines.models import VitrinePage

from .models import LASTS, CleApi

MADE, REVOKED = "api.key_made", "api.key_revoked"
LONGEST = dt.timedelta(days=730)


class KeyForm(forms.ModelForm):
    expires_on = forms.DateField(label="Expire le", widget=AdminDateInput, help_text="Deux ans au plus.")

    class Meta:
        model = CleApi
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate() + LASTS

    def clean_expires_on(self) -> dt.date:
        day = self.cleaned_data["expires_on"]
        if not timezone.localdate() < day <= timezone.localdate() + LONGEST:
            raise forms.ValidationError("Choisissez une date à venir, dans deux ans au plus.")
        return day


def revoke(key: CleApi, *, by: User) -> None:
    """Revoke a key and log it in the history of its entity's page."""
    key.revoke()
    log(instance=key.vitrine, action=REVOKED, user=by, data={"key": key.shown})


def _end(key: CleApi) -> Callable[[User], None]:
    return lambda by: revoke(key, by=by)


def held_keys(member: User, vitrine: VitrinePage) -> list[Holding]:
    """The usable keys that `member` created for `vitrine` or an entity below it."""
    below = VitrinePage.objects.filter(path__startswith=vitrine.path)
    keys = CleApi.objects.usable().filter(created_by=member, vitrine__in=below).select_related("vitrine")
    return [Holding(f"key-{key.pk}", f"{key} de {key.vitrine.short_name}", _end(key)) for key in keys]


class KeysView(ManagedEntityView):
    template_name = "api/cms/keys.html"
    page_title = "Clés d’API"
    header_icon = "key"

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**{"keys": self.vitrine.cles_api.select_related("created_by"),
                                           "form": KeyForm(), "secret": ""} | kwargs)  # fmt: skip

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "revoke" in request.POST:
            return self._revoke(request.POST["revoke"])
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        key, secret = CleApi.objects.make(
            vitrine=self.vitrine,
            name=form.cleaned_data["name"],
            user=request.user,
            expires_at=end_of_day(form.cleaned_data["expires_on"]),
        )
        log(instance=self.vitrine, action=MADE, user=request.user, data={"key": key.shown})
        response = self.render_to_response(self.get_context_data(secret=secret))
        response["Cache-Control"] = "no-store"
        return response

    def _revoke(self, pk: str) -> HttpResponse:
        key = self.vitrine.cles_api.filter(pk=object_key(pk), revoked_at=None).first()
        if key:
            revoke(key, by=self.request.user)
            messages.success(self.request, f"La clé « {key.name} » est révoquée : elle ne vaut plus rien.")
        return redirect("api_keys", self.vitrine.pk)


class KeysMenuItem(MenuItem):
    """The menu item to the keys of a Responsable's first entity."""

    def is_shown(self, request: SignedInRequest) -> bool:
        return managed(request.user).exists()


def first_keys(request: SignedInRequest) -> HttpResponse:
    """Redirect to the keys of the first entity that the user manages, or to the CMS home."""
    if first := managed(request.user).first():
        return redirect("api_keys", first.pk)
    return redirect("wagtailadmin_home")


def menu_item() -> MenuItem:
    """The menu item « Clés d’API », visible to users who manage an entity."""
    return KeysMenuItem("Clés d’API", reverse("api_keys_first"), name="cles-api", icon_name="key", order=420)


HOLDINGS.append(held_keys)
ADDRESSES = [
    path("cles-api/", first_keys, name="api_keys_first"),
    path("cles-api/<int:pk>/", KeysView.as_view(), name="api_keys"),
]
