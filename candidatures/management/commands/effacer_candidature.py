from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from candidatures.models import Dossier
from candidatures.retention import erase


class Command(BaseCommand):
    help = "Efface tout ce qu’une personne a envoyé, à sa demande, d’après son adresse de courriel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse")
        parser.add_argument("--oui", action="store_true", help="ne pas demander de confirmation")

    def handle(self, *, adresse: str, oui: bool, **options: Any) -> None:
        dossiers = list(Dossier.objects.filter(email__iexact=adresse))
        if not dossiers:
            raise CommandError("Aucun dossier à cette adresse.", returncode=2)
        if not oui and input(f"Effacer {len(dossiers)} dossier(s), définitivement ? (oui/non) ").strip() != "oui":
            raise CommandError("Rien n’est effacé.", returncode=2)
        for dossier in dossiers:
            erase(dossier)
        self.stdout.write(f"{len(dossiers)} dossier(s) effacé(s).")
