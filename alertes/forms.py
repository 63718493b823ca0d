from django import forms

from core.form_guard import GuardedForm

from .models import Frequence


class AlerteForm(GuardedForm):
    email = forms.EmailField(
        label="Votre adresse",
        help_text="Format attendu : nom@domaine.fr. Nous y envoyons un lien de confirmation.",
        error_messages={"required": "Indiquez votre adresse.", "invalid": "Cette adresse n’est pas complète."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
    )
    frequence = forms.ChoiceField(
        label="Fréquence",
        choices=Frequence.choices,
        initial=Frequence.HEBDOMADAIRE,
        help_text="Le matin, s’il y a du nouveau.",
    )
    consent = forms.BooleanField(
        label="J’accepte que mon adresse serve à m’envoyer ces offres",
        help_text="À rien d’autre. Chaque message permet d’arrêter en un clic : l’adresse est alors effacée.",
        error_messages={"required": "Sans votre accord, nous ne pouvons pas vous écrire."},
    )
