from typing import Any

from django.core.management.base import BaseCommand

from candidatures.reminders import escalate, remind


class Command(BaseCommand):
    help = "Rappelle les candidatures sans réponse : à l’entité à 15 jours, à la mission Talents à 30."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Rappelées : {remind()}, signalées : {escalate()}.")
