"""Settings shared by all environments, overridden by environment variables only (see docs/exploitation.md)."""

import datetime as dt
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "home",
    "api",
    "diffusion",
    "echanges",
    "alertes",
    "search",
    "candidatures",
    "emplois",
    "reperes",
    "cms",
    "relecture",
    "equipes",
    "vitrines",
    "referentiels",
    "core",
    "wagtail.api.v2",
    "wagtail_headless_preview",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "equipes.accounts.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "dsfr",
    "widget_tweaks",
    "corsheaders",
    "django_filters",
    "rest_framework",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "axes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "core.apps.StaticFilesConfig",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.csp.ContentSecurityPolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.page_cache.MarkSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.lost_session.LostSessionMiddleware",
    "cms.existing.gate.ExistingMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.cms_searches.ShortSearches",
    "axes.middleware.AxesMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

CSRF_FAILURE_VIEW = "core.lost_session.csrf_failure"
ROOT_URLCONF = "site_metiers.urls"
WSGI_APPLICATION = "site_metiers.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "core.form_rendering.SiteRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["core.templatetags.french"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
    ),
}

WEB_THREADS = env.int("WEB_THREADS", default=2)
WEB_WAITING = env.int("WEB_WAITING", default=32)
"""Concurrent requests per web process, and the maximum of queued ones, beyond which requests are refused (503)."""
STATEMENT_SECONDS = env.int("STATEMENT_SECONDS", default=20)
"""PostgreSQL's statement timeout of web requests; 0 sets none. Commands and background tasks have no limit."""
POSTGRESQL_OPTIONS = {
    # With a short timeout, the pool reconnects at the next request; otherwise its pauses double, up to minutes.
    "pool": {"min_size": 1, "max_size": WEB_THREADS + 6, "timeout": 3, "reconnect_timeout": 2},
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,  # Milliseconds: detects a network that never acknowledges data.
    "options": "-c jit=off",  # Queries are short.
}


def database(url: str) -> dict:
    """Django's settings for a database URL, with the options for its engine."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS | config.get("OPTIONS", {})
    else:
        config["CONN_HEALTH_CHECKS"] = True  # Replaces connections closed by a restart.
        config["OPTIONS"] = POSTGRESQL_OPTIONS | config.get("OPTIONS", {})
    return config


DATABASES = {"default": database(env("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}


def cache(address: str) -> dict:
    """Django's settings for CACHE_URL, or else `address`; Redis gets the backend that fails open."""
    config = env.cache_url_config(env("CACHE_URL", default=address))
    return config | ({"BACKEND": "core.cache.FailOpenRedisCache"} if config["BACKEND"].endswith("RedisCache") else {})


CACHES = {
    "default": cache("locmemcache://portail"),
    "renditions": cache("locmemcache://vignettes?max_entries=5000") | {"TIMEOUT": 86_400},
}
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=300)
CONTENT_IS_CACHED = True  # Per process, until content changes: see core.generation_cache.

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "OPTIONS": {}}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.logs.ImpersonalFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        }
    },
    "filters": {"not_overload": {"()": "core.logs.NotOverload"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["not_overload"]},
        "mails": {"class": "core.logs.ErrorMails", "level": "ERROR", "formatter": "line", "filters": ["not_overload"]},
    },
    "root": {"handlers": ["stderr", "mails"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django": {"handlers": ["stderr", "mails"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # Anyone can cause these 400s.
        "core.schedule": {"level": "INFO"},
        "psycopg.pool": {"level": "ERROR"},  # `core.database` logs an outage once.
    },
}
"""Errors and scheduled jobs, to standard error: no query strings, form data or personal data."""

_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
    {"NAME": f"{_PASSWORDS}.NumericPasswordValidator"},
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["core.formats"]
WAGTAIL_DATE_FORMAT, WAGTAIL_TIME_FORMAT, WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y", "%H:%M", "%d/%m/%Y %H:%M"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # Halves compression: plain names are never requested.
ASSETS_DIR = VAR_DIR / "assets"  # Filled by build_assets.
ASSETS_DIR.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.static_files.StaticFilesStorage"},
    "candidatures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "candidatures", "base_url": None, "file_permissions_mode": 0o600},
    },
}
"""The files of candidates ("candidatures") have a private storage without URLs; views check permissions."""


