"""The forms of a decision and of an opinion. The CMS screen and the review link share the decision form."""

from django import forms
from wagtail.models import WorkflowMixin

from .decisions import Decision, NotApprovable, Outdated
from .enums import AvisParLien


class DecisionForm(forms.Form):
    """Approve, or ask for changes with a mandatory comment. `revision` is the version that the reviewer read."""

    decision = forms.ChoiceField(label="Votre décision", choices=Decision.choices)
    comment = forms.CharField(
        label="Message à l’autrice ou à l’auteur",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Nécessaire si vous demandez des changements.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == Decision.REJECT and not cleaned.get("comment", "").strip():
            self.add_error("comment", "Dites quels changements vous demandez : son autrice ou auteur le reçoit.")
        return cleaned

    @property
    def chosen(self) -> Decision:
        return Decision(self.cleaned_data["decision"])

    def refuse(self, error: Outdated | NotApprovable, reviewed: WorkflowMixin) -> None:
        """Add the error to the form, and set `revision` to the latest one for the next attempt."""
        changed = "Le contenu a changé pendant votre lecture : relisez-le, puis décidez."
        self.add_error(None, error.args[0] if isinstance(error, NotApprovable) else changed)
        self.data = {name: self.data.get(name) for name in self.data} | {"revision": reviewed.latest_revision_id}


class OpinionForm(forms.Form):
    """An opinion without a decision; reservations require a comment."""

    opinion = forms.ChoiceField(label="Votre avis", choices=AvisParLien.choices)
    comment = forms.CharField(
        label="Message à la personne qui vous le demande",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Nécessaire si vous proposez des changements.",
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("opinion") == AvisParLien.RESERVES and not cleaned.get("comment", "").strip():
            self.add_error("comment", "Dites quels changements vous proposez.")
        return cleaned
