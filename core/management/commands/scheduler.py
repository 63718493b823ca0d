import time

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from core import schedule


class Command(BaseCommand):
    help = "Fait à l’heure ce qui est périodique : publications programmées, ménage. Tourne jusqu’à ce qu’on l’arrête."

    def handle(self, **options) -> None:
        while True:
            close_old_connections()
            try:
                schedule.run_due_jobs()
            except Error as error:  # The database is away for now: the next minute asks again.
                self.stderr.write(f"Base de données indisponible : {error}")
            time.sleep(schedule.seconds_to_next_minute())
