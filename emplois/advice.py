"""Advice beside the form of an offer, as one writes: the legal mentions it owes and what is worth a second look."""

from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView

from vitrines.review.advice import AdviceResponse

from . import legal_mentions


def advice(offre) -> dict:
    """What the panel says of `offre`, which may be half written and not saved."""
    gauge = legal_mentions.gauge(offre)
    findings, owed = offre.findings(), legal_mentions.owed(offre)
    return {
        "concerned": legal_mentions.concern(offre),
        "gauge": gauge,
        "given": sum(given for _mention, given in gauge),
        "derogation": offre.derogation.strip(),
        "findings": findings,
        "count": len(findings) + len(owed),
    }


class AdviceSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Afficher ou masquer les conseils"
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context: dict) -> dict:
            return super().get_context_data(parent_context) | {"count": self.panel.advice["count"]}

    name = "conseils"
    title = "Conseils"
    template_name = "emplois/cms/advice_panel.html"
    order = 50  # The first: those who come once a month see it open.

    def __init__(self, offre, request: HttpRequest, url: str) -> None:
        super().__init__(offre, request)
        self.url = url

    @cached_property
    def advice(self) -> dict:
        """Told by the panel and counted by its toggle."""
        return advice(self.object)

    def get_context_data(self, parent_context: dict) -> dict:
        return super().get_context_data(parent_context) | self.advice | {"advice_url": self.url}


class WithAdvice:
    """A form's view with the panel of advice among its side panels."""

    def get_side_panels(self) -> MediaContainer:
        viewset, offre = self.model.snippet_viewset, self.form.instance
        name, args = ("advice", [offre.pk]) if self.view_name == "edit" else ("advice_on_add", [])
        panel = AdviceSidePanel(offre, self.request, reverse(viewset.get_url_name(name), args=args))
        panels = super().get_side_panels()
        return MediaContainer([panel, *panels])


class OffreCreateView(WithAdvice, CreateView):
    page_title = "Nouvelle"


class OffreCopyView(WithAdvice, CopyView):
    """A form for a new offer with what another says, but for what is that one's alone; it is sent to where one adds.

    Sent back here, Wagtail would write it over the other offer.
    """

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self):
        offre = super().get_initial_form_instance()
        for name in ("reference", "csp_reference", "csp_url", "source", "source_url", "derogation"):
            setattr(offre, name, "")
        for name in ("go_live_at", "expire_at", "deadline", "vacant_on", "start_on"):
            setattr(offre, name, None)
        return offre


class OffreEditView(WithAdvice, EditView):
    pass


class OffreAdviceResponse(AdviceResponse):
    """As the inside of the panel."""

    template_name = "emplois/cms/advice.html"

    def take_more(self, form: ModelForm) -> None:
        places = form.formsets["lieux"]
        if places.is_valid():
            places.save(commit=False)  # Onto the offer in memory alone.

    def advice(self, offre) -> dict:
        return advice(offre)


class AdviceOnEdit(OffreAdviceResponse, PreviewOnEdit):
    pass


class AdviceOnCreate(OffreAdviceResponse, PreviewOnCreate):
    pass
