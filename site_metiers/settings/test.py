"""Tests: fast hashing, mail and files in memory, immediate tasks, the database of DATABASE_URL."""

from .base import *  # noqa: F403

INSTALLED_APPS += ["django_migration_linter"]  # noqa: F405
SECRET_KEY = "test"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "candidatures": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STATIC_ROOT, STATICFILES_DIRS = BASE_DIR / "static", []  # noqa: F405  WhiteNoise warns if the folder is missing.
CONTENT_IS_CACHED = False  # Tests must not share cached content.
