"""Background tasks of imports, which save their progress."""

import logging
import time

from django.utils import timezone
from django_tasks import task

from .models import Import, MotifQuarantaine, Quarantaine
from .running import CannotRead, ImportSource, Run
from .sources import SOURCES

logger = logging.getLogger(__name__)
SAVED_EVERY = 1.0
"""Minimum number of seconds between two saves of the progress."""


class Progress:
    """A progress callback that saves the number of bytes read, at most once per SAVED_EVERY."""

    def __init__(self, asked: Import) -> None:
        self._asked, self._saved_at = asked, 0.0

    def __call__(self, read: int) -> None:
        if (now := time.monotonic()) - self._saved_at >= SAVED_EVERY:
            self._saved_at = now
            Import.objects.filter(pk=self._asked.pk).update(done=read, touched_at=timezone.now())


@task()
def run_import(import_id: int, force: bool = False) -> None:
    """Run an import and save its report, or the error message of an unreadable file. The file is then deleted."""
    asked = Import.objects.get(pk=import_id)
    asked.etat = Import.Etat.EN_COURS
    asked.save(update_fields=["etat"])
    try:
        with asked.file.open("rb") as file:
            asked.report = Run(_source(asked.source), force=force).over(file, on_progress=Progress(asked)).as_dict()
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
    """Import again the rows in quarantine for the unknown employer `key`, from all sources."""
    waiting = Quarantaine.objects.filter(motif=MotifQuarantaine.ENTITE, key=key)
    for name in SOURCES:
        if rows := list(waiting.filter(source=name)):
            Run(_source(name)).again(rows)


def _source(name: str) -> ImportSource:
    _label, kind = SOURCES[name]
    return kind()
