"""The django-ninja API of `/api/v2/`: offers, métiers, entities, the writing of offers, and their error responses."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from . import entites, keys, metiers, offres, writing
from .filters import InvalidParameter
from .reading import REFUSALS, refusal

ROOT = "/api/v2/"
DESCRIPTION = (
    "Tout ce que le portail montre au public, pour les machines, et l’entrée des offres de ses entités. "
    "Dans les formes de l’échange d’offres de l’État : un client de cet échange change d’adresse, rien d’autre."
)


class Readable(JSONRenderer):
    """JSON without escaped accents."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    renderer=Readable(),
    title="Portail des métiers du numérique de l’État",
    version="2",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_router("", offres.router)
api.add_router("", metiers.router)
api.add_router("", entites.router)
api.add_router("", writing.router)
api.exception_handler(keys.RequestRefused)(writing.refused)


@api.exception_handler(InvalidParameter)
def refused(request: HttpRequest, exc: InvalidParameter) -> HttpResponse:
    """Answer 400 to an invalid filter, with the parameter and its allowed values."""
    allowed = {"valeurs_admises": exc.allowed} if exc.allowed else {}
    return refusal(400, f"{exc.parameter} : {exc.message}", parametre=exc.parameter, **allowed)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    """Answer 404 in the common error format when a view finds no public object."""
    return refusal(404, REFUSALS[404])


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """Answer 400 to a parameter that django-ninja cannot parse, with its name."""
    first = exc.errors[0]
    name = str(first["loc"][-1]) if first.get("loc") else ""
    return refusal(400, f"{name} : valeur manquante ou invalide.", parametre=name)
