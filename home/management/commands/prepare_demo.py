from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Prépare la démonstration : base à jour, contenu si elle est vide, fichiers statiques s’ils ont changé."
    requires_system_checks: list[str] = []  # The server runs them when it starts.

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("rebuild_search", verbosity=0, stdout=StringIO(), skip_checks=True)
        call_command("load_demo", force=True, skip_checks=True)
        call_command("build_assets", skip_checks=True)
