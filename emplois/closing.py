"""CMS views that change an offer's state: filled, reopened, prolonged, left to expire. Each confirms once and logs."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.admin.utils import quote, unquote
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from core.french import date_format, duration

from .deadlines import KEPT_FOR, has_passed, is_beyond, paris_today
from .models import Offre

FILLED, REOPENED, PROLONGED = "emplois.filled", "emplois.reopened", "emplois.prolonged"
LET_EXPIRE = "emplois.let_expire"
filled = Signal()
"""Sent after an offer is marked filled. Arguments: offre, request."""
LONGEST = dt.timedelta(days=92)
"""How far from today a deadline may be moved in one step."""
USUAL = dt.timedelta(days=30)


class StateChangeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base view of a state change, guarded by the viewset's gate. Subclasses set texts, permission and method."""

    model = Offre
    template_name = "emplois/cms/confirm_state_change.html"
    question = explanation = done = refused = action = ""
    possible = change = ""
    """Name of the offer's property that allows the change, and of its method that makes it."""
    index_url_name = edit_url_name = ""

    def setup(self, request: HttpRequest, *args: Any, pk: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(Offre, pk=unquote(str(pk)))

    def get_breadcrumbs_items(self) -> list:
        return []  # Wagtail's confirmation pages show their title instead.

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.user_has_permission(self.permission_required) and not getattr(self.object, self.possible):
            messages.error(request, self.refused)
            return redirect(self.back)
        return super().dispatch(request, *args, **kwargs)

    @property
    def back(self) -> str:
        return reverse(self.edit_url_name, args=[quote(self.object.pk)])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        getattr(self.object, self.change)()
        log(instance=self.object, action=self.action, user=request.user)
        messages.success(request, self.done)
        self.after()
        return redirect(self.index_url_name)

    def after(self) -> None:
        """Hook for side effects after the change."""


class FilledView(StateChangeView):
    """Marks an offer as filled. The "change" permission is enough: closing applications needs no review."""

    permission_required = "change"
    header_icon = "success"
    page_title = "Marquer pourvue"
    question = "Cette offre est pourvue ?"
    explanation = (
        f"Elle quitte les listes et n’accepte plus de candidature. Sa page reste {duration(KEPT_FOR)} en ligne, "
        "dit que le poste est pourvu et propose des offres similaires. Rien d’autre ne change."
    )
    done = "L’offre est marquée pourvue."
    refused = "Seule une offre en ligne et pas encore pourvue peut être marquée pourvue."
    action = FILLED
    possible, change = "can_be_filled", "mark_filled"

    def after(self) -> None:
        filled.send(sender=Offre, offre=self.object, request=self.request)


class ReopenView(StateChangeView):
    """Reopens a filled offer. It needs the "publish" permission, because the offer returns to the lists."""

    permission_required = "publish"
    header_icon = "rotate"
    page_title = "Rouvrir"
    question = "Rouvrir cette offre ?"
    explanation = "Elle revient dans les listes jusqu’à sa date limite. Rien d’autre ne change."
    done = "L’offre est rouverte."
    refused = "Seule une offre pourvue peut être rouverte."
    action = REOPENED
    possible, change = "can_be_reopened", "reopen"


class LetExpireView(StateChangeView):
    """Lets the deadline pass: the offer does not change, and no other reminder is sent."""

    permission_required = "change"
    header_icon = "time"
    page_title = "Laisser expirer"
    question = "Laisser passer la date limite de cette offre ?"
    explanation = (
        "Elle ferme au soir de sa date limite, ou le reste, et nous n’en parlons plus. Sa page reste en ligne "
        f"{duration(KEPT_FOR)} et propose des offres similaires. Vous pourrez encore la prolonger."
    )
    done = "C’est noté : l’offre expire à sa date limite."
    refused = "Seule une offre en ligne, non pourvue, avec une date limite, peut expirer."
    action = LET_EXPIRE
    possible, change = "can_be_prolonged", "let_expire"


class ProlongForm(forms.Form):
    deadline = forms.DateField(label="Nouvelle date limite", widget=AdminDateInput)

    def __init__(self, *args: Any, offre: Offre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offre = offre
        self.fields["deadline"].initial = max(offre.deadline or paris_today(), paris_today()) + USUAL

    def clean_deadline(self) -> dt.date:
        deadline = self.cleaned_data["deadline"]
        if deadline <= self.offre.deadline or has_passed(deadline):
            raise forms.ValidationError("Choisissez une date à venir, après la date limite actuelle.")
        if is_beyond(deadline, LONGEST):
            raise forms.ValidationError("Trois mois au plus à la fois : au-delà, l’offre lasse.")
        return deadline


class ProlongView(StateChangeView):
    """Moves the deadline. The "change" permission is enough: the content is already approved."""

    permission_required = "change"
    template_name = "emplois/cms/prolong.html"
    header_icon = "date"
    page_title = "Prolonger"
    explanation = "L’offre reste ouverte, ou le redevient, jusqu’au soir de la nouvelle date. Rien d’autre ne change."
    refused = "Seule une offre en ligne, non pourvue, avec une date limite, peut être prolongée."
    possible = "can_be_prolonged"

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**{"form": ProlongForm(offre=self.object)} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ProlongForm(request.POST, offre=self.object)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        before, after = self.object.deadline, form.cleaned_data["deadline"]
        self.object.prolong(after)
        log(
            instance=self.object,
            action=PROLONGED,
            user=request.user,
            data={"from": before and before.isoformat(), "to": after.isoformat()},
        )
        messages.success(request, f"L’offre est prolongée jusqu’au {date_format(after, 'j F Y')}.")
        return redirect(self.index_url_name)
