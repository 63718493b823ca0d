from typing import Any

from django.core.management.base import BaseCommand

from emplois.reminders import remind


class Command(BaseCommand):
    help = "Rappelle aux entités les dates limites : sept jours avant, puis le lendemain. Rejouable."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Rappels envoyés pour {remind()} offre(s).")
