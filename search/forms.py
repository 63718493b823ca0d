from django import forms

from referentiels.models import Commune

from .profile import LONGEST


class ProfileForm(forms.Form):
    text = forms.CharField(
        label="Vos compétences, ou le texte de votre CV",
        help_text="Collez du texte : « Python, SQL, cinq ans d’administration Linux… ». Il n’est ni gardé ni transmis.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": "Collez quelques compétences, ou le texte de votre CV.",
            "max_length": f"Ce texte dépasse {LONGEST} caractères : gardez l’essentiel.",
        },
    )
    commune = forms.CharField(
        label="Commune (facultatif)",
        max_length=80,
        required=False,
        help_text="À égalité, les offres les plus proches viennent d’abord.",
    )

    def clean_commune(self) -> Commune | None:
        text = self.cleaned_data["commune"]
        commune = Commune.objects.matching(text).first() if text else None
        if text and commune is None:
            raise forms.ValidationError("Commune inconnue. Indiquez un nom, un code postal ou un code INSEE.")
        return commune
