from django.core.management.base import BaseCommand

from search.documents import rebuild


class Command(BaseCommand):
    help = "Ajoute à l’index de recherche les offres qu’il n’a pas. Rejouable ; la recherche répond pendant ce temps."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--tout", action="store_true", help="réécrire aussi celles qu’il a")

    def handle(self, *, tout: bool, **options) -> None:
        self.stdout.write(f"Offres indexées : {rebuild(missing=not tout)}.")
