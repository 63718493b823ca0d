from django.apps import AppConfig


class AlertesConfig(AppConfig):
    name = "alertes"
    verbose_name = "Alertes"

    def ready(self) -> None:
        from core import schedule

        schedule.register("send_alerts", every=5 * schedule.MINUTE)
        schedule.register("expire_alerts", every=schedule.DAY)