def s3(bucket: str, **options: Any) -> dict:
    """The Django storage settings of a bucket of S3-compatible storage."""
    from botocore.config import Config  # noqa: PLC0415  Wastes memory without S3.

    defaults = {
        "client_config": Config(connect_timeout=2, read_timeout=10, retries={"max_attempts": 2}),
        "bucket_name": bucket,
        "endpoint_url": env("S3_ENDPOINT_URL", default=None),
        "access_key": env("S3_ACCESS_KEY", default=None),
        "secret_key": env("S3_SECRET_KEY", default=None),
        "region_name": env("S3_REGION", default=None),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": defaults | options}


if env("S3_BUCKET", default=""):
    STORAGES["default"] = s3(env("S3_BUCKET"))
    if env("S3_PRIVATE_BUCKET", default="") in ("", env("S3_BUCKET")):
        raise ImproperlyConfigured("S3_BUCKET demande S3_PRIVATE_BUCKET, un autre : les CV y sont gardés.")
    STORAGES["candidatures"] = s3(env("S3_PRIVATE_BUCKET"), default_acl="private", file_overwrite=False)
DOCUMENTS_READ_AT_ONCE = env.int("DOCUMENTS_READ_AT_ONCE", default=1)
"""Concurrent document parsers per web process: fewer than its threads, so that one remains for visitors."""
CLAMAV_URL = env("CLAMAV_URL", default="")  # tcp://host:port or unix:///path; empty: files are not scanned.

vars().update(env.email_url_config(env("EMAIL_URL", default="filemail://")))
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20  # Seconds: a mail server that does not respond must not block for long.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@localhost")
ADMINS = [("", address) for address in env.list("ERROR_MAILS", default=[])]
EMAIL_SUBJECT_PREFIX = "[Portail des métiers] "

SECURITY_CONTACT = env("SECURITY_CONTACT", default="")  # mailto:… or https://…, for /.well-known/security.txt.
NUM_PROXIES = env.int("NUM_PROXIES", default=0)  # In front of this server, each adding to X-Forwarded-For.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail exempts previews in the CMS.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

HEADLESS_CLIENT_URL = env("HEADLESS_CLIENT_URL", default="")
"""The front end on another site that previews drafts through the API."""
if HEADLESS_CLIENT_URL:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] = [SELF, HEADLESS_CLIENT_URL]

if env("S3_PUBLIC_URL", default=""):  # Origin of images served from another host.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(env("S3_PUBLIC_URL"))
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] = [SELF, env("S3_PUBLIC_URL")]

BASE_URL = env("BASE_URL", default="http://localhost:8000").rstrip("/")
API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=600)  # Per IP address, without a key.
CORS_ALLOW_ALL_ORIGINS = True  # Other sites may read public data; no cookie is sent.
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_URLS_REGEX = r"^/api/v2/"
CORS_EXPOSE_HEADERS = ["ETag", "Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
WAGTAILAPI_BASE_URL = BASE_URL
WAGTAILAPI_LIMIT_MAX = 20
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}

CSP_OFFER_URL = env(
    "CSP_OFFER_URL", default="https://choisirleservicepublic.gouv.fr/nos-offres/filtres/mot-cles/{reference}/"
)
"""URL of an imported offer on Choisir le service public, by its reference."""

WEBHOOKS_INSIDE = env.bool("WEBHOOKS_INSIDE", default=False)  # Allows webhooks to private networks, without TLS.
INDEXNOW_KEY = env("INDEXNOW_KEY", default="")
INDEXNOW_URL = env("INDEXNOW_URL", default="https://api.indexnow.org/indexnow")

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # Locks an account for one network only.
AXES_CLIENT_IP_CALLABLE = "core.client_address.network_address"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME = 10, dt.timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "equipes.onboarding.sign_in.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "equipes.onboarding.sign_in.PasswordResetForm"  # noqa: S105
WAGTAILADMIN_USER_LOGIN_FORM = "equipes.onboarding.sign_in.SignInForm"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # Changed by a link sent to the new address: see equipes.accounts.addresses.
HOME_PAGE_MODEL = "home.HomePage"  # Like AUTH_USER_MODEL, for apps below `home`, which may not import it.
WAGTAIL_SITE_NAME = "Portail des métiers du numérique de l’État"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # Only reviewers are notified.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # No outside request.
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 30_000_000  # About eight bytes each in memory.
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "csv", "mp4", "webm", "vtt"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
