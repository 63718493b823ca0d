"""Authentication by API key: `Authorization: Api-Key <clé>`, as in the State's exchange, or `Bearer`."""

from django.http import HttpRequest
from ninja.security.base import AuthBase

from . import quota
from .models import CleApi

SCHEMES = ("api-key", "bearer")
CALLS_A_MINUTE = 120
"""The quota of one key, the same as in the exchange."""


class RequestRefused(Exception):
    """The request is refused: HTTP status, French message and extra headers of the response."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers or {}


class KeyedRequest(HttpRequest):
    """For type hints: a request authenticated by `ApiKey`; ninja stores the key in `auth`."""

    auth: CleApi


class ApiKey(AuthBase):
    """The API key in the Authorization header. Raises RequestRefused: 401 without a valid key, 429 over the quota."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "Authorization"
    openapi_description = "« Api-Key » ou « Bearer », un espace, la clé."

    def __call__(self, request: HttpRequest) -> CleApi:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        key = CleApi.objects.of(secret.strip()) if scheme.lower() in SCHEMES and secret.isascii() else None
        if key is None:
            message = "Une clé d’API valable est attendue dans l’en-tête Authorization : « Api-Key <clé> »."
            raise RequestRefused(401, message, {"WWW-Authenticate": "Api-Key"})
        usage = quota.count(f"cle-{key.pk}", limit=CALLS_A_MINUTE)
        vars(request)["quota"] = usage
        if usage.is_exceeded:
            message = f"Plus de {usage.limit} appels en une minute avec cette clé : réessayez dans {usage.reset} s."
            raise RequestRefused(429, message)
        key.used()
        return key
