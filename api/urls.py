"""`/api/`: Wagtail's API v2 for pages, images and documents, django-ninja for the rest, in one OpenAPI document.

Why both: Wagtail's v2 is stable and serializes pages and blocks, but has no OpenAPI document and no write access; its
v3, a preview, requires a token to read snippets (docs/api.md).
"""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.urls import path, resolve
from django.views.decorators.csrf import csrf_exempt
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .docs import docs
from .ninja_api import api
from .openapi import document
from .pages import ENDPOINTS as endpoints
from .preview import preview
from .reading import READS, REFUSALS, public_reading, refusal

NOTHING = "api_nothing"


def schema(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


wagtail_router = WagtailAPIRouter("wagtailapi_v2")
for name, endpoint in endpoints.items():
    wagtail_router.register_endpoint(name, endpoint)


@csrf_exempt  # It changes nothing, and API clients send no CSRF token.
def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer unknown URLs: redirect if only the trailing slash is missing, else 404 in the common error format."""
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
