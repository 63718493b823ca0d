"""The advice side panel of CMS forms: findings about the typed text, updated before it is saved."""

from typing import TYPE_CHECKING, Any

from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.blocks.base import BlockField
from wagtail.models import Page, PreviewableMixin

from .conflicts import ConflictMessageMixin
from .findings import findings

if TYPE_CHECKING:
    from wagtail.admin.views.generic import EditView as _View
    from wagtail.admin.views.generic.preview import PreviewOnEdit as _PreviewView
else:
    _PreviewView = _View = object


class AdviceSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Afficher ou masquer les conseils"
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context: dict) -> dict:
            return super().get_context_data(parent_context) | {"count": self.panel.advice["count"]}

    name = "conseils"
    title = "Conseils"
    template_name = "relecture/cms/advice_panel.html"
    inside = "relecture/cms/page_advice.html"
    """The template of the panel's content, which a script reloads while the user types."""
    order = 50  # First, so that the panel is open by default.

    def __init__(self, obj: PreviewableMixin, request: HttpRequest, url: str) -> None:
        super().__init__(obj, request)
        self.url = url

    @classmethod
    def advice_context(cls, obj: PreviewableMixin) -> dict:
        """The template context of the panel for `obj`, possibly incomplete and unsaved. The toggle displays `count`."""
        advice = findings(obj)
        return {"findings": advice, "count": len(advice)}

    @cached_property
    def advice(self) -> dict:
        """The context, computed once for the panel and its toggle."""
        return self.advice_context(self.object)

    def get_context_data(self, parent_context: dict) -> dict:
        context = super().get_context_data(parent_context)
        return context | self.advice | {"advice_url": self.url, "inside": self.inside}


class WithAdvice(_View):
    """Mixin of edit views: adds the advice panel before the other side panels."""

    advice_panel_class = AdviceSidePanel

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response:  # Autosave: the script loads the advice itself.
            return panels
        panel = self.advice_panel_class(self.form.instance, self.request, self.get_advice_url())
        return MediaContainer([panel, *panels])


class AdviceResponse(_PreviewView):
    """Answers a POST of the unsaved form with the HTML of the panel's content.

    Mixin of Wagtail's preview views, which load the object and its form and check permissions.
    """

    http_method_names = ["post"]
    advice_panel_class = AdviceSidePanel

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)
        form.defer_required_fields()
        form.full_clean()
        take_unfinished_blocks(form)
        self.take_more(form)
        return render(request, self.advice_panel_class.inside, self.advice_panel_class.advice_context(form.instance))

    def take_more(self, form: ModelForm) -> None:
        """Hook: set other form data on the in-memory object, such as formsets."""


def take_unfinished_blocks(form: ModelForm) -> None:
    """Set invalid StreamField values on the in-memory object, so that incomplete blocks get advice too."""
    for name, field in form.fields.items():
        if name in form.errors and isinstance(field, BlockField):
            value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            setattr(form.instance, name, value)


class PageAdviceOnEdit(AdviceResponse, PreviewOnEditView):
    pass


class PageAdviceOnCreate(AdviceResponse, PreviewOnCreateView):
    def get_object(self) -> Page:
        if not issubclass(self.content_type.model_class() or object, Page):
            raise Http404
        return super().get_object()


class PageEditView(ConflictMessageMixin, WithAdvice, EditView):
    def get_advice_url(self) -> str:
        return reverse("advice_on_page", args=[self.page.pk])


class PageCreateView(WithAdvice, CreateView):
    def get_advice_url(self) -> str:
        meta = self.page_class._meta
        return reverse("advice_on_new_page", args=[meta.app_label, meta.model_name, self.parent_page.pk])


class PageWithAdviceViewSet(PageViewSet):
    """Replaces Wagtail's viewset of page types without a viewset of their own, to add the advice panel."""

    add_view_class, edit_view_class = PageCreateView, PageEditView
