"""django-ninja's part of `/api/v2/`: offers, métiers, entities and the sending of offers, with their refusals."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from . import entites, keys, metiers, offres, writing
from .filters import Refused
from .reading import REFUSALS, refusal

ROOT = "/api/v2/"
DESCRIPTION = (
    "Tout ce que le portail montre au public, pour les machines, et l’entrée des offres de ses entités. "
    "Dans les formes de l’échange d’offres de l’État : un client de cet échange change d’adresse, rien d’autre."
)


class Readable(JSONRenderer):
    """JSON whose accents are read as they are."""

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
api.exception_handler(keys.Refused)(writing.refused)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    allowed = {"valeurs_admises": exc.allowed} if exc.allowed else {}
    return refusal(400, f"{exc.parameter} : {exc.message}", parametre=exc.parameter, **allowed)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    return refusal(404, REFUSALS[404])


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    first = exc.errors[0]
    name = str(first["loc"][-1]) if first.get("loc") else ""
    return refusal(400, f"{name} : valeur manquante ou invalide.", parametre=name)
