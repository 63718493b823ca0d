"""Advice beside the form of an offer, as one writes: the legal mentions it owes and what is worth a second look."""

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView

from relecture.advice import AdviceResponse, AdviceSidePanel, WithAdvice
from relecture.conflicts import TellsOfConflicts

from . import legal_mentions
from .fields import NOT_COPIED
from .models import Offre


class OffreAdviceSidePanel(AdviceSidePanel):
    inside = "emplois/cms/advice.html"

    @classmethod
    def told(cls, offre: Offre) -> dict:
        gauge = legal_mentions.gauge(offre)
        context = super().told(offre) | {
            "concerned": legal_mentions.concern(offre),
            "gauge": gauge,
            "given": sum(given for _mention, given in gauge),
            "derogation": offre.derogation.strip(),
        }
        return context | {"count": context["count"] + len(legal_mentions.owed(offre))}


class WithOffreAdvice(WithAdvice):
    advice_panel_class = OffreAdviceSidePanel

    def get_advice_url(self) -> str:
        name, args = ("advice", [self.form.instance.pk]) if self.view_name == "edit" else ("advice_on_add", [])
        return reverse(self.model.snippet_viewset.get_url_name(name), args=args)


class OffreCreateView(WithOffreAdvice, CreateView):
    page_title = "Nouvelle"


class OffreCopyView(WithOffreAdvice, CopyView):
    """A form for a new offer with what another says, but for what is that one's alone; it is sent to where one adds.

    Sent back here, Wagtail would write it over the other offer.
    """

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Offre:
        offre = super().get_initial_form_instance()
        for name in (*NOT_COPIED, "go_live_at", "expire_at"):
            setattr(offre, name, offre._meta.get_field(name).get_default())
        return offre


class OffreEditView(TellsOfConflicts, WithOffreAdvice, EditView):
    @cached_property
    def is_out_of_date(self) -> bool:
        """Also where it was opened while it had no version and someone has saved one since: the form names none."""
        names = ("loaded_revision_id", "overwrite_revision_id")
        if self.latest_revision and not any(self.request.POST.get(name) for name in names):
            return True
        return super().is_out_of_date


class OffreAdviceResponse(AdviceResponse):
    advice_panel_class = OffreAdviceSidePanel

    def take_more(self, form: WagtailAdminModelForm) -> None:
        places = form.formsets["lieux"]
        if places.is_valid():
            places.save(commit=False)  # Onto the offer in memory alone.


class AdviceOnEdit(OffreAdviceResponse, PreviewOnEdit):
    pass


class AdviceOnCreate(OffreAdviceResponse, PreviewOnCreate):
    pass
