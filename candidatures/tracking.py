"""A candidate's pages, by signed link: tracking, messages, documents, withdrawal, data export, erasure.

They are never cached or indexed, and need no account. An expired link offers to mail a new one to the candidate's
address.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View

from . import lifecycle, vivier
from .enums import Nature
from .models import Candidature, Dossier, Message, Profil
from .personal_data import archive_of
from .retention import deletion_of, erase, pool_deletion, renew
from .sending import confirm, keep_upload, send_link
from .tracking_forms import MOST_DOCUMENTS, CorrectionForm, DocumentForm, FindAgainForm, MessageForm
from .uploads import DropTooLarge

MOST_MESSAGES = 20
"""Maximum number of messages from a candidate to one entity."""


@method_decorator([never_cache, csrf_exempt], name="dispatch")
class OwnView(View):
    """Base view: loads the dossier of the link. 404 for an invalid link, 410 for an expired one."""

    def dispatch(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers.insert(0, DropTooLarge(request))
        return self.protected(request, *args, token=token, **kwargs)

    @method_decorator(csrf_protect)
    def protected(self, request: HttpRequest, *args: Any, token: str, **kwargs: Any) -> HttpResponseBase:
        self.token = token
        dossier, opens = Dossier.objects.from_link(token)
        response: HttpResponseBase
        if dossier is None:
            response = render(request, "candidatures/lien_inconnu.html", {"trail": []}, status=404)
        elif not opens:
            response = self._send_another(request, dossier)
        else:
            self.dossier = dossier
            response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _send_another(self, request: HttpRequest, dossier: Dossier) -> HttpResponse:
        sent = send_link(dossier) if request.method == "POST" else None
        return render(request, "candidatures/lien_expire.html", {"sent": sent, "trail": []}, status=410)

    @property
    def back(self) -> HttpResponse:
        return redirect("candidatures:suivi", self.token)

    def own(self, pk: int) -> Candidature:
        """An application of this dossier; 404 for any other."""
        return get_object_or_404(self.dossier.candidatures.select_related("vitrine", "dossier"), pk=pk)


class ConfirmDossierView(OwnView):
    """The page of the confirmation link. A button confirms, because mail scanners open links too."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.dossier.confirmed_at:
            return self.back
        return self._render()

    def post(self, request: HttpRequest) -> HttpResponse:
        if confirm(self.dossier):
            messages.success(request, "Votre adresse est confirmée : votre candidature est transmise.")
            return self.back
        return self._render()

    def _render(self) -> HttpResponse:
        sent_to = list(self.dossier.candidatures.select_related("vitrine"))
        context = {"dossier": self.dossier, "sent_to": sent_to, "trail": []}
        status = 200 if self.dossier.is_waiting else 410
        return render(self.request, "candidatures/confirmer.html", context, status=status)


