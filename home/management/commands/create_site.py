import sys
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from wagtail.models import Site

from equipes.roles import create_central_roles
from home.founding.administrator import invite_administrator
from home.founding.pages import Details, fill_home, make_home, make_lists, make_pages
from home.models import SiteBrand
from relecture.workflow import create_publication_workflow

SERVICE = "Métiers du numérique de l’État"
QUESTIONS = {
    "courriel": "Adresse de la première personne qui administre",
    "editeur": "Éditeur (nom, adresse, téléphone)",
    "directeur": "Direction de la publication (fonction, nom)",
    "hebergeur": "Hébergeur (nom, adresse, téléphone)",
    "contact": "Adresse pour les données personnelles et l’accessibilité",
}
ADDRESSES = ("courriel", "contact")


class Command(BaseCommand):
    help = (
        "Fait d’une base vide un portail : arborescence, pages légales, menus, rôles, circuit de relecture, première "
        "personne qui administre. Pose ses questions dans un terminal. Rejouable : ce qui existe est laissé tel quel."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--service", default=SERVICE, help="le nom du portail")
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name}", default="", help=question)
        parser.add_argument("--sans-question", action="store_true", help="ne rien demander, même dans un terminal")

    def handle(self, *, service: str, sans_question: bool, **options: Any) -> None:
        given = {name: (options[name] or "").strip() for name in QUESTIONS}
        for name in ADDRESSES:
            self._check(given[name])
        if sys.stdin.isatty() and not sans_question:
            given |= {name: self._ask(name, question) for name, question in QUESTIONS.items() if not given[name]}
        with transaction.atomic():
            home = make_home(service)
            make_lists(home)
            details = Details(given["editeur"], given["directeur"], given["hebergeur"], given["contact"])
            waiting = make_pages(home, details)
            create_central_roles(home)
            create_publication_workflow(home)
            fill_home(home)
            invited = bool(given["courriel"]) and invite_administrator(given["courriel"])
        call_command("rebuild_search", stdout=StringIO())
        site = Site.objects.get(is_default_site=True)
        self.stdout.write(f"Le portail « {SiteBrand.for_site(site).service} » est à l’adresse {site.root_url}/")
        for page in waiting:
            self.stdout.write(f"Reste en brouillon, à compléter dans le CMS puis à publier : « {page.title} ».")
        if invited:
            self.stdout.write(f"Une invitation à administrer part à {given['courriel']}.")
        elif not given["courriel"]:
            self.stdout.write("Personne n’est invité à administrer : relancez avec --courriel adresse.")

    def _check(self, address: str) -> None:
        try:
            if address:
                validate_email(address)
        except ValidationError:
            raise CommandError(f"« {address} » n’est pas une adresse de courriel.", returncode=2) from None

    def _ask(self, name: str, question: str) -> str:
        while True:
            answer = input(f"{question} (vide pour plus tard) : ").strip()
            try:
                if name in ADDRESSES:
                    self._check(answer)
                return answer
            except CommandError as error:
                self.stderr.write(str(error))
