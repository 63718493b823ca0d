"""The view that answers one or several applications: a change of state with a message and its preview."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from candidatures import lifecycle
from candidatures.enums import UNDECIDED
from candidatures.lifecycle import TRANSITIONS, NotPossible, Transition
from candidatures.models import Candidature, ModeleReponse, Motif
from candidatures.wordings import refuse_places
from core.object_keys import object_key, object_keys
from core.signed_in import SignedInRequest

from .access import handled

MOST_AT_ONCE = 200
WRITE = Transition("ecrire", "Écrire", "prévenue", UNDECIDED, UNDECIDED[0])
"""A message without a change of state."""
ACTIONS = TRANSITIONS | {WRITE.name: WRITE}


class AnswerForm(forms.Form):
    motif = forms.ModelChoiceField(
        Motif.objects.all(),
        label="Motif",
        required=False,
        empty_label="Choisir, ou l’écrire ci-dessous",
        help_text="La personne le lit avec votre message et sur sa page de suivi.",
    )
    motif_text = forms.CharField(label="Motif, en vos mots", required=False, max_length=500, validators=[refuse_places])
    text = forms.CharField(
        label="Message",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="{nom}, {poste} et {entite} sont remplacés pour chaque personne.",
        error_messages={"required": "Écrivez le message : la personne l’attend."},
        validators=[refuse_places],
    )

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.transition = transition
        if not transition.gives_reason:
            del self.fields["motif"], self.fields["motif_text"]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if self.transition.gives_reason and not (cleaned.get("motif") or cleaned.get("motif_text")):
            self.add_error("motif", "Donnez un motif : dans la liste, ou en vos mots.")
        return cleaned


def filled_for(candidature: Candidature, text: str) -> str:
    """`text` with its placeholders replaced for one candidate."""
    values = {
        "nom": candidature.readable_dossier.name,
        "poste": candidature.subject,
        "entite": candidature.vitrine.title,
    }
    return ModeleReponse(text=text).filled(**values)


class AnswerView(WagtailAdminTemplateMixin, TemplateView):
    """Makes `action` on the applications `c` of the query string, or on all waiting ones for the offer `offre`."""

    request: SignedInRequest
    template_name = "candidatures/cms/answer.html"
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, action: str, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if action not in ACTIONS:
            raise Http404
        self.transition = ACTIONS[action]
        self.page_title = self.transition.label

    def get_breadcrumbs_items(self) -> list:
        return []

    @property
    def chosen(self) -> QuerySet[Candidature]:
        """The requested applications that the user may answer and whose state allows the action."""
        allowed = handled(self.request.user).select_related("dossier", "vitrine").order_by("received_at", "pk")
        if self.transition is not WRITE:
            allowed = allowed.filter(etat__in=self.transition.sources)
        if offre := object_key(self.request.GET.get("offre", "")):
            return allowed.filter(offre=offre)
        return allowed.filter(pk__in=object_keys(self.request.GET.getlist("c")))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        candidatures = self._concerned()
        return self._show(candidatures, AnswerForm(transition=self.transition, initial={"text": self._template_text()}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        candidatures = self._concerned()
        if not self.transition.tells:
            return self._act(candidatures, {})
        form = AnswerForm(request.POST, transition=self.transition)
        if not form.is_valid():
            return self._show(candidatures, form)
        if "preview" in request.POST:
            preview = filled_for(candidatures[0], form.cleaned_data["text"])
            return self._show(candidatures, form, preview=preview)
        return self._act(candidatures, form.cleaned_data)

    def _concerned(self) -> list[Candidature]:
        candidatures = list(self.chosen[:MOST_AT_ONCE])
        if not candidatures:
            raise Http404
        return candidatures

    def _template_text(self) -> str:
        templates = ModeleReponse.objects.filter(transition=self.transition.name)
        if asked := object_key(self.request.GET.get("modele", "")):
            templates = templates.filter(pk=asked)
        return getattr(templates.first(), "text", "")

    def _show(self, candidatures: list[Candidature], form: AnswerForm, *, preview: str = "") -> HttpResponse:
        query = self.request.GET.copy()
        query.pop("modele", None)
        context = self.get_context_data(
            form=form,
            candidatures=candidatures,
            later=self.chosen.count() - len(candidatures),
            transition=self.transition,
            templates=list(ModeleReponse.objects.filter(transition=self.transition.name)),
            hidden=[(name, value) for name in query for value in query.getlist(name)],
            preview=preview,
            reason=str(form.cleaned_data.get("motif_text") or form.cleaned_data.get("motif") or "") if preview else "",
        )
        return self.render_to_response(context, status=422 if form.errors else 200)

    def _act(self, candidatures: list[Candidature], cleaned: dict) -> HttpResponse:
        done = sum(self._answer(candidature, cleaned, self.request.user) for candidature in candidatures)
        late = len(candidatures) - done
        if done:
            s = "s" if done > 1 else ""
            messages.success(self.request, f"{done} candidature{s} {self.transition.done}{s}.")
        if late:
            messages.warning(
                self.request, f"{late} n’a pas changé : quelqu’un d’autre a répondu avant vous, ou c’est retiré."
            )
        if len(candidatures) == 1:
            return redirect("candidatures_modeladmin_inspect", candidatures[0].pk)
        return redirect(reverse("board"))

    def _answer(self, candidature: Candidature, cleaned: dict, user: User) -> bool:
        message = filled_for(candidature, cleaned.get("text", ""))
        if self.transition is WRITE:
            lifecycle.write(candidature, message)
            return True
        reasons = {name: cleaned[name] for name in ("motif", "motif_text") if name in cleaned}
        try:
            lifecycle.move(candidature, self.transition.name, user=user, message=message, **reasons)
        except NotPossible:
            return False
        return True
