"""The public page of the glossary."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Terme


def glossaire(request: HttpRequest) -> HttpResponse:
    """All words, under their initials."""
    termes = sorted(Terme.objects.all(), key=lambda terme: (terme.initial, terme.slug))
    initials = [(initial, list(group)) for initial, group in groupby(termes, key=lambda terme: terme.initial)]
    return render(request, "reperes/glossaire.html", {"initials": initials, "trail": [], "trail_end": "Glossaire"})
