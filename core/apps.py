from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Socle"
    default = True


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Collects no DSFR file twice over: `manage.py build_assets` bundles the part of it that the site uses."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "dsfr"]
