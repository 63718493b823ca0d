"""One application: what the person sent, what became of it, what those who read it think; and its files."""

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
        """Keep a note, a rating or tags, whichever form was sent."""
        if not self.may_handle:
            raise Http404
        name = request.POST.get("form")
        if name not in FORMS:
            raise Http404
        form_class, keep = FORMS[name]
        form = form_class(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**{name: form}))
        keep(self.instance, form.cleaned_data, request.user)
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
    """What else `user` may read of the same person."""
    same = readable(user).filter(dossier__email__iexact=candidature.readable_dossier.email)
    return list(same.exclude(pk=candidature.pk).select_related("vitrine")[:10])


def _keep_note(candidature: Candidature, told: dict, user: User) -> None:
    candidature.notes.create(author=user, text=told["text"])


def _keep_rating(candidature: Candidature, told: dict, user: User) -> None:
    if told["value"] is None:
        candidature.avis.filter(author=user).delete()
    else:
        candidature.avis.update_or_create(author=user, defaults={"value": told["value"]})


def _keep_tags(candidature: Candidature, told: dict, user: User) -> None:
    candidature.etiquettes.exclude(name__in=told["names"]).delete()
    for name in told["names"]:
        candidature.etiquettes.get_or_create(name=name)


FORMS = {"note": (NoteForm, _keep_note), "rating": (AvisForm, _keep_rating), "tags": (TagsForm, _keep_tags)}


class PieceView(GuardedInstanceView):
    """A file of an application: as pictures, or to take away. Each reading is written down."""

    template_name = "candidatures/cms/piece.html"

    def get_page_title(self) -> str:
        return self.piece.name

    def get_page_subtitle(self) -> str:
        return self.instance.dossier.name

    @property
    def written_for(self) -> dict:
        """In whose journal the reading stands."""
        return {"vitrine": self.instance.vitrine, "candidature": self.instance}

    def get(self, request: SignedInRequest, *args: Any, piece_pk: int, **kwargs: Any) -> HttpResponse:
        self.piece = self.instance.dossier.pieces.filter(pk=piece_pk).first()
        if self.piece is None:
            raise Http404
        takes = "telecharger" in request.GET
        # Before anything is shown: what cannot be written down is not read.
        Lecture.objects.create(user=request.user, acces=Acces.TELECHARGE if takes else Acces.LU, **self.written_for)
        return sent(self.piece) if takes else self.render_to_response(self.get_context_data(**shown(self.piece)))


def sent(piece: Piece) -> HttpResponse:
    """The file to take away; no browser opens it here."""
    response = HttpResponse(piece.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{piece.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def shown(piece: Piece) -> dict:
    """Its first pages as pictures, with their text for who cannot see them."""
    content = piece.read()
    try:
        return {"piece": piece, "document": show(content), "busy": False}
    except Busy:
        return {"piece": piece, "document": None, "busy": True}
    except Unreadable:
        return {"piece": piece, "document": None, "busy": False}
