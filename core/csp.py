"""The Content-Security-Policy: strict on the site, relaxed in the CMS for Wagtail 8's inline scripts and styles."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .wagtail_seams import replace_csp

CMS_RELAXATION = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-ancestors": [SELF],
}
PREVIEW_RELAXATION = {"frame-ancestors": [SELF]}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if getattr(request, "is_dummy", False):
            # Wagtail's simulated request: the CMS shows this response, with its header, in the preview's frame.
            replace_csp(response, PREVIEW_RELAXATION)
        elif request.path.startswith(reverse("wagtailadmin_home")):
            replace_csp(response, CMS_RELAXATION)
        return super().process_response(request, response)
