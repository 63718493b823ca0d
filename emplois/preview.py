"""What an offer's preview in the CMS shows: the page's context, which the views above the model register here."""

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest

PageContext = Callable[..., dict]
"""Of an offer and a request."""
_registered: list[PageContext] = []


def register(page_context: PageContext) -> None:
    _registered[:] = [page_context]


def context(offre: Model, request: HttpRequest) -> dict:
    """The context of the offer's page, without offers similar to it."""
    return {"offre": offre, "similar": []} | _registered[0](offre, request)
