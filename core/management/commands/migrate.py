from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections

from core import migrating


class Command(DjangoCommand):
    """Django's own, one at a time for a database."""

    def handle(self, *args: Any, **options: Any) -> None:
        with migrating.alone(connections[options["database"]], waiting=self._say_so):
            super().handle(*args, **options)

    def _say_so(self) -> None:
        self.stderr.write("Une autre migration de cette base est en cours : attente.")
