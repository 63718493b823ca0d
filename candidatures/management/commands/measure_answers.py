from typing import Any

from django.core.management.base import BaseCommand

from candidatures.figures import measure


class Command(BaseCommand):
    help = "Mesure, pour chaque entité, la part de candidatures avec réponse et le délai médian sur douze mois."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{measure()} entité(s) mesurée(s).")
