from typing import Any

from django.core.management.base import BaseCommand

from core import outbox


class Command(BaseCommand):
    help = "Efface le journal des courriels et des webhooks, après trente jours. Rejouable."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Lignes effacées : {outbox.purge()}.")
