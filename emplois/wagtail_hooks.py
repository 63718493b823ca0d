"""Offers in the CMS. Recruiters get no right here until rights by entity stand; see CONTRIBUTING."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .forms import OffreForm
from .models import Offre


def _panels(*names: str) -> list[FieldPanel]:
    return [FieldPanel(name) for name in names]


class OffreViewSet(SnippetViewSet):
    model = Offre
    icon = "form"
    menu_label = "Offres"
    menu_order = 150
    add_to_admin_menu = True
    list_display = [
        "title",
        "vitrine",
        "metier",
        Column("etat", label="État", accessor=lambda offre: offre.etat.label),
        "deadline",
    ]
    list_filter = ["live", "metier", "contracts"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    *_panels("title", "vitrine", "metier", "reference"),
                    InlinePanel("lieux", label="Lieu", heading="Lieux", min_num=1, max_num=10),
                    MultiFieldPanel(
                        _panels("contracts", "ouverture", "categories", "versant", "vacance", "corps_grade"),
                        heading="Statut",
                    ),
                    FieldRowPanel(_panels("experience", "working_time", "teletravail", "management")),
                ],
                heading="Le poste",
            ),
            ObjectList(
                _panels("context", "missions", "profile", "team", "benefits", "special_conditions", "process"),
                heading="Les textes",
            ),
            ObjectList(
                [
                    FieldRowPanel(_panels("pay_min", "pay_max"), heading="Rémunération"),
                    FieldPanel("pay_text"),
                    FieldRowPanel(_panels("pay_titulaires_min", "pay_titulaires_max"), heading="Titulaires"),
                    FieldPanel("pay_titulaires_text"),
                ],
                heading="Rémunération",
            ),
            ObjectList(
                [
                    FieldRowPanel(_panels("vacant_on", "start_on", "deadline"), heading="Dates"),
                    *_panels("apply_email", "apply_url", "apply_to", "contact", "recruiting_authority"),
                    *_panels("csp_reference", "csp_url"),
                ],
                heading="Candidater",
            ),
        ],
        base_form_class=OffreForm,
    )


register_snippet(OffreViewSet)
