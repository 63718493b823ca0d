"""What the central team keeps up to date in the CMS: glossary, rules of access, contributions."""

from wagtail import hooks
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from .models import BaremeCotisations, RegleAcces, Terme


def panels(*fields: str) -> ObjectList:
    """The fields of a form, then those of the source."""
    return ObjectList([FieldPanel(field) for field in (*fields, "article", "url", "checked_on")])


class TermeViewSet(ModelViewSet):
    model = Terme
    icon = "openquote"
    menu_label = "Glossaire"
    edit_handler = panels("name", "other_names", "definition")
    list_display = ["name", "definition", "checked_on"]
    search_fields = ["name", "other_names", "definition"]
    copy_view_enabled = False


class RegleAccesViewSet(ModelViewSet):
    model = RegleAcces
    icon = "clipboard-list"
    menu_label = "Règles d’accès aux emplois"
    edit_handler = panels("question", "answer", "cas", "verdict", "text")
    list_display = [
        "__str__",
        Column("verdict", label="Conclusion", accessor="get_verdict_display"),
        "article",
        "checked_on",
    ]
    list_filter = ["question", "cas", "verdict"]
    search_fields = ["text", "article"]
    copy_view_enabled = False


class BaremeViewSet(ModelViewSet):
    model = BaremeCotisations
    icon = "calculator"
    menu_label = "Cotisations des contractuels"
    edit_handler = panels(
        "since", "ceiling", "old_age", "old_age_capped", "ircantec_a", "ircantec_b", "csg", "crds", "csg_base"
    )
    list_display = ["since", "ceiling", "checked_on"]


class ReperesGroup(ViewSetGroup):
    menu_label = "Repères du droit"
    menu_icon = "openquote"
    add_to_admin_menu = False
    add_to_settings_menu = True
    items = (TermeViewSet("glossaire"), RegleAccesViewSet("regles_acces"), BaremeViewSet("cotisations"))


@hooks.register("register_admin_viewset")
def reperes() -> ReperesGroup:
    """Adds the glossary, the rules and the contributions to the settings menu, for those with the permissions."""
    return ReperesGroup()
