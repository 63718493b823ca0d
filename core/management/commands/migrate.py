from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections

from core import migrating


class Command(DjangoCommand):
    """Django's `migrate`, one process at a time per database."""

    def handle(self, *args: Any, **options: Any) -> None:
        with migrating.alone(connections[options["database"]], on_wait=self._report_wait):
            super().handle(*args, **options)

    def _report_wait(self) -> None:
        self.stderr.write("Une autre migration de cette base est en cours : attente.")
