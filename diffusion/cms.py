"""Webhooks in the CMS: the subscribed URLs of an entity, a test button, and the delivery log."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from wagtail.admin import messages
from wagtail.log_actions import log

from core import outbox
from core.object_keys import object_key, object_keys
from equipes.onboarding.cms import ManagedEntityView

from . import webhooks
from .models import Abonnement, EvenementPublic, Livraison

SUBSCRIBED, UNSUBSCRIBED = "diffusion.subscribed", "diffusion.unsubscribed"
JOURNAL_LENGTH = 30
MOST_SUBSCRIBERS = 10
"""Maximum number of subscribed URLs of one entity."""


class SubscriberForm(forms.ModelForm):
    url = forms.URLField(label="Adresse", max_length=500, assume_scheme="https", help_text="En https.")

    class Meta:
        model = Abonnement
        fields = ["url"]

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        try:
            webhooks.resolve(url)
        except webhooks.Unreachable as error:
            raise forms.ValidationError(str(error)) from None
        return url


class WebhooksView(ManagedEntityView):
    template_name = "diffusion/cms/webhooks.html"
    page_title = "Webhooks"
    header_icon = "link-external"

    def get_context_data(self, **kwargs: Any) -> dict:
        journal = Livraison.objects.filter(abonnement__vitrine=self.vitrine).select_related("abonnement")[
            :JOURNAL_LENGTH
        ]
        context = {"subscribers": self.vitrine.abonnements.all(), "journal": journal, "form": SubscriberForm()}
        return super().get_context_data(**context | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for name in ("test", "remove", "again"):
            if name in request.POST:
                getattr(self, f"_{name}")(request.POST[name])
                return redirect("webhooks", self.vitrine.pk)
        form = SubscriberForm(request.POST)
        if form.is_valid() and self.vitrine.abonnements.count() >= MOST_SUBSCRIBERS:
            form.add_error("url", f"{MOST_SUBSCRIBERS} adresses au plus : retirez-en une.")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        abonnement = form.save(commit=False)
        abonnement.vitrine, abonnement.created_by = self.vitrine, request.user
        abonnement.save()
        log(instance=self.vitrine, action=SUBSCRIBED, user=request.user)
        messages.success(request, "L’adresse est abonnée. Copiez son secret, puis envoyez un essai.")
        return redirect("webhooks", self.vitrine.pk)

    def _own(self, pk: str) -> Abonnement | None:
        return self.vitrine.abonnements.filter(pk=object_key(pk)).first()

    def _test(self, pk: str) -> None:
        if abonnement := self._own(pk):
            content = webhooks.test_payload(abonnement)
            once = {"retry_until": timezone.now()}
            outbox.send_on_commit(
                Livraison.objects.create(
                    abonnement=abonnement, evenement=EvenementPublic.ESSAI, payload=content, **once
                )
            )
            messages.success(self.request, "L’essai part : son résultat est au journal dans un instant.")

    def _remove(self, pk: str) -> None:
        if abonnement := self._own(pk):
            abonnement.delete()
            log(instance=self.vitrine, action=UNSUBSCRIBED, user=self.request.user)
            messages.success(self.request, "L’adresse n’est plus prévenue.")

    def _again(self, pk: str) -> None:
        given_up = Livraison.objects.filter(abonnement__vitrine=self.vitrine, given_up=True)
        if livraison := given_up.filter(pk__in=object_keys([pk])).first():
            outbox.retry(livraison)
            messages.success(self.request, "Nouvel envoi en cours.")


ADDRESSES = [path("webhooks/<int:pk>/", WebhooksView.as_view(), name="webhooks")]
