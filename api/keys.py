"""The key of a call: `Authorization: Api-Key <clé>`, as in the State's exchange, or `Bearer`."""

from django.http import HttpRequest
from ninja.security.base import AuthBase

from . import quota
from .models import CleApi

SCHEMES = ("api-key", "bearer")
CALLS_A_MINUTE = 120
"""Of one key: the exchange's own quota."""


class Refused(Exception):
    """The call may not be answered; `status` says why."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


class KeyedRequest(HttpRequest):
    """For type hints: a call that `ApiKey` has let through, whose answer ninja keeps."""

    auth: CleApi


class ApiKey(AuthBase):
    """Told in the OpenAPI document as the header that it is."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "Authorization"
    openapi_description = "« Api-Key » ou « Bearer », un espace, la clé."

    def __call__(self, request: HttpRequest) -> CleApi:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        key = CleApi.objects.of(secret.strip()) if scheme.lower() in SCHEMES and secret.isascii() else None
        if key is None:
            message = "Une clé d’API valable est attendue dans l’en-tête Authorization : « Api-Key <clé> »."
            raise Refused(401, message, {"WWW-Authenticate": "Api-Key"})
        asked = quota.count(f"cle-{key.pk}", limit=CALLS_A_MINUTE)
        vars(request)["quota"] = asked
        if asked.is_exceeded:
            message = f"Plus de {asked.limit} appels en une minute avec cette clé : réessayez dans {asked.reset} s."
            raise Refused(429, message)
        key.used()
        return key
