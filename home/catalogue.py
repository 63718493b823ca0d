"""`/composants/`: every block type with sample content, for developers; not in production."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import blocks


def catalogue(request: HttpRequest) -> HttpResponse:
    """A page with the preview of each registered block."""
    previews = [(block.meta, block.bind(block.get_preview_value())) for _name, block in blocks.body_blocks()]
    return render(request, "home/catalogue.html", {"blocks": previews, "trail": [], "trail_end": "Composants"})
