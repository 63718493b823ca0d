from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from candidatures.expiry_notices import warn
from candidatures.retention import purge


class Command(BaseCommand):
    help = "Efface ou archive les candidatures arrivées à leur terme, et annonce les fins proches. Rejouable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="dire ce qui serait effacé, sans rien changer")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        for name, count in purge(dry_run=dry_run)._asdict().items():
            self.stdout.write(f"{name} : {count}")
        if not dry_run:
            self.stdout.write(f"annoncees : {warn()}")
