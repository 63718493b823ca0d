"""Advice as one writes: what is worth a second look in the form as it stands, sent and not saved."""

from django.db.models import Model
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.blocks.base import BlockField
from wagtail.models import Page

from .findings import findings


class AdviceResponse:
    """Mixed into one of Wagtail's preview views, which finds the object and its form for who may write it."""

    http_method_names = ["post"]
    template_name = "vitrines/cms/page_advice.html"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.get_form(request.POST)
        form.defer_required_fields()
        form.full_clean()
        take_unfinished_blocks(form)
        self.take_more(form)
        return render(request, self.template_name, self.advice(form.instance))

    def take_more(self, form: ModelForm) -> None:
        """What else of the form is to be put on the object in memory."""

    def advice(self, obj: Model) -> dict:
        return {"findings": findings(obj)}


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
