"""`/composants/`: every block of a body with sample content, for developers; not in production."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import blocks


def catalogue(request: HttpRequest) -> HttpResponse:
    shown = [(block.meta, block.bind(block.get_preview_value())) for _name, block in blocks.body_blocks()]
    return render(request, "home/catalogue.html", {"blocks": shown, "trail": [], "trail_end": "Composants"})
