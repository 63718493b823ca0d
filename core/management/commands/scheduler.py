import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from core import database, schedule

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Fait à l’heure ce qui est périodique : publications programmées, ménage. Tourne jusqu’à ce qu’on l’arrête."

    def handle(self, **options: Any) -> None:
        while True:
            close_old_connections()
            try:
                schedule.run_due_jobs()
            except Error as error:  # Retried in the next minute.
                if not database.note(error):
                    logger.exception("L’horloge n’a pas pu lire ses tâches.")
            time.sleep(schedule.seconds_to_next_minute())
