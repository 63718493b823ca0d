"""CMS views: requests and opening of a vitrine (for Mission Talents), team of an entity (for its Responsables)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import ListView, TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from core.french import duration
from core.object_keys import object_key
from core.signed_in import SignedInRequest
from equipes.enums import EtatDemande, Role
from equipes.models import EntityRequest, Invitation
from equipes.roles import is_trusted, stop_trusting, trust
from vitrines.choices import as_tree
from vitrines.models import VitrinePage

from . import team
from .opening import CannotOpen, open_vitrine

if TYPE_CHECKING:
    from django.views.generic import View as _View
else:
    _View = object


class OpeningForm(forms.Form):
    fields: dict[str, Any]  # Several field classes.

    name = forms.CharField(label="Nom complet de l’entité", max_length=200)
    sigle = forms.CharField(label="Sigle", max_length=30, required=False, help_text="Il fait l’adresse de la vitrine.")
    parent = forms.ModelChoiceField(
        VitrinePage.objects.all(), label="Rattachée à", required=False, empty_label="Aucune : dans l’annuaire"
    )
    email = forms.EmailField(label="Adresse de la première personne responsable", help_text="Elle reçoit l’invitation.")
    trusted = forms.BooleanField(
        label="Ses responsables publient sans relecture",
        required=False,
        help_text="Peut se décider plus tard, depuis l’équipe de l’entité.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_tree(self.fields["parent"], VitrinePage.objects.all())


class PermissionGate(_View):
    """Requires `required_permission`; raises PermissionDenied without it."""

    required_permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.required_permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list:
        return []


class OpensVitrines(PermissionGate):
    """Requires the permission to open vitrines."""

    required_permission = "equipes.change_entityrequest"


class RequestsView(OpensVitrines, WagtailAdminTemplateMixin, ListView):
    """The requests for vitrines: pending ones first, then the newest."""

    template_name = "equipes/cms/requests.html"
    page_title = "Demandes de vitrine"
    header_icon = "mail"
    paginate_by = 30

    def get_queryset(self) -> QuerySet[EntityRequest]:
        return EntityRequest.objects.select_related("parent", "vitrine").order_by(
            F("vitrine").asc(nulls_first=True), F("declined_at").asc(nulls_first=True), "-used_at", "-created_at"
        )


class OpeningView(OpensVitrines, WagtailAdminTemplateMixin, TemplateView):
    """The form that opens a vitrine: page, draft rubriques, collection, groups, invitation. Also declines a request."""

    template_name = "equipes/cms/opening.html"
    page_title = "Ouvrir une vitrine"
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, pk: int | None = None, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.entity_request = None
        if request.user.has_perm("equipes.change_entityrequest") and pk is not None:
            self.entity_request = get_object_or_404(EntityRequest, pk=pk)

    def get_context_data(self, **kwargs: Any) -> dict:
        initial = {}
        if self.entity_request:
            initial = {name: getattr(self.entity_request, name) for name in ("name", "sigle", "parent", "email")}
        pending = self.entity_request is None or self.entity_request.etat in (
            EtatDemande.A_TRAITER,
            EtatDemande.A_CONFIRMER,
        )
        context = {"form": OpeningForm(initial=initial), "asked": self.entity_request, "pending": pending}
        return super().get_context_data(**context | kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "decline" in request.POST and self.entity_request:
            EntityRequest.objects.filter(pk=self.entity_request.pk, vitrine=None).update(declined_at=timezone.now())
            messages.success(request, f"La demande « {self.entity_request.name} » est déclinée.")
            return redirect("requests")
        form = OpeningForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            opened = open_vitrine(**form.cleaned_data, user=request.user)
        except CannotOpen as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        if self.entity_request:
            EntityRequest.objects.filter(pk=self.entity_request.pk).update(vitrine=opened.vitrine, declined_at=None)
        done = "est ouverte" if opened.created else "existait déjà : ce qui manquait est ajouté"
        sent = f" L’invitation part à {opened.invitation.email}." if opened.invitation else ""
        messages.success(request, f"La vitrine « {opened.vitrine.title} » {done}.{sent}")
        return redirect("team", opened.vitrine.pk)


class InvitationForm(forms.Form):
    email = forms.EmailField(label="Adresse de courriel")
    role = forms.ChoiceField(label="Rôle", choices=Role.choices, widget=forms.RadioSelect, initial=Role.RECRUTEURS)


class ManagedEntityView(WagtailAdminTemplateMixin, TemplateView):
    """A view of an entity for its Responsables, those of its ancestors, and account managers; 404 for others."""

    def get_breadcrumbs_items(self) -> list:
        return []

    request: SignedInRequest

    def setup(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        managed = VitrinePage.objects.all()
        if not request.user.has_perm("auth.change_user"):
            managed = team.managed(self.request.user)
        self.vitrine = get_object_or_404(managed, pk=pk)

    def get_page_subtitle(self) -> str:
        return self.vitrine.title

    def get_context_data(self, **kwargs: Any) -> dict:
        others = team.managed(self.request.user).exclude(pk=self.vitrine.pk)
        return super().get_context_data(**{"vitrine": self.vitrine, "others": others} | kwargs)


class TeamView(ManagedEntityView):
    """The members and pending invitations of an entity."""

    template_name = "equipes/cms/team.html"
    page_title = "Équipe"
    header_icon = "group"

    def get_context_data(self, **kwargs: Any) -> dict:
        context = {
            "members": team.members(self.vitrine),
            "invitations": [i for i in self.vitrine.invitations.filter(used_at=None) if i.is_usable],
            "form": InvitationForm(),
            "trusted": is_trusted(self.vitrine),
            "may_trust": self.request.user.has_perm("equipes.change_entityrequest"),
        }
        return super().get_context_data(**context | kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        for name in ("cancel", "resend", "trust"):
            if name in request.POST:
                getattr(self, f"_{name}")(request.POST[name])
                return redirect("team", self.vitrine.pk)
        form = InvitationForm(request.POST)
        if form.is_valid() and team.is_member(self.vitrine, form.cleaned_data["email"]):
            form.add_error("email", "Cette personne est déjà dans l’équipe.")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        team.invite(self.vitrine, **form.cleaned_data, sender=request.user)
        messages.success(
            request, f"L’invitation part à {form.cleaned_data['email']} : elle vaut {duration(Invitation.VALID_FOR)}."
        )
        return redirect("team", self.vitrine.pk)

    def _pending(self, value: str) -> Invitation | None:
        return self.vitrine.invitations.filter(pk=object_key(value), used_at=None).first()

    def _cancel(self, value: str) -> None:
        if invitation := self._pending(value):
            invitation.delete()
            messages.success(self.request, "L’invitation est annulée : son lien ne vaut plus rien.")

    def _resend(self, value: str) -> None:
        if invitation := self._pending(value):
            again = team.invite(self.vitrine, email=invitation.email, role=invitation.role, sender=self.request.user)
            messages.success(self.request, f"Une nouvelle invitation part à {again.email}.")

    def _trust(self, value: str) -> None:
        if not self.request.user.has_perm("equipes.change_entityrequest"):
            raise PermissionDenied
        (trust if value == "yes" else stop_trusting)(self.vitrine)


class RemoveMemberView(ManagedEntityView):
    """Confirms the removal of a member, and lets the user choose which of the member's keys to revoke."""

    template_name = "equipes/cms/remove_member.html"
    page_title = "Retirer de l’équipe"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        member = next((user for user, _role in team.members(self.vitrine) if user.pk == kwargs["user_id"]), None)
        if member is None:
            messages.warning(request, "Cette personne n’est plus dans l’équipe.")
        elif member == request.user:
            messages.error(request, "Vous ne pouvez pas vous retirer : demandez-le à une autre personne responsable.")
        else:
            self.member = member
            return super().dispatch(request, *args, **kwargs)
        return redirect("team", self.vitrine.pk)

    def get_context_data(self, **kwargs: Any) -> dict:
        holdings = team.holdings(self.member, self.vitrine)
        return super().get_context_data(member=self.member, holdings=holdings, **kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = set(request.POST.getlist("end"))
        ended = [holding for holding in team.holdings(self.member, self.vitrine) if holding.key in chosen]
        with transaction.atomic():
            for holding in ended:
                holding.end(request.user)
            team.remove(self.member, self.vitrine, by=request.user)
        name = get_user_display_name(self.member)
        revoked = f" Ne valent plus rien : {', '.join(holding.label for holding in ended)}." if ended else ""
        messages.success(request, f"{name} n’a plus accès à cette entité et n’est plus connecté·e.{revoked}")
        return redirect("team", self.vitrine.pk)
