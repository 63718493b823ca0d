from typing import Any

from django.core.management.base import BaseCommand

from diffusion import announcing, index_now


class Command(BaseCommand):
    help = "Annonce ce qui est devenu public, a changé ou a fermé : abonnés (webhooks) et IndexNow. Rejouable."

    def handle(self, **options: Any) -> None:
        news = announcing.announce_changes()
        index_now.submit(news)
        self.stdout.write(f"Nouvelles annoncées : {len(news)}.")
