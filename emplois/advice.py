"""The advice side panel of the offer form: missing legal mentions and findings about the text, updated while typing."""

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic.preview import PreviewOnCreate, PreviewOnEdit
from wagtail.snippets.views.snippets import CopyView, CreateView, EditView

from relecture.advice import AdviceResponse, AdviceSidePanel, WithAdvice
from relecture.conflicts import ConflictMessageMixin

from . import legal_mentions
from .fields import NOT_COPIED
from .models import Offre


class OffreAdviceSidePanel(AdviceSidePanel):
    inside = "emplois/cms/advice.html"

    @classmethod
    def advice_context(cls, offre: Offre) -> dict:
        gauge = legal_mentions.gauge(offre)
        context = super().advice_context(offre) | {
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
    """Prefill the form of a new offer from another, except unique fields. The form posts to the add view.

    This view accepts no POST: Wagtail would overwrite the original offer.
    """

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Offre:
        offre = super().get_initial_form_instance()
        for name in (*NOT_COPIED, "go_live_at", "expire_at"):
            setattr(offre, name, offre._meta.get_field(name).get_default())
        return offre


class OffreEditView(ConflictMessageMixin, WithOffreAdvice, EditView):
    @cached_property
    def is_out_of_date(self) -> bool:
        """Also true when the form was loaded before the first revision existed: it then posts no revision id."""
        names = ("loaded_revision_id", "overwrite_revision_id")
        if self.latest_revision and not any(self.request.POST.get(name) for name in names):
            return True
        return super().is_out_of_date


class OffreAdviceResponse(AdviceResponse):
    advice_panel_class = OffreAdviceSidePanel

    def take_more(self, form: WagtailAdminModelForm) -> None:
        places = form.formsets["lieux"]
        if places.is_valid():
            places.save(commit=False)  # Sets the in-memory relation without writing to the database.


class AdviceOnEdit(OffreAdviceResponse, PreviewOnEdit):
    pass


class AdviceOnCreate(OffreAdviceResponse, PreviewOnCreate):
    pass
