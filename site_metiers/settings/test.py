"""Tests: fast hashing, mail and files in memory, tasks at once, the database named by DATABASE_URL."""

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
STATIC_ROOT, STATICFILES_DIRS = BASE_DIR / "static", []  # noqa: F405  whitenoise warns of a folder that is not there
CONTENT_IS_CACHED = False  # Every page as a process that has just started builds it.
