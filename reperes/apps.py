from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


class ReperesConfig(AppConfig):
    """The law of public employment in plain words: glossary, rules of access, contributions."""

    name = "reperes"
    verbose_name = "Repères"

    def ready(self) -> None:
        from core import page_cache, schedule
        from equipes import roles

        post_migrate.connect(load_after_migrations, sender=self)
        page_cache.register_content("reperes")
        schedule.register("check_contributions", every=schedule.DAY)
        for model in ("terme", "regleacces", "baremecotisations"):
            roles.register_steering(*(f"reperes.{action}_{model}" for action in ("add", "change", "delete")))


def load_after_migrations(apps: Apps = installed, **kwargs: Any) -> None:
    """Receiver of `post_migrate`; `apps` is the registry of the migrated state, in which the tables may be missing."""
    from .loading import load

    if "terme" in apps.all_models["reperes"]:
        load(apps)
