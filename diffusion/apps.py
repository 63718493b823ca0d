from django.apps import AppConfig


class DiffusionConfig(AppConfig):
    name = "diffusion"
    verbose_name = "Diffusion des offres"

    def ready(self) -> None:
        from core import outbox, schedule

        from . import webhooks
        from .models import Livraison

        outbox.register(Livraison, webhooks.send, retried_for=webhooks.RETRIED_FOR, priority=30)
        schedule.register("announce_changes", every=schedule.MINUTE)
        schedule.register("publish_open_data", every=schedule.HOUR, is_long=True, options=["--si-change"])
