"""The pool in the CMS: a searchable list of profiles, and the form that proposes an offer."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.admin import display
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from candidatures import vivier
from candidatures.models import Profil
from candidatures.permissions import own_entity
from candidatures.retention import pool_deletion
from candidatures.wordings import refuse_places
from core.signed_in import SignedInRequest
from emplois.models import Offre

from . import filters
from .access import CaseView, PersonSearchHandler, ReadOnlyAdmin
from .dossier import PieceView
from .listing import OpenButtonHelper


class ProposalForm(forms.Form):
    fields: dict[str, Any]  # Of several classes.

    offre = forms.ModelChoiceField(
        Offre.objects.none(), label="Offre", error_messages={"required": "Choisissez l’offre à proposer."}
    )
    message = forms.CharField(
        label="Quelques mots (facultatif)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La personne les reçoit avec le lien vers l’offre. Rien de son dossier n’est copié.",
        validators=[refuse_places],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = policy_registry.get_by_type(Offre).instances_user_has_any_permission_for(user, {"change"})
        self.fields["offre"].queryset = own.public().select_related("vitrine").order_by("title", "pk")


class ProfilView(CaseView):
    template_name = "candidatures/cms/profil.html"
    page_title = "Profil du vivier"

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ProposalForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        cleaned = form.cleaned_data
        if vivier.propose(self.instance, cleaned["offre"], user=request.user, message=cleaned["message"]):
            messages.success(request, "L’offre lui est proposée par courriel.")
        else:
            messages.warning(request, "Cette offre lui a déjà été proposée.")
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict:
        profil = self.instance
        context = {
            "dossier": profil.dossier,
            "pieces": list(profil.dossier.pieces.all()),
            "proposals": list(profil.propositions.select_related("offre", "vitrine")),
            "deletion": pool_deletion(profil),
            "form": ProposalForm(user=self.request.user),
        }
        return super().get_context_data(**context | kwargs)


class PoolPieceView(PieceView):
    """A file of a person of the pool. Accesses are logged for the user's own entity."""

    @property
    def written_for(self) -> dict:
        return {"vitrine": own_entity(self.request.user)}


class ProfilAdmin(ReadOnlyAdmin):
    model = Profil
    base_url_path = "vivier"
    menu_label, menu_item_name, menu_icon, menu_order = "Vivier", "vivier", "group", 156
    button_helper_class = OpenButtonHelper
    index_template_name = "candidatures/cms/pool.html"
    inspect_view_enabled = True
    case_view_class, piece_view_class = ProfilView, PoolPieceView
    list_per_page = 50
    list_display = ("person", "metiers", "regions", "contracts", "experience", "contact")
    list_filter = (
        filters.PoolMetierFilter,
        filters.PoolRegionFilter,
        filters.PoolContractFilter,
        filters.PoolExperienceFilter,
        filters.PoolTeletravailFilter,
    )
    search_handler_class, search_fields = PersonSearchHandler, ("dossier__motivation",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        profils = super().get_queryset(request).select_related("dossier")
        return profils.prefetch_related("dossier__metiers", "dossier__regions")

    @display(description="Personne", ordering="dossier__name")
    def person(self, profil: Profil) -> str:
        return profil.dossier.name

    @display(description="Métiers")
    def metiers(self, profil: Profil) -> str:
        return ", ".join(map(str, profil.dossier.metiers.all()))

    @display(description="Régions")
    def regions(self, profil: Profil) -> str:
        return ", ".join(map(str, profil.dossier.regions.all()))

    @display(description="Contrats")
    def contracts(self, profil: Profil) -> str:
        return ", ".join(profil.dossier.contract_labels)

    @display(description="Expérience")
    def experience(self, profil: Profil) -> str:
        return profil.dossier.get_experience_display()

    @display(description="Dernier contact", ordering="last_contact_at")
    def contact(self, profil: Profil) -> dt.date:
        return timezone.localtime(profil.last_contact_at).date()
