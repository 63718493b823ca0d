"""The public views of application forms. Typed values survive errors, and a form creates one dossier only."""

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
from .tracking_forms import EmailForm
from .uploads import DropTooLarge

logger = logging.getLogger(__name__)
AFTER_SALT, AFTER_FOR = "candidatures.envoyee", 3600
"""How long, in seconds, the page after sending lets the candidate resend the mail or correct the address."""
CLOSED = 409
NOT_STORED = (
    "Votre candidature n’a pas pu être enregistrée : réessayez dans un moment. Votre texte est là ; joignez de nouveau "
    "votre CV s’il n’apparaît plus."
)


def after(dossier: Dossier) -> HttpResponse:
    """Redirect to the page after sending, by a signed link."""
    return redirect("candidatures:envoyee", signing.dumps(dossier.pk, salt=AFTER_SALT))


@method_decorator([csrf_exempt, sensitive_post_parameters()], name="dispatch")
class ApplyView(View):
    """Base view of an application form. Browsers may cache its page privately, so that going back restores the values.

    Subclasses implement `keep`, which saves a valid form and returns its dossier, or raises OfferClosed.
    """

    form_class = ApplicationForm
    template_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, DropTooLarge(request))  # Before the CSRF check reads the form.
        return self.protected(request, *args, **kwargs)

    @method_decorator([csrf_protect, cache_control(private=True, no_cache=True)])
    def protected(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form_class(request=request, initial=self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES, request=request)
        if known := Dossier.objects.filter(key=form.form_key).first():
            return after(known)  # A double click, or the same form after going back.
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
        """A 503 with Retry-After: static/site/upload.js sends the form again after this number of seconds."""
        response = self.show(form, status=503)
        response["Retry-After"] = "2"
        return response

    def initial(self) -> dict:
        return {}

    def show(self, form: ApplicationForm, *, status: int = 200, **context: Any) -> HttpResponse:
        full_context = {"form": form, "closed": False} | self.context() | context
        return render(self.request, self.template_name, full_context, status=status)

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
            return redirect(self.offre)  # The offer's page explains how to apply.
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
        """Preselect the entity of the query string, if it is live."""
        entity = VitrinePage.objects.live().filter(public_key=self.request.GET.get("entite", "")).first()
        return {"entities": [entity.pk] if entity else []}

    def keep(self, form: ApplicationForm) -> Dossier:
        cleaned = form.cleaned_data
        sent = submit(
            key=form.form_key,
            cv=form.keep_cv(),
            fields=form.dossier_values,
            entities=cleaned["entities"],
            to_pool=cleaned["agrees_to_pool"],
            excluded=cleaned["excluded"],
        )
        return sent.dossier

    def context(self) -> dict:
        return {"trail": [], "trail_end": "Candidature spontanée"}


@never_cache
def envoyee(request: HttpRequest, token: str) -> HttpResponse:
    """The page after sending: the next step, and a form that resends the mail or corrects the address."""
    try:
        key = signing.loads(token, salt=AFTER_SALT, max_age=AFTER_FOR)
    except signing.BadSignature:
        return redirect("candidatures:retrouver")
    dossier = Dossier.objects.filter(pk=key).first()
    if dossier is None:
        return redirect("candidatures:retrouver")
    form = EmailForm(request.POST or None)
    outcome = None
    if request.method == "POST" and form.is_valid() and dossier.confirmed_at is None:
        email = form.cleaned_data["email"]
        outcome = change_address(dossier, email) if email != dossier.email else send_link(dossier)
    context = {"dossier": dossier, "form": form, "outcome": outcome, "trail": [], "trail_end": "Candidature"}
    context["sent_to"] = list(dossier.candidatures.select_related("vitrine"))
    response = render(request, "candidatures/envoyee.html", context, status=422 if form.errors else 200)
    response["Referrer-Policy"] = "same-origin"
    return response
