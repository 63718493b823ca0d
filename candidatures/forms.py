"""The application forms: to an offer, and spontaneous. They have no field that the law forbids."""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

from core.client_address import client_network
from core.form_guard import GuardedForm
from core.french import duration
from core.storage import StorageUnavailable, reaching_storage
from emplois.enums import Contrat, Experience, Teletravail
from referentiels.models import Metier, Region
from vitrines.choices import as_tree
from vitrines.models import VitrinePage

from .enums import Disponibilite
from .models import Candidature, Dossier, Piece
from .pdf import checks
from .retention import POOL_FOR
from .sending import keep_upload, may_wait
from .uploads import was_too_large

MOST_ENTITIES = 5
MOST_EXCLUDED = 3
MOST_METIERS = 3
MOST_LINKS = 5
TAKES_NO_MORE = (
    "Une des entités choisies ne prend plus de candidature spontanée pour l’instant : elle n’est plus dans la liste. "
    "Le reste est gardé."
)
NOT_YET = (
    "Votre CV n’est pas encore reçu : il part avec votre prochain envoi. S’il n’apparaît plus ici, choisissez-le de "
    "nouveau."
)
FILE_ERRORS = {"empty": "Ce fichier est vide.", "invalid": "Ce fichier n’est pas arrivé : choisissez-le à nouveau."}


class SeveralSelects(forms.SelectMultiple):
    """Several drop-down lists instead of a multiple select, which is hard to use with a keyboard or a phone."""

    template_name = "candidatures/widgets/several_selects.html"

    def __init__(self, number: int, *, label: str) -> None:
        super().__init__()
        self.number, self.label = number, label

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict, name: str) -> list[str]:
        return [value for value in dict.fromkeys(cast(MultiValueDict, data).getlist(name)) if value]

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, None, attrs)
        chosen = [str(pk) for pk in value or []][: self.number]
        options = [("", "Aucune précision"), *((str(pk), label) for pk, label in self.choices)]
        start = context["widget"]["attrs"]["id"]
        context["selects"] = [
            {"id": f"{start}_{place}", "label": f"{self.label} {place}", "chosen": pk}
            for place, pk in enumerate(chosen + [""] * (self.number - len(chosen)), 1)
        ]
        described = (
            {"described_by": attrs.get("aria-describedby"), "invalid": attrs.get("aria-invalid")} if attrs else {}
        )
        return context | {"options": options} | described

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1"


class SeveralField(forms.ModelMultipleChoiceField):
    """A model multiple choice field with at most `most` values."""

    def __init__(self, queryset: QuerySet, *, most: int, choice: str, **kwargs: Any) -> None:
        self.most = most
        super().__init__(queryset, widget=SeveralSelects(most, label=choice), required=False, **kwargs)

    def clean(self, value: Any) -> list:  # type: ignore[override]  # Callers only iterate over it.
        chosen = list(super().clean(value))
        if len(chosen) > self.most:
            raise forms.ValidationError(f"Choisissez-en {self.most} au plus.")
        return chosen


def open_to_spontaneous() -> QuerySet[VitrinePage]:
    """The live entities without an overdue spontaneous application."""
    overdue = Candidature.objects.overdue().filter(vitrine=OuterRef("pk"))
    return VitrinePage.objects.live().filter(~Exists(overdue))


