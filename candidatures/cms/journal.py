"""The log of CV accesses, for Responsables, and the archive of evidence, for Mission Talents."""

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.options import ModelAdmin

from candidatures.enums import Acces
from candidatures.models import Archive, Lecture

from .access import ReadOnlyAdmin
from .filters import FoldedFilter


class AccesFilter(FoldedFilter):
    title, parameter_name = "Accès", "acces"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return Acces.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(acces=self.value()) if self.value() in Acces.values else queryset


class LectureAdmin(ReadOnlyAdmin):
    model = Lecture
    base_url_path = "lectures"
    menu_label, menu_item_name, menu_icon, menu_order = "Lectures des CV", "lectures", "view", 157
    list_per_page = 100
    list_display = ("at", "user", "acces", "candidature", "vitrine")
    list_filter = (AccesFilter,)
    list_export = ("at", "user", "acces", "candidature", "vitrine")
    export_filename = "lectures"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user", "candidature", "vitrine")


class ArchiveAdmin(ReadOnlyAdmin):
    model = Archive
    base_url_path = "archives-candidatures"
    menu_label, menu_item_name, menu_icon, menu_order = "Archives de preuve", "archives", "lock", 158
    list_display = ("name", "email", "candidature", "reason", "created_at", "expires_on")
    search_fields = ("name", "email")
    list_filter = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("candidature")
