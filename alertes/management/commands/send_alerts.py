from django.core.management.base import BaseCommand

from alertes.digests import prepare
from alertes.models import Envoi
from alertes.tasks import send_digests


class Command(BaseCommand):
    help = "Prépare les envois des alertes dont c’est l’heure, et les confie aux tâches de fond. Rejouable."

    def handle(self, **options) -> None:
        made = prepare()
        if Envoi.objects.pending().exists():
            send_digests.enqueue()
        self.stdout.write(f"Envois préparés : {made}.")
