"""Production: configured by environment variables; does not start without the required ones."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403

missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not env(name, default="")]  # noqa: F405
if missing:
    raise ImproperlyConfigured(
        f"Variables d’environnement manquantes : {', '.join(missing)}. La production ne démarre pas sans elles."
    )

HTTPS = env.bool("HTTPS", default=True)  # noqa: F405  Off only for the demonstration.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # Load balancers probe without TLS.
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if HTTPS else 0  # noqa: F405
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])  # noqa: F405
