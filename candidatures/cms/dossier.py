"""The page of one application: dossier, history, messages, notes, ratings, tags; and the views of its files."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from candidatures import lifecycle
from candidatures.enums import Acces
from candidatures.models import Candidature, Lecture, Piece
from candidatures.pdf.checks import show
from candidatures.retention import deletion_of
from core.confined import Busy, Unreadable
from core.signed_in import SignedInRequest
from object_permissions.modeladmin import GuardedInstanceView

from .access import CaseView, handled, readable

LONGEST_TAG, MOST_TAGS = 40, 10


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Nouvelle note",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Des faits, en lien avec le poste : la personne peut demander à lire ce qui est écrit ici.",
    )


class AvisForm(forms.Form):
    value = forms.TypedChoiceField(
        label="Mon avis",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Aucun"), *((number, f"{number} sur 5") for number in range(1, 6))],
    )


class TagsForm(forms.Form):
    names = forms.CharField(
        label="Étiquettes", required=False, help_text="Séparées par des virgules : « python, à rappeler en mars »."
    )

    def clean_names(self) -> list[str]:
        names = list(dict.fromkeys(name.strip() for name in self.cleaned_data["names"].split(",") if name.strip()))
        if len(names) > MOST_TAGS or any(len(name) > LONGEST_TAG for name in names):
            raise forms.ValidationError(f"{MOST_TAGS} étiquettes au plus, de {LONGEST_TAG} caractères au plus.")
        return names


class DossierView(CaseView):
    template_name = "candidatures/cms/dossier.html"
    page_title = "Candidature"

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lifecycle.mark_opened(self.instance, user=request.user)
        return super().get(request, *args, **kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save a note, a rating or tags, depending on the submitted form."""
        if not self.may_handle:
            raise Http404
        name = request.POST.get("form")
        if name not in FORMS:
            raise Http404
        form_class, save = FORMS[name]
        form = form_class(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}))
        save(self.instance, form.cleaned_data, request.user)
        messages.success(request, "C’est gardé.")
        return redirect(request.path)

    @property
    def may_handle(self) -> bool:
        return handled(self.request.user).filter(pk=self.instance.pk).exists()

    def get_context_data(self, **kwargs: Any) -> dict:
        candidature, user = self.instance, self.request.user
        avis = list(candidature.avis.select_related("author"))
        own = next((one.value for one in avis if one.author_id == user.pk), None)
        tags = ", ".join(candidature.etiquettes.values_list("name", flat=True))
        may_handle = self.may_handle
        context = {
            "dossier": candidature.dossier,
            "pieces": list(candidature.dossier.pieces.all()),
            "thread": list(candidature.messages.all()),
            "notes": list(candidature.notes.select_related("author")),
            "avis": avis,
            "events": list(candidature.evenements.select_related("user")),
            "others": others(candidature, user),
            "deletion": deletion_of(candidature),
            "transitions": lifecycle.possible(candidature) if may_handle else [],
            "may_handle": may_handle,
            "note": NoteForm(),
            "rating": AvisForm(initial={"value": own}),
            "tags": TagsForm(initial={"names": tags}),
        }
        return super().get_context_data(**context | kwargs)


def others(candidature: Candidature, user: User) -> list[Candidature]:
    """The other applications of the same address that `user` may read, ten at most."""
    same = readable(user).filter(dossier__email__iexact=candidature.readable_dossier.email)
    return list(same.exclude(pk=candidature.pk).select_related("vitrine")[:10])


def _save_note(candidature: Candidature, cleaned: dict, user: User) -> None:
    candidature.notes.create(author=user, text=cleaned["text"])


def _save_rating(candidature: Candidature, cleaned: dict, user: User) -> None:
    if cleaned["value"] is None:
        candidature.avis.filter(author=user).delete()
    else:
        candidature.avis.update_or_create(author=user, defaults={"value": cleaned["value"]})


def _save_tags(candidature: Candidature, cleaned: dict, user: User) -> None:
    candidature.etiquettes.exclude(name__in=cleaned["names"]).delete()
    for name in cleaned["names"]:
        candidature.etiquettes.get_or_create(name=name)


FORMS = {"note": (NoteForm, _save_note), "rating": (AvisForm, _save_rating), "tags": (TagsForm, _save_tags)}


class PieceView(GuardedInstanceView):
    """A file of an application, rendered as images or downloaded. Each access is logged."""

    template_name = "candidatures/cms/piece.html"

    def get_page_title(self) -> str:
        return self.piece.name

    def get_page_subtitle(self) -> str:
        return self.instance.dossier.name

    @property
    def written_for(self) -> dict:
        """The fields of the log entry: the entity whose log has it, and the application."""
        return {"vitrine": self.instance.vitrine, "candidature": self.instance}

    def get(self, request: SignedInRequest, *args: Any, piece_pk: int, **kwargs: Any) -> HttpResponse:
        self.piece = self.instance.dossier.pieces.filter(pk=piece_pk).first()
        if self.piece is None:
            raise Http404
        downloads = "telecharger" in request.GET
        # Logged before the response, so that a failed log prevents the access.
        Lecture.objects.create(user=request.user, acces=Acces.TELECHARGE if downloads else Acces.LU, **self.written_for)
        if downloads:
            return download(self.piece)
        return self.render_to_response(self.get_context_data(**preview(self.piece)))


def download(piece: Piece) -> HttpResponse:
    """The file as an attachment, which the browser saves instead of displaying it."""
    response = HttpResponse(piece.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{piece.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def preview(piece: Piece) -> dict:
    """The context of the rendered first pages; `document` is None if the file is unreadable or the server busy."""
    content = piece.read()
    try:
        return {"piece": piece, "document": show(content), "busy": False}
    except Busy:
        return {"piece": piece, "document": None, "busy": True}
    except Unreadable:
        return {"piece": piece, "document": None, "busy": False}
