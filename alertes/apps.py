from django.apps import AppConfig


class AlertesConfig(AppConfig):
    name = "alertes"
    verbose_name = "Alertes"

    def ready(self) -> None:
        from core import outbox, schedule

        from . import digests
        from .models import Envoi

        outbox.register(
            Envoi, outbox.by_mail(digests.digest), retried_for=digests.RETRIED_FOR, claim_lasts=None, priority=20
        )
        schedule.register("send_alerts", every=5 * schedule.MINUTE)
        schedule.register("expire_alerts", every=schedule.DAY)
