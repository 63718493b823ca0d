from django.core.management.base import BaseCommand

from diffusion.open_data.files import publish


class Command(BaseCommand):
    help = "Écrit les fichiers de données ouvertes de /donnees/. Rejouable."

    def handle(self, **options) -> None:
        for made in publish():
            self.stdout.write(f"{made.name} : {made.rows} lignes, {made.size} octets.")
