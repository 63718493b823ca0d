"""The reference lists in the CMS: names and codes of métiers, skills, and a chooser of communes."""

import re

from django import forms
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from core.text import TOKEN, fold

from . import competences
from .correspondances import Code, correspondances_of
from .models import Commune, CommuneQuerySet, Competence, Metier, MetierRome, ProfessionEsco


class CommuneFilterForm(BaseFilterForm):
    q = forms.CharField(
        label="Nom, code postal ou code INSEE",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Nom, code postal ou code INSEE"}),
    )

    def filter(self, objects: CommuneQuerySet) -> CommuneQuerySet:
        if text := self.cleaned_data.get("q", "").strip():
            self.is_searching, self.search_query = True, text
            objects = objects.starting_with(text)
        return objects


class CommuneChooseView(ChooseView):
    filter_form_class = CommuneFilterForm
    ordering = ["-population", "code"]


class CommuneChooseResultsView(ChooseResultsView):
    filter_form_class = CommuneFilterForm
    ordering = ["-population", "code"]


class CommuneChooserViewSet(ChooserViewSet):
    """Replaces the select menu of communes in every form of the CMS."""

    model = Commune
    icon = "site"
    choose_one_text = "Choisir une commune"
    choose_another_text = "Choisir une autre commune"
    choose_view_class = CommuneChooseView
    choose_results_view_class = CommuneChooseResultsView


@hooks.register("register_admin_viewset")
def commune_chooser() -> CommuneChooserViewSet:
    """Registers the chooser of communes, for everyone who uses the CMS."""
    return CommuneChooserViewSet("commune_chooser")


class MetierForm(WagtailAdminModelForm):
    class Meta:
        model = Metier
        fields = ["other_names", "rome", "esco"]
        widgets = {"rome": forms.CheckboxSelectMultiple, "esco": forms.CheckboxSelectMultiple}


class MetierViewSet(ModelViewSet):
    """Other names and codes of the métiers. Nobody adds or deletes one: see `permissions.FixedListPolicy`."""

    model = Metier
    icon = "tag"
    menu_label = "Noms et codes des métiers"
    list_display = [
        "name",
        Column("rome", label="ROME", accessor=lambda metier: _codes(correspondances_of(metier).rome)),
        Column("esco", label="ESCO", accessor=lambda metier: len(correspondances_of(metier).esco)),
    ]
    search_fields = ["name", "other_names"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return MetierForm


def _codes(codes: list[Code]) -> str:
    return ", ".join(code.code for code in codes)


class MetierRomeViewSet(ModelViewSet):
    model = MetierRome
    icon = "list-ul"
    menu_label = "Métiers du ROME"
    form_fields = ["code", "name"]
    search_fields = ["code", "name"]


class ProfessionEscoViewSet(ModelViewSet):
    model = ProfessionEsco
    icon = "list-ul"
    menu_label = "Professions d’ESCO"
    form_fields = ["uri", "name"]
    search_fields = ["name"]


SAY_NOTHING = frozenset([
    "a", "au", "aux", "avec", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "ou", "par", "pas", "pour",
    "sans", "sur", "un", "une",
])  # fmt: skip
"""Words that no skill may have for name, folded."""


class CompetenceForm(WagtailAdminModelForm):
    class Meta:
        model = Competence
        fields = ["name", "genre", "other_names", "is_ambiguous"]
        help_texts = {
            "name": "Les offres sont relues en arrière-plan : elle y est trouvée au bout de quelques minutes."
        }

    def clean_name(self) -> str:
        return self._of_no_other(self.cleaned_data["name"])

    def clean_other_names(self) -> str:
        names = re.split(r"[,;\n\r]", self.cleaned_data["other_names"])
        return "\n".join(self._of_no_other(name.strip()) for name in names if name.strip())

    def _of_no_other(self, name: str) -> str:
        """`name`, unless it is one of another skill or a commune, says nothing, or has no letter."""
        if not TOKEN.search(name):
            raise forms.ValidationError(f"« {name} » n’a ni lettre ni chiffre.")
        owner = competences.vocabulary.current().owner(name)
        if owner and owner.slug != self.instance.slug and fold(name) == fold(owner.name):
            raise forms.ValidationError(f"« {owner.name} » est déjà dans la liste : ouvrez-la pour la compléter.")
        if owner and owner.slug != self.instance.slug:
            raise forms.ValidationError(f"« {name} » est déjà un nom de « {owner.name} ».")
        if fold(name) in SAY_NOTHING:
            raise forms.ValidationError(f"« {name} » est un mot courant : toutes les offres le diraient.")
        if not owner and Commune.objects.filter(folded_name=fold(name)).exists():
            raise forms.ValidationError(f"« {name} » est une commune : qui la tape cherche des offres là.")
        return name


class CompetenceViewSet(ModelViewSet):
    """The skills that the search knows. The index is rebuilt in the background after each change."""

    model = Competence
    icon = "clipboard-list"
    menu_label = "Compétences"
    list_display = [
        "name",
        "genre",
        Column("names", label="Autres noms", accessor=lambda skill: ", ".join(skill.other_names.splitlines())),
    ]
    list_filter = ["genre", "is_ambiguous"]
    search_fields = ["name", "other_names"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return CompetenceForm


class ReferentielsGroup(ViewSetGroup):
    menu_label = "Métiers et compétences"
    menu_icon = "tag"
    add_to_admin_menu = False
    add_to_settings_menu = True
    items = (
        MetierViewSet("metiers"),
        CompetenceViewSet("competences"),
        MetierRomeViewSet("rome"),
        ProfessionEscoViewSet("esco"),
    )


@hooks.register("register_admin_viewset")
def reference_lists() -> ReferentielsGroup:
    """Adds the reference lists to the settings menu, for those with the permissions on their models."""
    return ReferentielsGroup()
