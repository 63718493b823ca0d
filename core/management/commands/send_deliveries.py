from typing import Any

from django.core.management.base import BaseCommand

from core import outbox


class Command(BaseCommand):
    help = "Remet en route les courriels et les webhooks qui attendent : échecs, travail de fond tué. Rejouable."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Remises en route : {outbox.wake_due()}.")
