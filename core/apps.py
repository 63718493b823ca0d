from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Socle"
    default = True


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Leaves the DSFR package’s thousands of files out of `collectstatic`: the site names none of them yet."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "dsfr"]
