from typing import Any

from django.core.management.base import BaseCommand

from search.fruitless import forget


class Command(BaseCommand):
    help = "Efface les recherches sans résultat comptées il y a plus d’un an. Rejouable."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Recherches effacées : {forget()}.")
