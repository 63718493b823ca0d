"""What the site does by the clock: management commands, each with its period. No two processes run one at a time."""

import datetime as dt
import io
import logging
import time
from collections.abc import Iterable
from typing import NamedTuple

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from . import database
from .models import ScheduledJob

logger = logging.getLogger(__name__)
LONGEST_OUTCOME = 300
"""Characters."""
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


class Job(NamedTuple):
    every: dt.timedelta
    is_long: bool = False
    """It may take minutes where there is much: it goes to the queue, behind all that people wait for, so that scheduled
    offers appear on time."""
    options: tuple[str, ...] = ()


JOBS = {
    "publish_scheduled": Job(MINUTE),
    "clearsessions": Job(DAY),
    "prune_db_task_results": Job(DAY),
    "optimize_database": Job(DAY, is_long=True),
    "purge_counters": Job(HOUR),
    "send_deliveries": Job(MINUTE),
    "purge_deliveries": Job(DAY),
}
"""By command. A missed run is made up once, not as often as it was missed."""


def register(command: str, *, every: dt.timedelta, is_long: bool = False, options: Iterable[str] = ()) -> None:
    """Run the management command `command` periodically. Called from an app's `ready()`."""
    JOBS[command] = Job(every, is_long, tuple(options))


def run_due_jobs() -> list[str]:
    """Run what is due now and return its names. A job that fails is logged and comes again at its next time."""
    now = timezone.now()
    run = []
    for name, job in JOBS.items():
        if ScheduledJob.objects.claim(name, now=now, next_at=now.replace(second=0, microsecond=0) + job.every):
            run.append(name)
            if job.is_long:
                run_long_job.enqueue(name)
            else:
                _run(name)
    return run


@task(priority=-50)
def run_long_job(name: str) -> None:
    _run(name)


def _run(name: str) -> None:
    """One line in the log: how long it took, and what the command says of its outcome."""
    told, begin = io.StringIO(), time.monotonic()
    try:
        call_command(name, *JOBS[name].options, verbosity=0, stdout=told)
    except Exception as error:
        with_trace = not database.note(error)
        taken = time.monotonic() - begin
        logger.error("La tâche périodique %s a échoué après %.1f s.", name, taken, exc_info=with_trace)
    else:
        outcome = " ".join(told.getvalue().split())
        logger.info("%s : %.1f s. %s", name, time.monotonic() - begin, outcome[:LONGEST_OUTCOME] or "Fait.")


def seconds_to_next_minute() -> float:
    return 60 - time.time() % 60
