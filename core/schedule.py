"""Periodic jobs: management commands, each with its period. Only one process runs each due job."""

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
"""Maximum characters of a command's output in the log."""
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


class Job(NamedTuple):
    every: dt.timedelta
    is_long: bool = False
    """A job that may take minutes is queued at low priority, so that it does not delay scheduled publications."""
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
"""Jobs by command. However many runs were missed, only one is made up."""


def register(command: str, *, every: dt.timedelta, is_long: bool = False, options: Iterable[str] = ()) -> None:
    """Run the management command `command` periodically. Called from an app's `ready()`."""
    JOBS[command] = Job(every, is_long, tuple(options))


def run_due_jobs() -> list[str]:
    """Run the due jobs and return their names. A failed job is logged and runs again at its next time."""
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
    """Task that runs a long job from the queue, at low priority."""
    _run(name)


def _run(name: str) -> None:
    """Run a command and log one line: its duration, and its output or its error."""
    output, begin = io.StringIO(), time.monotonic()
    try:
        call_command(name, *JOBS[name].options, verbosity=0, stdout=output)
    except Exception as error:
        with_trace = not database.note(error)
        taken = time.monotonic() - begin
        logger.error("La tâche périodique %s a échoué après %.1f s.", name, taken, exc_info=with_trace)
    else:
        outcome = " ".join(output.getvalue().split())
        logger.info("%s : %.1f s. %s", name, time.monotonic() - begin, outcome[:LONGEST_OUTCOME] or "Fait.")


def seconds_to_next_minute() -> float:
    """Seconds until the next full minute of the clock, more than 0 and at most 60."""
    return 60 - time.time() % 60
