"""Advice beside a form of the CMS, as one writes: what is worth a second look in what is typed, before it is saved."""

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
    """The template of what is asked for again as one writes."""
    order = 50  # The first: those who come once a month see it open.

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
    """A form's view with the panel of advice before its other side panels."""

    advice_panel_class = AdviceSidePanel

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response:  # What is typed is kept by itself: the script has asked for its advice already.
            return panels
        panel = self.advice_panel_class(self.form.instance, self.request, self.get_advice_url())
        return MediaContainer([panel, *panels])


class AdviceResponse(_PreviewView):
    """To the form as it stands, sent by POST and not saved: its advice, as the inside of the panel.

    Mixed into one of Wagtail's preview views, which finds the object and its form for who may write it.
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
        """What else of the form is to be put on the object in memory."""


def take_unfinished_blocks(form: ModelForm) -> None:
    """Give the object in memory its blocks as they are typed, where one of them keeps the field from being valid."""
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
    """Of every type of page that has no viewset of its own."""

    add_view_class, edit_view_class = PageCreateView, PageEditView
