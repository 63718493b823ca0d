from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.models import CleApi
from vitrines.models import VitrinePage


class Command(BaseCommand):
    help = "Crée une clé d’API pour une entité et l’écrit, cette seule fois, sur la sortie standard."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("vitrine", help="l’identifiant public de l’entité (« cle » dans /api/v2/entites/)")
        parser.add_argument("--nom", default="Créée en ligne de commande", help="le logiciel qui s’en servira")

    def handle(self, *, vitrine: str, nom: str, **options: Any) -> None:
        entity = VitrinePage.objects.filter(public_key=vitrine).first()
        if entity is None:
            raise CommandError(f"Aucune entité n’a l’identifiant « {vitrine} ».", returncode=2)
        _key, secret = CleApi.objects.make(vitrine=entity, name=nom[:80], user=None)
        self.stdout.write(secret)
