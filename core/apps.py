from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig
from django.core.signals import request_finished, request_started


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Socle"
    default = True

    def ready(self) -> None:
        from core import preloading

        request_started.connect(preloading.forget)
        request_finished.connect(preloading.forget)


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Leaves the DSFR package’s thousands of files out of `collectstatic`: `build_assets` makes one bundle of them."""

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "dsfr"]
