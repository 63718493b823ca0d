from django.core.management.base import BaseCommand

from vitrines.onboarding.requests import forget_unconfirmed


class Command(BaseCommand):
    help = "Efface les demandes de vitrine dont l’adresse n’a pas été confirmée à temps."

    def handle(self, **options) -> None:
        self.stdout.write(f"Demandes effacées : {forget_unconfirmed()}.")
