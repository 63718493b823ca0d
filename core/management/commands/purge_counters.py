from django.core.management.base import BaseCommand

from core import counters


class Command(BaseCommand):
    help = "Efface les comptes (essais de formulaires, appels de l’API) dont la période est passée."

    def handle(self, **options) -> None:
        self.stdout.write(f"Comptes effacés : {counters.purge()}.")
