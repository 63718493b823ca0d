from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as DjangoStaticFilesConfig
from django.core.signals import request_finished, request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_save


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Socle"
    default = True

    def ready(self) -> None:
        from wagtail.signals import page_published, post_page_move

        from core import mail, object_keys, outbox, page_cache, preloading, spreadsheets, tasks

        from .models import QueuedMail

        spreadsheets.guard_all_exports()
        connection_created.connect(object_keys.connect)
        request_started.connect(preloading.forget)
        request_finished.connect(preloading.forget)
        post_save.connect(page_cache.content_changed)
        post_delete.connect(page_cache.content_changed)
        post_page_move.connect(page_cache.drop_all_on_commit)
        page_published.connect(tasks.page_published)
        outbox.register(QueuedMail, outbox.by_mail(mail.write), retried_for=mail.RETRIED_FOR)


class StaticFilesConfig(DjangoStaticFilesConfig):
    """Excludes from `collectstatic` the files that no page uses.

    These are Django's own admin, the API browser of REST framework, and the DSFR package’s thousands of files, which
    `build_assets` bundles.
    """

    ignore_patterns = [*DjangoStaticFilesConfig.ignore_patterns, "admin", "rest_framework", "dsfr"]
