"""The forms of a candidate's pages."""

import copy
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.form_guard import GuardedForm

from .forms import FILE_ERRORS, ApplicationForm
from .pdf import checks

MOST_DOCUMENTS = 5


class EmailForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse",
        max_length=254,
        error_messages={"required": "Indiquez votre adresse.", "invalid": "Cette adresse n’est pas complète."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class FindAgainForm(GuardedForm, EmailForm):
    counted_fields = ("email",)


class CorrectionForm(forms.Form):
    """The fields that a candidate may correct (GDPR, article 16), copied from the application form."""

    corrected = ("name", "phone", "motivation", "links", "disponibilite")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.corrected:
            self.fields[name] = copy.deepcopy(ApplicationForm.base_fields[name])

    clean_links = ApplicationForm.clean_links


class MessageForm(forms.Form):
    text = forms.CharField(
        label="Votre message",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Écrivez votre message.",
            "max_length": "Ce message est trop long : 2 000 caractères au plus. Il est gardé, raccourcissez-le.",
        },
    )


class DocumentForm(forms.Form):
    document = forms.FileField(
        label="Ajouter un document",
        help_text="Un PDF de 5 Mo au plus : diplôme, portfolio, CV à jour.",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages=FILE_ERRORS | {"required": "Choisissez un fichier PDF, de 5 Mo au plus."},
    )

    def clean_document(self) -> UploadedFile:
        file = self.cleaned_data["document"]
        self.pages = checks.check(file)
        return file
