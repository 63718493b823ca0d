from typing import Any

from django.core.management.base import BaseCommand

from core.french import duration
from equipes.accounts.addresses import forget_changes
from equipes.onboarding.requests import KEPT_FOR, forget_requests


class Command(BaseCommand):
    help = f"Efface les demandes de vitrine non confirmées à temps, et les autres après {duration(KEPT_FOR)}."

    def handle(self, **options: Any) -> None:
        forget_changes()
        self.stdout.write(f"Demandes effacées : {forget_requests()}.")
