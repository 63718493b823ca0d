"""The public pages of offers."""

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.generic import ListView

from .filters import OffreFilter
from .models import Offre


class OffreListView(ListView):
    """All public offers, narrowed by the query string. A value that means nothing is ignored and said so."""

    template_name = "emplois/liste.html"
    context_object_name = "offres"
    paginate_by = 20

    def get_queryset(self):
        self.filter = OffreFilter(self.request.GET, queryset=Offre.objects.public())
        return self.filter.qs.with_card()

    def paginate_queryset(self, queryset, page_size) -> tuple[Paginator, Page, list, bool]:
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs) -> dict:
        query = self.request.GET.copy()
        query.pop("page", None)
        ignored = [str(self.filter.form.fields[name].label) for name in self.filter.form.errors]
        return super().get_context_data(form=self.filter.form, ignored=ignored, query=query.urlencode(), **kwargs)


def offre(request: HttpRequest, slug: str) -> HttpResponse:
    """One offer. Closed, it keeps its address for 90 days; then, or taken off, 410. Never published: 404."""
    found = get_object_or_404(Offre.objects.with_card(), slug=slug)
    if found.first_published_at is None:
        raise Http404
    similar = list(Offre.objects.similar_to(found).with_card()[:4])
    gone = not found.live or found.is_gone
    template = "emplois/offre_disparue.html" if gone else "emplois/offre.html"
    return render(request, template, {"offre": found, "similar": similar}, status=410 if gone else 200)
