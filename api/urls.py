"""`/api/`: Wagtail's v2 for pages, images and documents, django-ninja for the rest, under one root and in one document.

Why both: Wagtail's v2 is stable and knows pages and blocks, but tells no OpenAPI and writes nothing; its v3, a preview,
shows snippets to nobody without a token (docs/api.md).
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import path, resolve
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from . import entites, keys, metiers, offres, writing
from .docs import docs
from .filters import Refused
from .openapi import document
from .pages import ENDPOINTS as endpoints
from .preview import preview
from .reading import READS, REFUSALS, public_reading, refusal

ROOT = "/api/v2/"
NOTHING = "api_nothing"
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
api.add_exception_handler(keys.Refused, writing.refused)


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


def schema(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


wagtail_router = WagtailAPIRouter("wagtailapi_v2")
for name, endpoint in endpoints.items():
    wagtail_router.register_endpoint(name, endpoint)


@csrf_exempt  # It does nothing, and answers machines.
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """What no other address answers: where a final slash alone is missing, the way there."""
    if not path.endswith("/") and resolve(f"{request.path}/").url_name != NOTHING:
        query = request.META.get("QUERY_STRING", "")
        reads = request.method in READS
        return HttpResponsePermanentRedirect(
            f"{request.path}/{f'?{query}' if query else ''}", preserve_request=not reads
        )
    return refusal(404, REFUSALS[404])


urlpatterns = decorate_urlpatterns(
    [
        path("v2/schema.json", schema, name="api_schema"),
        path("v2/", api.urls),
        path("v2/", wagtail_router.urls),
        path("v2/<path:path>", nothing, name=NOTHING),
    ],
    public_reading,
)
urlpatterns = [
    path("v2/preview/", preview(wagtail_router), name="api_preview"),
    *urlpatterns,
    path("docs/", docs, name="api_docs"),
    path("<path:path>", public_reading(nothing), name=NOTHING),
]
