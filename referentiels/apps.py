from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class ReferentielsConfig(AppConfig):
    """Métiers and territory: the reference lists that vitrines and offers refer to."""

    name = "referentiels"
    verbose_name = "Référentiels"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from core import page_cache

        from .models import Metier
        from .permissions import FixedListPolicy

        register_permission_policy(Metier, FixedListPolicy(Metier))
        post_migrate.connect(load_after_migrations, sender=self)
        page_cache.register_content("referentiels")


def load_after_migrations(apps: Apps = installed, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: loads the reference lists after migrations, and after a flush.

    `apps` is the registry of the migrated state; before this version's migrations it lacks some models.
    """
    from .loading import load_reference_lists

    if "competence" in apps.all_models["referentiels"]:
        load_reference_lists(apps)
