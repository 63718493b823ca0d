"""Limits the length of searches in the CMS: very long ones take the database minutes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

LONGEST = 200
"""Maximum characters."""
PARAMETERS = ("q", "search")


class ShortSearches:
    """Middleware: truncates the search text on any screen of the CMS, with a warning message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) <= LONGEST or not request.path.startswith(
            reverse("wagtailadmin_home")
        ):
            return self.get_response(request)
        query = request.GET.copy()
        for name in PARAMETERS:
            if name in query:
                query.setlist(name, [text[:LONGEST] for text in query.getlist(name)])
        if query == request.GET or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        messages.warning(request, f"Recherche trop longue : seuls ses {LONGEST} premiers caractères sont cherchés.")
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")
