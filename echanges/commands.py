"""The base class of the import commands: options, progress bar, report."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from .running import CannotRead, ImportSource, Report, Run


class ImportCommand(BaseCommand):
    """Imports a file. A subclass sets `source`, the kind of file."""

    source: type[ImportSource]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", help="le fichier, ou - pour l’entrée standard")
        parser.add_argument("--dry-run", action="store_true", help="dire ce qui serait fait, n’écrire rien")
        parser.add_argument("--report", metavar="FICHIER", help="écrire le rapport en JSON")
        parser.add_argument("--force", action="store_true", help="accepter un fichier qui ferme la plupart des offres")

    def handle(self, *, fichier: str, dry_run: bool, report: str | None, force: bool, **options: Any) -> None:
        if report and not Path(report).resolve().parent.is_dir():
            raise CommandError(f"Le dossier du rapport n’existe pas : {report}", returncode=2)
        try:
            done = self._run(fichier, Run(self.source(), dry=dry_run, force=force))
        except CannotRead as error:
            raise CommandError(str(error), returncode=2) from error
        counts = done.as_dict()
        if report:
            Path(report).write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        for name, count in counts.items():
            if name != "motifs":
                self.stdout.write(f"{name} : {count}")
        for motif, count in sorted(counts["motifs"].items()):
            self.stdout.write(f"  quarantaine, {motif} : {count}")

    def _run(self, fichier: str, run: Run) -> Report:
        if fichier == "-":
            return run.over(sys.stdin.buffer)
        try:
            size = os.path.getsize(fichier)
            with open(fichier, "rb") as file, tqdm(total=size, unit="o", unit_scale=True, disable=None) as bar:
                return run.over(file, on_progress=lambda read: bar.update(read - bar.n))
        except OSError as error:
            raise CommandError(f"Fichier illisible : {fichier} ({error.strerror}).", returncode=2) from error
