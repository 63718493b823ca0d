"""Public requests for a vitrine: the form at `/rejoindre/`, its confirmation by mail, and the deletion of old ones."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin.utils import get_admin_base_url

from core.form_guard import GuardedForm
from core.french import duration
from core.mail import Mail, recipient, send_on_commit
from core.pages import SitePage
from equipes.models.requests import EntityRequest
from vitrines.choices import as_tree
from vitrines.models import VitrinePage

KEPT_FOR = dt.timedelta(days=365)
"""Retention of confirmed requests, in any state."""
MAILS_A_DAY = 3
"""Maximum mails to one address."""


class EntityRequestForm(GuardedForm, forms.ModelForm):
    fields: dict[str, Any]  # Several field classes.

    consent = forms.BooleanField(
        label="J’accepte que ces informations servent à traiter ma demande",
        help_text=(
            "Lues par la mission Talents seulement. Une demande non confirmée est effacée après "
            f"{duration(EntityRequest.VALID_FOR)}, les autres après {duration(KEPT_FOR)}."
        ),
        error_messages={"required": "Sans votre accord, nous ne pouvons pas traiter la demande."},
    )

    class Meta:
        model = EntityRequest
        fields = ["name", "sigle", "parent", "parent_name", "contact_name", "email", "motive"]
        labels = {
            "email": "Votre adresse professionnelle",
            "sigle": "Sigle (facultatif)",
            "parent": "Entité de rattachement (facultatif)",
            "parent_name": "Rattachement, s’il n’est pas dans la liste (facultatif)",
        }
        help_texts = {
            "name": "Le nom complet : « Direction du numérique du ministère… ».",
            "parent": "Le ministère ou l’établissement dont elle dépend.",
            "email": "Format attendu : nom@domaine.fr. Nous y envoyons un lien de confirmation.",
            "motive": "Qui vous êtes, qui vous recrutez, ce que vous voulez montrer. En quelques lignes.",
        }
        error_messages = {
            "name": {"required": "Indiquez le nom de l’entité."},
            "contact_name": {"required": "Indiquez votre nom."},
            "email": {"required": "Indiquez votre adresse.", "invalid": "Cette adresse n’est pas complète."},
            "motive": {"required": "Dites en quelques mots ce que vous voulez présenter."},
        }
        widgets = {
            "motive": forms.Textarea(attrs={"rows": 5}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        as_tree(parent, VitrinePage.objects.live())
        parent.empty_label = "Aucun, ou pas dans cette liste"


def ask(request: HttpRequest, page: SitePage) -> HttpResponse:
    """Serve `page` with the form. A valid form always gets the same answer, even when no mail is sent."""
    form = EntityRequestForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        _save(form)
        return redirect(f"{page.url}?envoyee=1")
    context = page.get_context(request, form=form, sent="envoyee" in request.GET)
    response = TemplateResponse(request, page.get_template(request), context, status=422 if form.errors else 200)
    add_never_cache_headers(response)  # The form contains a visitor's token.
    return response


@transaction.atomic
def _save(form: EntityRequestForm) -> None:
    """Save the request and mail the link, at most `MAILS_A_DAY` times for one address."""
    since = timezone.now() - dt.timedelta(days=1)
    recent = EntityRequest.objects.filter(email__iexact=form.cleaned_data["email"], created_at__gt=since).count()
    if recent >= MAILS_A_DAY:
        return
    entity_request = form.save()
    send_on_commit(confirmation, entity_request.pk)


def confirmation(pk: int) -> Mail | None:
    """The mail with the confirmation link. It contains no typed text, so the form cannot be used to send spam."""
    entity_request = EntityRequest.objects.filter(pk=pk).first()
    if entity_request is None or not entity_request.is_usable:
        return None
    context = {
        "asked": entity_request,
        "url": f"{get_admin_base_url()}{reverse('confirm_request', args=[entity_request.token])}",
    }
    body = render_to_string("equipes/mails/confirm_request.txt", context)
    return Mail("Confirmez votre demande de vitrine", body, entity_request.email)


@method_decorator(never_cache, name="dispatch")
class ConfirmRequestView(View):
    """Opened from the mail; a button confirms the request, as mail scanners open links too."""

    def setup(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.entity_request = EntityRequest.objects.from_token(token)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._render(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.entity_request and self.entity_request.spend():
            notify_mission_talents(self.entity_request)
        return self._render(request)

    def _render(self, request: HttpRequest) -> HttpResponse:
        usable = bool(self.entity_request and self.entity_request.is_usable)
        confirmed = bool(self.entity_request and self.entity_request.used_at)
        status = 200 if usable or confirmed else (410 if self.entity_request else 404)
        context = {"asked": self.entity_request, "usable": usable, "confirmed": confirmed}
        response = render(request, "equipes/confirm_request.html", context, status=status)
        response["Referrer-Policy"] = "same-origin"
        return response


def notify_mission_talents(entity_request: EntityRequest) -> None:
    """Mail the confirmed request to everyone who may open vitrines."""
    for person in mission_talents():
        send_on_commit(confirmed, entity_request.pk, person.pk)


def mission_talents() -> QuerySet[User]:
    """The users with an address who may open vitrines, without superusers."""
    able = get_user_model().objects.with_perm(
        "equipes.change_entityrequest",
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return able.exclude(email="").order_by("pk")


def confirmed(pk: int, person_pk: int) -> Mail | None:
    """The mail to a person of Mission Talents about a confirmed request; None if either was deleted."""
    entity_request, person = EntityRequest.objects.filter(pk=pk).first(), recipient(person_pk)
    if entity_request is None or person is None:
        return None
    url = f"{get_admin_base_url()}{reverse('requests')}"
    body = render_to_string("equipes/mails/request_confirmed.txt", {"asked": entity_request, "url": url})
    return Mail(f"Demande de vitrine : {entity_request.name}", body, person.email)


def forget_requests() -> int:
    """Delete unconfirmed requests whose link has expired, and others after `KEPT_FOR`. Returns how many."""
    now = timezone.now()
    unconfirmed = Q(used_at__isnull=True, created_at__lt=now - EntityRequest.VALID_FOR)
    erased, _by_model = EntityRequest.objects.filter(unconfirmed | Q(created_at__lt=now - KEPT_FOR)).delete()
    return erased
