from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy

from emplois.browsing.places import Place, named
from emplois.enums import Contrat, Experience
from referentiels.models import Located

from .profile import LONGEST, WISHES


class ProfileForm(forms.Form):
    text = forms.CharField(
        label="Vos compétences, ou le texte de votre CV",
        help_text=(
            "Collez du texte : « Python, SQL, cinq ans d’administration Linux, plus de Java ». "
            "Il n’est ni gardé ni transmis."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": "Collez quelques compétences, ou le texte de votre CV.",
            "max_length": f"Ce texte dépasse {LONGEST} caractères : gardez l’essentiel.",
        },
    )
    commune = forms.CharField(
        label="Lieu (facultatif)",
        max_length=80,
        required=False,
        help_text="Commune, arrondissement ou code postal. À égalité, les offres les plus proches viennent d’abord.",
        widget=forms.TextInput(attrs={"data-suggestions": format_lazy("{}?communes=1", reverse_lazy("search:lieux"))}),
    )

    contrat = forms.ChoiceField(
        label="Contrat souhaité (facultatif)", choices=[("", "Peu importe"), *Contrat.choices], required=False
    )
    experience = forms.ChoiceField(
        label="Votre expérience (facultatif)",
        choices=[
            ("", "Non précisée"),
            (Experience.DEBUTANT, "Je débute"),
            (Experience.CONFIRME, "Quelques années"),
            (Experience.EXPERT, "Expertise reconnue"),
        ],
        required=False,
    )

    @property
    def wishes(self) -> dict[str, list[str]]:
        """The chosen values of the filters that the matching puts first."""
        return {name: [chosen] for name in WISHES if (chosen := self.cleaned_data.get(name))}

    def clean_commune(self) -> Located | None:
        text = self.cleaned_data["commune"]
        found = named(text) if text else None
        if isinstance(found, Place):
            raise forms.ValidationError(f"« {text} » est trop étendu. Indiquez une commune ou un code postal.")
        if text and not found:
            raise forms.ValidationError("Commune inconnue. Indiquez un nom, un code postal ou un code INSEE.")
        return found[0] if found else None
