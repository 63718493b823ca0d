from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from diffusion.whole_files import publish, publish_what_changed


class Command(BaseCommand):
    help = (
        "Écrit les fichiers de toutes les offres : données ouvertes (/donnees/) et flux des sites d’emploi (/flux/). "
        "Rejouable ; --si-change n’écrit que si un contenu, ou le jour, a changé depuis la dernière fois."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--si-change", action="store_true", help="seulement si quelque chose a changé")

    def handle(self, *, si_change: bool, **options: Any) -> None:
        for made in publish_what_changed() if si_change else publish():
            self.stdout.write(f"{made.name} : {made.rows} lignes, {made.size} octets.")
