"""The words that mean the same, in the CMS's settings."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from .models import SynonymGroup


class SynonymViewSet(ModelViewSet):
    model = SynonymGroup
    icon = "link"
    form_fields = ["terms"]
    menu_label = "Synonymes"
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def synonyms() -> SynonymViewSet:
    return SynonymViewSet("synonymes")
