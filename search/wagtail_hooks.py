"""The search in the CMS: the synonyms, and the report of searches without results."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from .fruitless import frequent
from .models import FruitlessQuery, SynonymGroup

MAY_SEE = "search.view_fruitlessquery"


class SynonymViewSet(ModelViewSet):
    model = SynonymGroup
    icon = "link"
    form_fields = ["terms"]
    menu_label = "Synonymes"
    add_to_settings_menu = True


class FruitlessView(ReportView):
    """The report of queries without results, by month, the most frequent first."""

    page_title = "Recherches sans résultat"
    header_icon = "search"
    index_url_name = index_results_url_name = "fruitless"
    permission_policy = ModelPermissionPolicy(FruitlessQuery)
    permission_required = "view"
    columns = [
        Column("words", label="Mots"),
        Column("month", label="Mois", accessor=lambda query: f"{query.month:%m/%Y}"),
        Column("count", label="Fois"),
    ]
    list_export = ["words", "month", "count"]
    export_headings = {"words": "Mots", "month": "Mois", "count": "Fois"}
    export_filename = "recherches-sans-resultat"

    def get_queryset(self) -> QuerySet:
        return frequent()


class FruitlessMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_SEE)


@hooks.register("register_admin_viewset")
def synonyms() -> SynonymViewSet:
    """Adds the synonyms to the settings menu, for those with the permissions on `SynonymGroup`."""
    return SynonymViewSet("synonymes")


@hooks.register("register_admin_urls")
def fruitless_address() -> list:
    """Adds the URL of the report of searches without results; its view checks the permission."""
    return [path("recherches-sans-resultat/", FruitlessView.as_view(), name="fruitless")]


@hooks.register("register_reports_menu_item")
def fruitless_menu_item() -> MenuItem:
    """Adds the report of searches without results to the reports menu of those who may view it."""
    return FruitlessMenuItem("Recherches sans résultat", reverse("fruitless"), icon_name="search", order=1200)
