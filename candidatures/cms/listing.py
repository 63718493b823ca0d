"""The list of applications: filters, search, export."""

import datetime as dt
from typing import Any

from django.contrib.admin import display
from django.db.models import Avg, Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.timezone import localtime
from wagtail_modeladmin.helpers import ButtonHelper

from candidatures.models import Avis, Candidature
from core.french import date_format
from vitrines.choices import NOT_NEEDED

from . import filters
from .access import PersonSearchHandler, ReadOnlyAdmin, ReadOnlyIndexView
from .dossier import DossierView, PieceView


class OpenButtonHelper(ButtonHelper):
    """A single button, without a permission check per row: the list only contains rows that the user may open."""

    def get_buttons_for_obj(self, obj: Model, *args: Any, **kwargs: Any) -> list[dict]:
        return [self.inspect_button(obj.pk)]

    def get_primary_button(self, obj: Model) -> dict:
        return self.inspect_button(obj.pk)

    def inspect_button(
        self, pk: int, classnames_add: list[str] | None = None, classnames_exclude: list[str] | None = None
    ) -> dict:
        return super().inspect_button(pk, classnames_add, classnames_exclude) | {"label": "Ouvrir"}


class CandidatureIndexView(ReadOnlyIndexView):
    export_headings = {
        "person": "Personne",
        "email": "Courriel",
        "phone": "Téléphone",
        "subject": "Poste",
        "entity": "Entité",
        "state": "État",
        "received": "Reçue le",
        "answered": "Première réponse le",
        "rating": "Avis moyen",
        "tags": "Étiquettes",
    }

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        return self.export_headings[field]


class CandidatureAdmin(ReadOnlyAdmin):
    model = Candidature
    base_url_path = "candidatures"
    menu_label, menu_item_name, menu_icon, menu_order = "Candidatures", "candidatures", "mail", 155
    button_helper_class = OpenButtonHelper
    index_view_class = CandidatureIndexView
    index_template_name = "candidatures/cms/list.html"
    inspect_view_enabled = True
    case_view_class, piece_view_class = DossierView, PieceView
    list_per_page = 50
    list_display = ("person", "subject", "entity", "state", "received", "rating")
    list_filter = (
        filters.EtatFilter,
        filters.NatureFilter,
        filters.ReceivedFilter,
        filters.OffreFilter,
        filters.EntityFilter,
        filters.MetierFilter,
        filters.EtiquetteFilter,
    )
    search_handler_class, search_fields = PersonSearchHandler, ("offer_title",)
    list_export = tuple(CandidatureIndexView.export_headings)
    export_filename = "candidatures"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        given = Avis.objects.filter(candidature=OuterRef("pk")).order_by().values("candidature")
        rated = super().get_queryset(request).annotate(mean=Subquery(given.annotate(mean=Avg("value")).values("mean")))
        candidatures = rated.select_related("dossier", "vitrine").prefetch_related("etiquettes")
        return candidatures.defer(*(f"vitrine__{name}" for name in NOT_NEEDED))

    @display(description="Personne", ordering="dossier__name")
    def person(self, candidature: Candidature) -> str:
        return candidature.readable_dossier.name

    @display(description="Poste", ordering="offer_title")
    def subject(self, candidature: Candidature) -> str:
        return candidature.subject

    @display(description="Entité")
    def entity(self, candidature: Candidature) -> str:
        return candidature.vitrine.short_name

    @display(description="État", ordering="etat")
    def state(self, candidature: Candidature) -> str:
        return candidature.get_etat_display()

    @display(description="Reçue le", ordering="received_at")
    def received(self, candidature: Candidature) -> str:
        return _day(candidature.received_at)

    @display(description="Avis")
    def rating(self, candidature: Candidature) -> str:
        mean: float | None = vars(candidature)["mean"]
        return f"{mean:.1f}/5".replace(".", ",") if mean else ""

    def email(self, candidature: Candidature) -> str:
        return candidature.readable_dossier.email

    def phone(self, candidature: Candidature) -> str:
        return candidature.readable_dossier.phone

    def answered(self, candidature: Candidature) -> str:
        return _day(candidature.answered_at)

    def tags(self, candidature: Candidature) -> str:
        return ", ".join(tag.name for tag in candidature.etiquettes.all())


def _day(moment: dt.datetime | None) -> str:
    return date_format(localtime(moment), "j F Y") if moment else ""
