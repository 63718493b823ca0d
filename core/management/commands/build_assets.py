from django.conf import settings
from django.core.management.base import BaseCommand

from core import dsfr_bundle


class Command(BaseCommand):
    help = "Assemble la feuille de style, les icônes et les polices du DSFR dont le site se sert."

    def handle(self, **options) -> None:
        dsfr_bundle.build(settings.ASSETS_DIR, settings.BASE_DIR / "templates")
