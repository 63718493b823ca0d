from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core.page_cache import drop_all
from search.documents import rebuild


class Command(BaseCommand):
    help = (
        "Ajoute à l’index de recherche les offres et les pages qu’il n’a pas ; le réécrit en entier quand une nouvelle "
        "version du site lit les mots autrement. Rejouable ; la recherche répond pendant ce temps."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tout", action="store_true", help="réécrire aussi ce qu’il a")

    def handle(self, *, tout: bool, **options: Any) -> None:
        written = rebuild(missing=not tout)
        if written:
            drop_all()
        self.stdout.write(f"Offres et pages indexées : {written}.")
