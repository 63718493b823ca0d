"""Imports in the CMS, for Mission Talents: upload, progress, report, and rows in quarantine."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import ListView, TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from core.signed_in import SignedInRequest
from equipes.onboarding.cms import PermissionGate
from vitrines.choices import as_tree
from vitrines.models import VitrinePage

from .models import Alias, Import, MotifQuarantaine, Quarantaine
from .sources import SOURCES
from .tasks import run_import, take_again

PERMISSION = "echanges.add_import"
LARGEST_FILE = 300_000_000
"""Maximum upload size in bytes: twice the complete file of Choisir le service public."""
MOST_GROUPS = 100
REFRESH = 3
"""Seconds between two refreshes of the page of a running import."""


class SteersImports(PermissionGate, WagtailAdminTemplateMixin):
    """Mixin of the views that require the permission to import."""

    required_permission = PERMISSION
    header_icon = "download"


class ImportForm(forms.Form):
    source = forms.ChoiceField(label="D’où vient le fichier", choices=[(n, label) for n, (label, _) in SOURCES.items()])
    file = forms.FileField(label="Fichier")
    force = forms.BooleanField(
        label="Accepter un fichier qui ferme la plupart des offres",
        required=False,
        help_text="Sans cela, un fichier incomplet est refusé et ne ferme rien.",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Ce fichier dépasse 300 Mo.")
        return file


class ImportsView(SteersImports, ListView):
    template_name = "echanges/cms/imports.html"
    page_title = "Imports d’offres"
    queryset = Import.objects.filter(vitrine=None).select_related("created_by")
    paginate_by = 20

    def get_context_data(self, **kwargs: Any) -> dict:
        waiting = Quarantaine.objects.count()
        context: dict[str, Any] = {"form": ImportForm(), "waiting": waiting}
        return super().get_context_data(**context | kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            self.object_list = self.get_queryset()
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        asked = Import.objects.create(
            source=form.cleaned_data["source"],
            name=file.name[:200],
            file=file,
            total=file.size,
            created_by=request.user,
        )
        run_import.enqueue(import_id=asked.pk, force=form.cleaned_data["force"])
        return redirect("import", asked.pk)


class ImportView(SteersImports, TemplateView):
    """One import: its progress, then its report. The page refreshes itself while the import runs."""

    template_name = "echanges/cms/import.html"
    page_title = "Import"

    def get_context_data(self, **kwargs: Any) -> dict:
        self.asked = get_object_or_404(Import, pk=self.kwargs["pk"], vitrine=None)
        report = {name: count for name, count in self.asked.report.items() if name != "motifs"}
        motifs = [(MotifQuarantaine(code).label, count) for code, count in self.asked.report.get("motifs", {}).items()]
        goes_on = self.asked.etat in (Import.Etat.ATTENTE, Import.Etat.EN_COURS) and not self.asked.is_lost
        return super().get_context_data(**kwargs, asked=self.asked, report=report, motifs=motifs, goes_on=goes_on)

    def render_to_response(self, context: dict, **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if context["goes_on"]:
            response["Refresh"] = str(REFRESH)
        return response


class ResolveForm(forms.Form):
    fields: dict[str, Any]  # Of several classes.

    label = forms.CharField(widget=forms.HiddenInput)
    vitrine = forms.ModelChoiceField(VitrinePage.objects.none(), label="Entité", empty_label="Choisir l’entité")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_tree(self.fields["vitrine"], VitrinePage.objects.live())


class QuarantineView(SteersImports, TemplateView):
    """The rows in quarantine by reason and employer, the largest group first. A choice applies to a whole group."""

    template_name = "echanges/cms/quarantine.html"
    page_title = "Lignes en quarantaine"
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict:
        grouped = (
            Quarantaine.objects.values("motif", "key")
            .annotate(count=Count("pk"), label=Min("label"), title=Min("title"), reference=Min("reference"))
            .order_by("-count", "motif", "key")
        )
        groups = [
            group
            | {
                "reason": MotifQuarantaine(group["motif"]).label,
                "is_employer": group["motif"] == MotifQuarantaine.ENTITE,
            }
            for group in grouped[:MOST_GROUPS]
        ]
        return super().get_context_data(**{"groups": groups, "form": ResolveForm(auto_id=False)} | kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ResolveForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Choisissez l’entité parmi celles de la liste.")
            return redirect("quarantine")
        name, vitrine = form.cleaned_data["label"], form.cleaned_data["vitrine"]
        alias = Alias(name=name[:300], vitrine=vitrine)
        Alias.objects.update_or_create(folded=alias.key, defaults={"name": alias.name, "vitrine": vitrine})
        rows = Quarantaine.objects.filter(motif=MotifQuarantaine.ENTITE, key=alias.key)
        count = rows.count()
        take_again.enqueue(key=alias.key)
        messages.success(request, f"« {name} » est désormais {vitrine.title} : {count} lignes sont reprises.")
        return redirect("quarantine")


class AliasViewSet(ModelViewSet):
    model = Alias
    icon = "link"
    form_fields = ["name", "vitrine"]
    list_display = ["name", "vitrine"]
    search_fields = ["name"]
    menu_label = "Autres noms d’entités"
    add_to_settings_menu = True


class ImportsMenuItem(MenuItem):
    def is_shown(self, request: SignedInRequest) -> bool:
        return request.user.has_perm(PERMISSION)


def menu_item() -> MenuItem:
    """The menu item « Imports », visible to users who may import."""
    return ImportsMenuItem("Imports", reverse("imports"), name="imports", icon_name="download", order=170)


ADDRESSES = [
    path("imports/", ImportsView.as_view(), name="imports"),
    path("imports/<int:pk>/", ImportView.as_view(), name="import"),
    path("imports/quarantaine/", QuarantineView.as_view(), name="quarantine"),
]
