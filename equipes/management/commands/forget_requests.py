from typing import Any

from django.core.management.base import BaseCommand

from equipes.accounts.addresses import forget_changes
from equipes.onboarding.requests import forget_requests


class Command(BaseCommand):
    help = "Efface les demandes de vitrine non confirmées à temps, et les autres au bout d’un an."

    def handle(self, **options: Any) -> None:
        forget_changes()
        self.stdout.write(f"Demandes effacées : {forget_requests()}.")
