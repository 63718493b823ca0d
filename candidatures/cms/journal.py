"""For Responsables: who read which CV. For Mission Talents: the archive of what may serve as evidence."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from candidatures.enums import Acces
from candidatures.models import Archive, Lecture
from candidatures.permissions import journals, steers

from .access import ReadOnlyAdmin, ReadOnlyHelper
from .filters import FoldedFilter


class LectureHelper(ReadOnlyHelper):
    def user_can_list(self, user: AbstractBaseUser) -> bool:
        return journals(user).exists()


class AccesFilter(FoldedFilter):
    title, parameter_name = "Accès", "acces"

    def lookups(self, request: HttpRequest, model_admin) -> list:
        return Acces.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(acces=self.value()) if self.value() in Acces.values else queryset


class LectureAdmin(ReadOnlyAdmin):
    model = Lecture
    base_url_path = "lectures"
    menu_label, menu_item_name, menu_icon, menu_order = "Lectures des CV", "lectures", "view", 157
    permission_helper_class = LectureHelper
    list_per_page = 100
    list_display = ("at", "user", "acces", "candidature", "vitrine")
    list_filter = (AccesFilter,)
    list_export = ("at", "user", "acces", "candidature", "vitrine")
    export_filename = "lectures"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        own = Q(vitrine__in=journals(request.user).order_by())
        if steers(request.user):
            own |= Q(vitrine=None)
        return Lecture.objects.filter(own).select_related("user", "candidature", "vitrine")


class ArchiveHelper(ReadOnlyHelper):
    def user_can_list(self, user: AbstractBaseUser) -> bool:
        return user.has_perm("candidatures.view_archive")


class ArchiveAdmin(ReadOnlyAdmin):
    model = Archive
    base_url_path = "archives-candidatures"
    menu_label, menu_item_name, menu_icon, menu_order = "Archives de preuve", "archives", "lock", 158
    permission_helper_class = ArchiveHelper
    list_display = ("name", "email", "candidature", "reason", "created_at", "expires_on")
    search_fields = ("name", "email")
    list_filter = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("candidature")
