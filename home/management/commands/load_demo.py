import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.demonstration.loading import load
from home.models import HomePage


class Command(BaseCommand):
    help = "Charge la démonstration dans une base vide ; ne touche pas à une base qui a déjà une page d’accueil."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="charger même quand DEBUG est éteint")

    def handle(self, *, force: bool, **options: Any) -> None:
        if not (settings.DEBUG or force):
            raise CommandError("DEBUG est éteint : ajoutez --force pour charger la démonstration ici.", returncode=2)
        if HomePage.objects.exists():
            self.stdout.write("La base a déjà un contenu : rien n’est chargé.")
            return
        load(password=os.environ.get("DEMO_PASSWORD") or "demo-metiers-2026")
        self.stdout.write("Démonstration chargée.")
