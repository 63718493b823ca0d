"""Choosers of the CMS for lists too long for a select menu."""

from django import forms
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from .models import Commune, CommuneQuerySet


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
