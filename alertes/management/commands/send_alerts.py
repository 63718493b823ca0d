from typing import Any

from django.core.management.base import BaseCommand

from alertes.digests import prepare
from core import outbox


class Command(BaseCommand):
    help = "Prépare les envois des alertes dont c’est l’heure, et les confie aux tâches de fond. Rejouable."

    def handle(self, **options: Any) -> None:
        made = prepare()
        outbox.wake_due()
        self.stdout.write(f"Envois préparés : {made}.")
