"""Settings every environment shares. Only environment variables change them (see docs/exploitation.md)."""

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
"""Requests that a web process answers at a time, and those that wait behind them before others are refused (503)."""
STATEMENT_SECONDS = env.int("STATEMENT_SECONDS", default=20)
"""After which PostgreSQL ends a statement of a web request; 0 for never. Commands and background work have no limit."""
POSTGRESQL_OPTIONS = {
    # A pool that gives up soon tries again at the next request; else its pauses double, up to minutes.
    "pool": {"min_size": 1, "max_size": WEB_THREADS + 6, "timeout": 3, "reconnect_timeout": 2},
    "connect_timeout": 2,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,  # Milliseconds: a network that takes what we send and never says so.
    "options": "-c jit=off",  # Short questions.
}


def database(url: str) -> dict:
    """Django's settings of one database address, with the options proven for its engine."""
    config = environ.Env.db_url_config(url)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS | config.get("OPTIONS", {})
    else:
        config["CONN_HEALTH_CHECKS"] = True  # A connection that a restart has closed is replaced before it is used.
        config["OPTIONS"] = POSTGRESQL_OPTIONS | config.get("OPTIONS", {})
    return config


DATABASES = {"default": database(env("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}


def cache(address: str) -> dict:
    """Django's settings of one cache address; Redis may be away."""
    config = env.cache_url_config(env("CACHE_URL", default=address))
    return config | ({"BACKEND": "core.cache.FailOpenRedisCache"} if config["BACKEND"].endswith("RedisCache") else {})


CACHES = {
    "default": cache("locmemcache://portail"),
    "renditions": cache("locmemcache://vignettes?max_entries=5000") | {"TIMEOUT": 86_400},
}
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=300)
CONTENT_IS_CACHED = True  # By each process, until it changes: see core.generation_cache.

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
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # A 400, as often as somebody likes.
        "core.schedule": {"level": "INFO"},
        "psycopg.pool": {"level": "ERROR"},  # `core.database` says once that the database is away.
    },
}
"""What went wrong and what the clock has done, to standard error: no query strings, form data or personal data."""

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
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # Half as much to compress: nothing is asked for by its plain name.
ASSETS_DIR = VAR_DIR / "assets"  # Filled by build_assets.
ASSETS_DIR.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "candidatures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "candidatures", "base_url": None, "file_permissions_mode": 0o600},
    },
}
"""What candidates send ("candidatures") is kept apart: no address leads to it, only views that ask who may."""


def s3(bucket: str, **options: Any) -> dict:
    """A bucket of S3-compatible storage, as a storage of Django's."""
    from botocore.config import Config  # noqa: PLC0415  not worth its memory without S3

    told = {
        "client_config": Config(connect_timeout=2, read_timeout=10, retries={"max_attempts": 2}),
        "bucket_name": bucket,
        "endpoint_url": env("S3_ENDPOINT_URL", default=None),
        "access_key": env("S3_ACCESS_KEY", default=None),
        "secret_key": env("S3_SECRET_KEY", default=None),
        "region_name": env("S3_REGION", default=None),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": told | options}


if env("S3_BUCKET", default=""):
    STORAGES["default"] = s3(env("S3_BUCKET"))
    if env("S3_PRIVATE_BUCKET", default="") in ("", env("S3_BUCKET")):
        raise ImproperlyConfigured("S3_BUCKET demande S3_PRIVATE_BUCKET, un autre : les CV y sont gardés.")
    STORAGES["candidatures"] = s3(env("S3_PRIVATE_BUCKET"), default_acl="private", file_overwrite=False)
DOCUMENTS_READ_AT_ONCE = env.int("DOCUMENTS_READ_AT_ONCE", default=1)
"""Documents that one web process reads at the same time: fewer than it has threads, so that visitors have one."""
CLAMAV_URL = env("CLAMAV_URL", default="")  # tcp://host:port or unix:///path; none checks no file for viruses.

vars().update(env.email_url_config(env("EMAIL_URL", default="filemail://")))
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 20  # Seconds: a silent mail server holds up nothing else for long.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="ne-pas-repondre@localhost")
ADMINS = [("", address) for address in env.list("ERROR_MAILS", default=[])]
EMAIL_SUBJECT_PREFIX = "[Portail des métiers] "

SECURITY_CONTACT = env("SECURITY_CONTACT", default="")  # mailto:… or https://…, told in /.well-known/security.txt.
NUM_PROXIES = env.int("NUM_PROXIES", default=0)  # In front of this server, each adding to X-Forwarded-For.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself lets the CMS frame a preview.

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
"""The front end, on another site, that shows drafts through the API as well."""
if HEADLESS_CLIENT_URL:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] = [SELF, HEADLESS_CLIENT_URL]

if env("S3_PUBLIC_URL", default=""):  # Where browsers fetch images from, when not from this site.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(env("S3_PUBLIC_URL"))
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] = [SELF, env("S3_PUBLIC_URL")]

BASE_URL = env("BASE_URL", default="http://localhost:8000").rstrip("/")
API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=600)  # Of one address, without a key.
CORS_ALLOW_ALL_ORIGINS = True  # What is public is public to other sites' pages too; no cookie goes with it.
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
"""Where an imported offer leads: its notice on Choisir le service public, found by its reference."""

WEBHOOKS_INSIDE = env.bool("WEBHOOKS_INSIDE", default=False)  # Let webhooks lead to inner networks, and without TLS.
INDEXNOW_KEY = env("INDEXNOW_KEY", default="")
INDEXNOW_URL = env("INDEXNOW_URL", default="https://api.indexnow.org/indexnow")

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # The account, for that network: nobody else is locked out.
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
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # An address changes by a link sent to it: see equipes.accounts.addresses.
HOME_PAGE_MODEL = "home.HomePage"  # Rooms below `home` ask for its name here, as for AUTH_USER_MODEL.
WAGTAIL_SITE_NAME = "Portail des métiers du numérique de l’État"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # Reviewers are told; administrators have other work.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # No outside request.
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 30_000_000  # As pictures in memory, some eight bytes each.
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "docx", "xlsx", "csv", "mp4", "webm", "vtt"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
