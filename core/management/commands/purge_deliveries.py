from typing import Any

from django.core.management.base import BaseCommand

from core import outbox
from core.french import duration


class Command(BaseCommand):
    help = f"Efface le journal des courriels et des webhooks, après {duration(outbox.KEPT_FOR)}. Rejouable."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Lignes effacées : {outbox.purge()}.")
