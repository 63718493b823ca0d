from django.core.management.base import BaseCommand

from candidatures.courriels import send_due


class Command(BaseCommand):
    help = "Remet en route les courriels qui attendent : échecs, travail interrompu. Rejouable."

    def handle(self, **options) -> None:
        self.stdout.write(f"{send_due()} courriel(s) remis en route.")
