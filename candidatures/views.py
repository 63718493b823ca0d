"""The public addresses by which one applies. Nothing typed is lost, nothing is sent twice."""

import logging
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from core.storage import StorageUnavailable, reaching_storage
from emplois.models import Offre
from vitrines.models import VitrinePage

from .forms import ApplicationForm, OffreApplicationForm, SpontaneousForm
from .models import Dossier
from .sending import OfferClosed, change_address, send_link, submit
from .tracking_forms import AddressForm
from .uploads import DropTooLarge

logger = logging.getLogger(__name__)
AFTER_SALT, AFTER_FOR = "candidatures.envoyee", 3600
"""For an hour, who has just sent an application may have its mail sent again or correct its address."""
CLOSED = 409
NOT_STORED = (
    "Votre candidature n’a pas pu être enregistrée : réessayez dans un moment. Votre texte est là ; joignez de nouveau "
    "votre CV s’il n’apparaît plus."
)


def after(dossier: Dossier) -> HttpResponse:
    """To the page that says what is left to do, and lets the address be corrected."""
    return redirect("candidatures:envoyee", signing.dumps(dossier.pk, salt=AFTER_SALT))


@method_decorator([csrf_exempt, sensitive_post_parameters()], name="dispatch")
class ApplyView(View):
    """A form to apply by. Its page may be kept by the browser, so that going back finds what was typed.

    Subclasses `keep` a form that is complete: they give its dossier, or raise OfferClosed.
    """

    form_class = ApplicationForm
    template_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, DropTooLarge(request))  # Before the form is read, to check its token.
        return self.protected(request, *args, **kwargs)

    @method_decorator([csrf_protect, cache_control(private=True, no_cache=True)])
    def protected(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form_class(request=request, initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES, request=request)
        if known := Dossier.objects.filter(key=form.form_key).first():
            return after(known)  # A second click, or the same form after going back.
        if not form.is_valid():
            form.keep_cv_for_later()
            return self.again_soon(form) if form.is_too_early else self.show(form, status=422)
        try:
            with reaching_storage():
                return after(self.keep(form))
        except OfferClosed:
            return self.show(form, status=CLOSED, closed=True)
        except StorageUnavailable:
            logger.exception("Une candidature n’a pas pu être enregistrée.")
            form.add_error(None, NOT_STORED)
            return self.show(form, status=503)

    def keep(self, form: ApplicationForm) -> Dossier:
        raise NotImplementedError

    def again_soon(self, form: ApplicationForm) -> HttpResponse:
        """The form, which static/site/upload.js sends once more by itself after that many seconds."""
        response = self.show(form, status=503)
        response["Retry-After"] = "2"
        return response

    def initial(self) -> dict:
        return {}

    def show(self, form: ApplicationForm, *, status: int = 200, **context: Any) -> HttpResponse:
        told = {"form": form, "closed": False} | self.context() | context
        return render(self.request, self.template_name, told, status=status)

    def context(self) -> dict:
        return {}


class OffreApplyView(ApplyView):
    form_class = OffreApplicationForm
    template_name = "candidatures/offre.html"

    def setup(self, request: HttpRequest, *args: Any, slug: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.offre = get_object_or_404(Offre.objects.select_related("vitrine"), slug=slug)
        if self.offre.first_published_at is None:
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.offre.is_public or not self.offre.apply_here:
            return redirect(self.offre)  # Its page says why, and where to go.
        return super().get(request, *args, **kwargs)

    def show(self, form: ApplicationForm, *, status: int = 200, **context: Any) -> HttpResponse:
        if self.request.method == "POST" and not (self.offre.is_public and self.offre.apply_here):
            status, context["closed"] = CLOSED, True
        return super().show(form, status=status, **context)

    def keep(self, form: ApplicationForm) -> Dossier:
        sent = submit(key=form.form_key, cv=form.keep_cv(), fields=form.dossier_values, offre=self.offre)
        return sent.dossier

    def context(self) -> dict:
        return {
            "offre": self.offre,
            "trail": [("Offres d’emploi", "/emplois/"), (self.offre.title, self.offre.get_absolute_url())],
            "trail_end": "Candidater",
        }


class SpontaneousView(ApplyView):
    form_class = SpontaneousForm
    template_name = "candidatures/spontanee.html"

    def initial(self) -> dict:
        """The entity that one comes from, if it takes applications."""
        asked = VitrinePage.objects.live().filter(public_key=self.request.GET.get("entite", "")).first()
        return {"entities": [asked.pk] if asked else []}

    def keep(self, form: ApplicationForm) -> Dossier:
        asked = form.cleaned_data
        sent = submit(
            key=form.form_key,
            cv=form.keep_cv(),
            fields=form.dossier_values,
            entities=asked["entities"],
            to_pool=asked["agrees_to_pool"],
            excluded=asked["excluded"],
        )
        return sent.dossier

    def context(self) -> dict:
        return {"trail": [], "trail_end": "Candidature spontanée"}


@never_cache
def envoyee(request: HttpRequest, token: str) -> HttpResponse:
    """What was sent and what is left to do; the mail again, or to another address where the first had a slip."""
    try:
        key = signing.loads(token, salt=AFTER_SALT, max_age=AFTER_FOR)
    except signing.BadSignature:
        return redirect("candidatures:retrouver")
    dossier = Dossier.objects.filter(pk=key).first()
    if dossier is None:
        return redirect("candidatures:retrouver")
    form = AddressForm(request.POST or None)
    outcome = None
    if request.method == "POST" and form.is_valid() and dossier.confirmed_at is None:
        email = form.cleaned_data["email"]
        outcome = change_address(dossier, email) if email != dossier.email else send_link(dossier)
    context = {"dossier": dossier, "form": form, "outcome": outcome, "trail": [], "trail_end": "Candidature"}
    context["sent_to"] = list(dossier.candidatures.select_related("vitrine"))
    response = render(request, "candidatures/envoyee.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response
