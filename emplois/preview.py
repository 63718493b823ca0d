"""The context of an offer's preview in the CMS. The public view registers it, so that models do not import views."""

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest

PageContext = Callable[..., dict]
"""A function of an offer and a request."""
_registered: list[PageContext] = []


def register(page_context: PageContext) -> None:
    """Set the function that builds the context of an offer's page. Called from an app's `ready()`."""
    _registered[:] = [page_context]


def context(offre: Model, request: HttpRequest) -> dict:
    """The context of the offer's page for a preview: without similar offers."""
    return {"offre": offre, "similar": []} | _registered[0](offre, request)
