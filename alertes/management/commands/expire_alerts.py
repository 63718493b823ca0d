from typing import Any

from django.core.management.base import BaseCommand

from alertes.subscribing import erase_ended, remind


class Command(BaseCommand):
    help = "Efface les alertes échues ou jamais confirmées, propose de renouveler celles qui finissent. Rejouable."

    def handle(self, **options: Any) -> None:
        erased, reminded = erase_ended(), remind()
        self.stdout.write(f"Alertes effacées : {erased}. Fins annoncées : {reminded}.")
