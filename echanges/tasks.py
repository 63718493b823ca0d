"""Imports in the background, their progress kept as they go."""

import logging
import time

from django.utils import timezone
from django_tasks import task

from .models import Import, Motif, Quarantaine
from .running import CannotRead, Run, Source
from .sources import SOURCES

logger = logging.getLogger(__name__)
TOLD_EVERY = 1.0
"""Seconds between two notes of how far an import is."""


class Progress:
    """Keeps how many bytes have been read, at most once a second."""

    def __init__(self, asked: Import) -> None:
        self._asked, self._told_at = asked, 0.0

    def __call__(self, read: int) -> None:
        if (now := time.monotonic()) - self._told_at >= TOLD_EVERY:
            self._told_at = now
            Import.objects.filter(pk=self._asked.pk).update(done=read, touched_at=timezone.now())


@task()
def run_import(import_id: int, force: bool = False) -> None:
    """Run the import; what it cannot read is told on it. Its file is not kept."""
    asked = Import.objects.get(pk=import_id)
    asked.etat = Import.Etat.EN_COURS
    asked.save(update_fields=["etat"])
    try:
        with asked.file.open("rb") as file:
            asked.report = Run(_source(asked.source), force=force).over(file, told=Progress(asked)).as_dict()
        asked.etat, asked.done = Import.Etat.FAIT, asked.total
    except CannotRead as error:
        asked.etat, asked.message = Import.Etat.REFUSE, str(error)[:500]
    except Exception:
        asked.etat = Import.Etat.REFUSE
        asked.message = "L’import s’est arrêté sur une erreur. Ce qui est fait reste ; relancez-le."
        logger.exception("L’import %s s’est arrêté.", asked.pk)
    asked.file.delete(save=False)
    asked.save()


@task()
def take_again(key: str) -> None:
    """Import the rows that waited for the employer `key` to be known, whichever source they came from."""
    waiting = Quarantaine.objects.filter(motif=Motif.ENTITE, key=key)
    for name in SOURCES:
        if rows := list(waiting.filter(source=name)):
            Run(_source(name)).again(rows)


def _source(name: str) -> Source:
    _label, kind = SOURCES[name]
    return kind()
