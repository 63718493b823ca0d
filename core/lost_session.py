"""Handles a CMS session that ends while someone is typing, so that nothing typed is lost.

A background request gets a JSON error that the script recognises, never the sign-in page. A submitted form gets a page
that contains the submitted data, to be submitted again after signing in. Only forms from this site do, because the page
carries a new CSRF token. The script of that page is static/cms/session.js.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.csrf import csrf_failure as django_csrf_failure

SIGNED_OUT = "Vous n’êtes plus connecté·e."
REOPENED = "Votre connexion a changé depuis l’ouverture de cette page."
AGAIN = "La page de connexion avait expiré : saisissez de nouveau votre mot de passe."


class LostSessionMiddleware:
    """Replaces Wagtail's redirect to the sign-in page when following it would lose typed data."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _in_cms(request) or not _is_refused(request, response):
            return response
        if _is_background(request):
            return _refusal(SIGNED_OUT, status=401)
        if _is_own_form(request):
            return _form_again(request, SIGNED_OUT)
        if request.headers.get("Sec-Fetch-Dest") == "iframe":
            return _render(request, {"reason": SIGNED_OUT, "signed_out": True}, status=401)
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: in the CMS, lets a form be submitted again, as signing in again changes the token."""
    if not _in_cms(request) or not _came_from_here(request):
        return django_csrf_failure(request, reason)
    get_token(request)
    message = SIGNED_OUT if request.user.is_anonymous else REOPENED
    if _is_background(request):
        response = _refusal(message, status=403)
        response["X-Form-Token"] = "renewed"
        return response
    if request.path == reverse("wagtailadmin_login"):
        messages.error(request, AGAIN)
        return redirect(request.get_full_path())
    return _form_again(request, message)


def session(request: HttpRequest) -> HttpResponse:
    """Confirm that the session is valid: 204 for scripts, a page for a person who signed in again in a second tab."""
    return HttpResponse(status=204) if _is_background(request) else TemplateResponse(request, "core/cms/session.html")


def sign_in_url() -> str:
    """The URL of the sign-in page to open in a second tab, which then leads to `session`."""
    return f"{reverse('wagtailadmin_login')}?{urlencode({'next': reverse('session')})}"


def _in_cms(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether Wagtail required a signed-in user: it redirects, or denies a jQuery request (403)."""
    if request.user.is_authenticated or request.path in map(reverse, ("wagtailadmin_login", "wagtailadmin_logout")):
        return False
    if response.status_code == 403:
        return request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return response.status_code == 302 and urlsplit(response["Location"]).path == reverse("wagtailadmin_login")


def _is_background(request: HttpRequest) -> bool:
    """Whether a script sent the request, rather than a navigation. Browsers send Sec-Fetch-Mode over HTTPS only."""
    if mode := request.headers.get("Sec-Fetch-Mode"):
        return mode != "navigate"
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    return "text/html" not in request.headers.get("Accept", "text/html")


def _came_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _is_own_form(request: HttpRequest) -> bool:
    """Whether the request submits a form of this site."""
    return request.method == "POST" and _came_from_here(request)


def _refusal(message: str, *, status: int) -> JsonResponse:
    """A JSON error in the format of Wagtail's autosave, which displays the message of this code."""
    return JsonResponse({"success": False, "error_code": "locked", "error_message": message}, status=status)


def _form_again(request: HttpRequest, reason: str) -> HttpResponse:
    """A page with the submitted data, to submit again; without passwords and files."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    context = {"reason": reason, "signed_out": request.user.is_anonymous, "fields": fields, "files": request.FILES}
    return _render(request, context, status=403)


def _render(request: HttpRequest, context: dict, *, status: int) -> HttpResponse:
    context |= {"sign_in": sign_in_url()}
    response = TemplateResponse(request, "core/cms/lost_session.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response.render()