class TrackView(OwnView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.dossier.confirmed_at is None:
            return redirect("candidatures:confirmer", self.token)
        return self.show()

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        sent = self.dossier.candidatures.select_related("vitrine", "motif", "offre")
        sent = sent.prefetch_related("messages", "evenements")
        profil = Profil.objects.filter(dossier=self.dossier).first()
        defaults = {
            "dossier": self.dossier,
            "token": self.token,
            "sent": [(candidature, deletion_of(candidature)) for candidature in sent],
            "profil": profil,
            "pool_deletion": pool_deletion(profil) if profil else None,
            "proposals": list(profil.propositions.select_related("offre", "vitrine")) if profil else [],
            "pieces": list(self.dossier.pieces.all()),
            "message_form": MessageForm(),
            "document_form": DocumentForm(),
            "refused_for": None,
            "refused_text": "",
            "trail": [],
        }
        return render(self.request, "candidatures/suivi.html", defaults | context, status=status)


class MessageView(TrackView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        candidature, form = self.own(pk), MessageForm(request.POST)
        previous = Message.objects.filter(candidature=candidature, from_candidate=True)
        if not candidature.can_be_withdrawn:
            raise Http404
        if form.is_valid() and previous.count() >= MOST_MESSAGES:
            form.add_error("text", f"{MOST_MESSAGES} messages au plus : attendez la réponse de l’entité.")
        if not form.is_valid():
            typed = form["text"].value() or ""
            return self.show(status=422, message_form=form, refused_for=candidature.pk, refused_text=typed)
        if (last := previous.last()) and last.text == form.cleaned_data["text"]:
            return self.back  # A double click.
        lifecycle.write(candidature, form.cleaned_data["text"], from_candidate=True)
        messages.success(request, "Votre message est transmis.")
        return self.back

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.back


class DocumentView(TrackView):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = DocumentForm(request.POST, request.FILES)
        if form.is_valid() and self.dossier.pieces.count() > MOST_DOCUMENTS:
            form.add_error("document", f"{MOST_DOCUMENTS} documents au plus, en plus du CV.")
        if not form.is_valid():
            return self.show(status=422, document_form=form)
        piece = keep_upload(
            form.cleaned_data["document"], key=self.dossier.key, pages=form.pages, nature=Nature.DOCUMENT
        )
        if self.dossier.pieces.filter(digest=piece.digest).exists():
            piece.delete()
        else:
            piece.dossier = self.dossier
            piece.save(update_fields=["dossier"])
        messages.success(request, "Le document est ajouté : les entités peuvent le lire.")
        return self.back


class WithdrawView(OwnView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        candidature = self.own(pk)
        lifecycle.withdraw(candidature)
        messages.success(request, f"C’est retiré : {candidature.vitrine.title} ne lit plus rien de cette candidature.")
        return self.back


class CorrectView(OwnView):
    """The form by which a candidate corrects their dossier; entities then read the corrected version."""

    def get(self, request: HttpRequest) -> HttpResponse:
        values = {name: getattr(self.dossier, name) for name in CorrectionForm.corrected}
        return self._render(CorrectionForm(initial=values))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            return self._render(form, status=422)
        for name, value in form.cleaned_data.items():
            setattr(self.dossier, name, value)
        self.dossier.save(update_fields=[*form.cleaned_data, "folded"])
        messages.success(request, "Vos informations sont corrigées : les entités lisent désormais la nouvelle version.")
        return self.back

    def _render(self, form: CorrectionForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "token": self.token, "trail": []}
        return render(self.request, "candidatures/corriger.html", context, status=status)


class LeavePoolView(OwnView):
    def post(self, request: HttpRequest) -> HttpResponse:
        vivier.leave(self.dossier)
        messages.success(request, "Vous n’êtes plus dans le vivier.")
        return self.back


class RenewDossierView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "candidatures/renouveler.html", {"dossier": self.dossier, "trail": []})

    def post(self, request: HttpRequest) -> HttpResponse:
        renew(self.dossier)
        messages.success(request, "C’est noté : tout reste en place.")
        return self.back


class ExportView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(archive_of(self.dossier), content_type="application/zip")
        response["Content-Disposition"] = 'attachment; filename="mes-donnees.zip"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class EraseView(OwnView):
    def get(self, request: HttpRequest) -> HttpResponse:
        sent_to = list(self.dossier.candidatures.select_related("vitrine"))
        context = {"dossier": self.dossier, "token": self.token, "sent_to": sent_to, "trail": []}
        return render(request, "candidatures/effacer.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        erase(self.dossier)
        return redirect("candidatures:effacee")


@never_cache
def effacee(request: HttpRequest) -> HttpResponse:
    """The page displayed after an erasure; it needs no link, since the dossier no longer exists."""
    return render(request, "candidatures/effacee.html", {"trail": []})


@never_cache
def retrouver(request: HttpRequest) -> HttpResponse:
    """Mail the links of the applications of an address. The answer does not reveal whether there are any."""
    form = FindAgainForm(request.POST or None, request=request)
    sent = False
    if request.method == "POST" and form.is_valid():
        for dossier in Dossier.objects.filter(email__iexact=form.cleaned_data["email"]).order_by("-pk")[:20]:
            if dossier.confirmed_at or dossier.is_waiting:
                send_link(dossier)
        sent = True
    context = {"form": form, "sent": sent, "trail": [], "trail_end": "Retrouver ma candidature"}
    return render(request, "candidatures/retrouver.html", context, status=422 if form.errors else 200)