class ApplicationForm(GuardedForm):
    """Base form of applications. A valid CV is stored, so that an error in another field needs no new upload."""

    guard_name = "candidature"  # Common to both forms: the form of a closed offer is posted as spontaneous.
    counted_fields = ("email",)
    dossier_fields: tuple[str, ...] = ("name", "email", "phone", "motivation", "links", "disponibilite")

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label="Nom et prénom",
        max_length=150,
        help_text="Ou le nom que vous utilisez.",
        error_messages={"required": "Indiquez votre nom."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Adresse de courriel",
        max_length=254,
        help_text="Format attendu : nom@domaine.fr. Vous y recevrez un lien pour confirmer, puis pour suivre.",
        error_messages={"required": "Indiquez votre adresse.", "invalid": "Cette adresse n’est pas complète."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Téléphone (facultatif)",
        max_length=30,
        required=False,
        validators=[RegexValidator(r"^[\d\s().+-]{6,30}$", "Ce numéro n’est pas complet.")],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    motivation = forms.CharField(
        label="Pourquoi ce poste, pourquoi vous",
        max_length=6000,
        help_text="Quelques lignes suffisent. Ni âge, ni situation de famille, ni numéro de sécurité sociale.",
        error_messages={
            "required": "Écrivez quelques lignes : c’est ce qu’on lit d’abord.",
            "max_length": "Ce texte est trop long : 6 000 caractères au plus. Il est gardé, raccourcissez-le.",
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    cv = forms.FileField(
        label="CV",
        required=False,
        help_text="Un PDF de 5 Mo au plus, sans mot de passe.",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages=FILE_ERRORS,
    )
    links = forms.CharField(
        label="Liens (facultatif)",
        max_length=1500,
        required=False,
        help_text="Un par ligne : dépôt de code, site, publications.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    disponibilite = forms.ChoiceField(
        label="Disponibilité", choices=[("", "Sans précision"), *Disponibilite.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_key = self._read_key()
        self.fields["key"].initial = self.form_key
        self.stored_cv: Piece | None = None
        self._checked_pages = 0
        if self.is_bound:
            self.stored_cv = Piece.objects.pending(self.form_key).last()

    def _read_key(self) -> uuid.UUID:
        """The key posted by the form; a new one if it is absent or invalid."""
        try:
            return uuid.UUID(self.data.get(self.add_prefix("key"), ""))
        except ValueError:
            key = uuid.uuid4()
            if self.is_bound:
                self.data = self.data.copy()
                self.data[self.add_prefix("key")] = str(key)
            return key

    def clean_cv(self) -> UploadedFile | Piece | None:
        file = self.cleaned_data["cv"]
        if self.is_suspect:  # Files from suspected robots are neither checked nor stored.
            if file:
                raise forms.ValidationError(NOT_YET)
            return self.stored_cv
        if file:
            self._checked_pages = checks.check(file)
        elif was_too_large(self.request):
            raise forms.ValidationError(f"Ce fichier pèse plus de 5 Mo. {checks.REMEDY}")
        elif self.stored_cv is None and not Dossier.objects.filter(key=self.form_key).exists():
            raise forms.ValidationError("Joignez votre CV, en PDF.")
        return file or self.stored_cv

    @property
    def is_too_early(self) -> bool:
        """Whether the form failed only because the server is busy, so that it can be sent again."""
        return self.has_error("cv", "busy")

    def keep_cv(self) -> Piece:
        """Store the CV of a valid form and return it."""
        if self._checked_pages:
            self.stored_cv = self._keep_upload()
        return cast(Piece, self.stored_cv)

    def keep_cv_for_later(self) -> None:
        """Store a valid CV of an invalid form, within the quota of pending files of the client's network."""
        if not self._checked_pages:
            return
        Piece.objects.pending(self.form_key).delete()
        self.stored_cv = None
        if may_wait(self._network):
            with contextlib.suppress(StorageUnavailable), reaching_storage():
                self.stored_cv = self._keep_upload()
        if self.stored_cv is None:
            self.add_error("cv", "Votre CV n’a pas pu être gardé en attendant : joignez-le de nouveau à votre envoi.")

    def _keep_upload(self) -> Piece:
        file, pages = self.cleaned_data["cv"], self._checked_pages
        return keep_upload(file, key=self.form_key, pages=pages, network=self._network)

    @property
    def _network(self) -> str:
        return salted_hmac("candidatures.pending", client_network(self.request), algorithm="sha256").hexdigest()

    def clean_links(self) -> str:
        links = self.cleaned_data["links"].split()
        if len(links) > MOST_LINKS:
            raise forms.ValidationError(f"{MOST_LINKS} liens au plus.")
        check = forms.URLField(assume_scheme="https")
        try:
            return "\n".join(check.clean(link) for link in links)
        except forms.ValidationError:
            raise forms.ValidationError("Un de ces liens n’est pas complet. Exemple : https://exemple.fr/moi") from None

    @property
    def dossier_values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.dossier_fields}


class OffreApplicationForm(ApplicationForm):
    dossier_fields = (*ApplicationForm.dossier_fields, "agrees_to_pool")

    agrees_to_pool = forms.BooleanField(
        label="Si ma candidature n’est pas retenue, j’accepte de rejoindre le vivier",
        required=False,
        help_text=(
            "Les entités du portail pourront alors lire ce dossier et vous signaler leurs offres, pendant "
            f"{duration(POOL_FOR)} après votre dernier contact. Vous en sortez d’un clic."
        ),
    )


class SpontaneousForm(ApplicationForm):
    fields: dict[str, Any]  # Of several classes.

    dossier_fields = (
        *ApplicationForm.dossier_fields,
        *("experience", "contracts", "teletravail", "metiers", "regions", "agrees_to_pool"),
    )

    entities = SeveralField(
        VitrinePage.objects.none(),
        most=MOST_ENTITIES,
        choice="Entité",
        label="À qui l’envoyer",
        help_text="Cinq entités au plus. Chacune la reçoit, la lit et vous répond de son côté.",
        error_messages=dict.fromkeys(["invalid_choice", "invalid_pk_value"], TAKES_NO_MORE),
    )
    agrees_to_pool = forms.BooleanField(
        label="J’accepte de rejoindre le vivier partagé",
        required=False,
        help_text=(
            "Toutes les entités du portail, sauf celles que vous excluez, peuvent lire ce dossier et vous signaler "
            f"leurs offres, pendant {duration(POOL_FOR)} après votre dernier contact. Vous en sortez d’un clic."
        ),
    )
    excluded = SeveralField(
        VitrinePage.objects.none(),
        most=MOST_EXCLUDED,
        choice="Entité à qui me cacher",
        label="Me cacher à ces entités",
        help_text="Votre employeur, par exemple. Celles qui dépendent d’elles ne vous verront pas non plus.",
    )
    metiers = SeveralField(
        Metier.objects.all(), most=MOST_METIERS, choice="Métier", label="Métiers souhaités (facultatif)"
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.order_by("name"),
        label="Régions souhaitées (facultatif)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contracts = forms.MultipleChoiceField(
        label="Contrats souhaités (facultatif)",
        choices=Contrat.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    teletravail = forms.ChoiceField(
        label="Télétravail (facultatif)", choices=[("", "Sans précision"), *Teletravail.choices], required=False
    )
    experience = forms.ChoiceField(
        label="Expérience (facultatif)", choices=[("", "Sans précision"), *Experience.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_tree(self.fields["entities"], open_to_spontaneous())
        as_tree(self.fields["excluded"], VitrinePage.objects.live())
        self.fields["motivation"].label = "Ce que vous cherchez, ce que vous apportez"

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        nowhere = not cleaned.get("entities") and not cleaned.get("agrees_to_pool")
        if nowhere and not {"entities", "agrees_to_pool"} & self.errors.keys():
            self.add_error("entities", "Choisissez au moins une entité, ou rejoignez le vivier ci-dessous.")
        return cleaned
