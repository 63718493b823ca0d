"""The CMS views of a table's import, for the Responsables of an entity: upload, mapping, preview, import, report."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from wagtail.admin import messages

from core.signed_in import SignedInRequest
from equipes.onboarding.cms import ManagedEntityView

from ..models import Colonnes, Import
from ..pushing import push
from ..running import CannotRead
from .columns import BY_PATH, COLUMNS, NEEDED, guess
from .reading import LARGEST_FILE, Table, read
from .running import forms_of, import_table, put_table_forward, rows_of, sender_of, table_of

SOURCE = "TABLEAU"
PREVIEWED = 20
SAMPLES = 2


class FileForm(forms.Form):
    file = forms.FileField(label="Fichier CSV ou XLSX", help_text="La première ligne nomme les colonnes.")

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo.")
        try:
            self.table = read(file, file.name)
        except CannotRead as error:
            raise forms.ValidationError(str(error)) from None
        file.seek(0)
        return file


class TableUploadView(ManagedEntityView):
    template_name = "echanges/cms/table_upload.html"
    page_title = "Importer un tableau"
    header_icon = "table"

    def get_context_data(self, **kwargs: Any) -> dict:
        past = Import.objects.filter(source=SOURCE, vitrine=self.vitrine)[:10]
        return super().get_context_data(**{"form": FileForm(), "past": past} | kwargs)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file = form.cleaned_data["file"]
        asked = Import.objects.create(
            source=SOURCE,
            vitrine=self.vitrine,
            name=file.name[:200],
            file=file,
            total=file.size,
            created_by=request.user,
            mapping=guess(form.table.header, remembered(self.vitrine.pk)),
        )
        return redirect("import_table", self.vitrine.pk, asked.pk)


def remembered(vitrine_id: int) -> dict[str, str]:
    """The entity's last column mapping: paths of the exchange format by normalized title; empty the first time."""
    known = Colonnes.objects.filter(vitrine=vitrine_id).first()
    return known.mapping if known else {}


class TableView(ManagedEntityView):
    """One table: the column mapping, a preview of the first rows, then the report."""

    template_name = "echanges/cms/table.html"
    page_title = "Importer un tableau"
    header_icon = "table"

    def setup(self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any) -> None:
        super().setup(request, *args, pk=pk, **kwargs)
        self.asked = get_object_or_404(Import, pk=kwargs["import_id"], vitrine=self.vitrine, source=SOURCE)

    def get_context_data(self, **kwargs: Any) -> dict:
        if self.asked.etat != Import.Etat.ATTENTE:
            return super().get_context_data(**{"asked": self.asked} | self._drafts() | kwargs)
        table = table_of(self.asked)
        columns = [
            {
                "number": number,
                "title": title,
                "samples": [row[number] for row in table.rows if row[number]][:SAMPLES],
                "path": self.asked.mapping.get(title, ""),
            }
            for number, title in enumerate(table.header)
            if title
        ]
        context = {"asked": self.asked, "columns": columns, "choices": COLUMNS, "count": len(table.rows)}
        return super().get_context_data(**context | kwargs)

    def _drafts(self) -> dict:
        """The context of the table's drafts: complete ones, incomplete ones, and whether they will be published."""
        drafts = self.asked.report.get("brouillons", [])
        lacking = [draft for draft in drafts if draft["lacks"]]
        publishes = sender_of(self.asked, self.request.user).publishes
        return {"drafts": drafts, "lacking": lacking, "ready": len(drafts) - len(lacking), "publishes": publishes}

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.asked.etat == Import.Etat.FAIT and "put_forward" in request.POST:
            waiting = Import.objects.filter(pk=self.asked.pk, etat=Import.Etat.FAIT)
            if waiting.update(etat=Import.Etat.EN_COURS, touched_at=timezone.now()):
                put_table_forward.enqueue(import_id=self.asked.pk, user_id=request.user.pk)
        if self.asked.etat != Import.Etat.ATTENTE:
            return redirect("import_table", self.vitrine.pk, self.asked.pk)
        table = table_of(self.asked)
        chosen = {title: request.POST.get(f"column-{n}", "") for n, title in enumerate(table.header) if title}
        mapping = {title: path for title, path in chosen.items() if path in BY_PATH}
        self.asked.mapping = mapping
        self.asked.save(update_fields=["mapping"])
        if error := _mapping_error(mapping):
            messages.error(request, error)
            return self.render_to_response(self.get_context_data())
        if "import" not in request.POST:
            return self.render_to_response(self.get_context_data(outcomes=self._preview(table)))
        self.asked.etat = Import.Etat.EN_COURS
        self.asked.save(update_fields=["etat"])
        import_table.enqueue(import_id=self.asked.pk)
        return redirect("import_table", self.vitrine.pk, self.asked.pk)

    def _preview(self, table: Table) -> list[dict]:
        """The outcomes of the first rows, from a transaction that is rolled back."""
        with transaction.atomic():
            rows = rows_of(push(forms_of(self.asked, table)[:PREVIEWED], sender_of(self.asked, self.request.user)))
            transaction.set_rollback(True)
        return rows

    def render_to_response(self, context: dict, **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.asked.etat == Import.Etat.EN_COURS and not self.asked.is_lost:
            response["Refresh"] = "3"
        return response


def _mapping_error(mapping: dict[str, str]) -> str:
    if missing := [BY_PATH[path].label for path in NEEDED if path not in mapping.values()]:
        return f"Dites quelle colonne est : {', '.join(missing)}."
    taken = list(mapping.values())
    if twice := next((path for path in taken if taken.count(path) > 1), ""):
        return f"Deux colonnes sont prises pour « {BY_PATH[twice].label} »."
    return ""


ADDRESSES = [
    path("tableaux/<int:pk>/", TableUploadView.as_view(), name="import_tables"),
    path("tableaux/<int:pk>/<int:import_id>/", TableView.as_view(), name="import_table"),
]
