import logging
from typing import Any

from django.core.management.base import BaseCommand

from reperes.net_pay import scale

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Avertit quand les cotisations de l’année manquent : les estimations du net utilisent les dernières connues."

    def handle(self, *args: Any, **options: Any) -> None:
        current = scale.current()
        if current is None:
            message = "Aucun barème de cotisations : les offres n’estiment pas le net."
        elif not current.is_of_this_year:
            message = f"Le dernier barème de cotisations est celui de {current.year} : ajoutez celui de l’année."
        else:
            self.stdout.write("Barème de l’année en place.")
            return
        logger.warning(message)
        self.stdout.write(f"{message} Paramètres › Repères du droit › Cotisations des contractuels.")
