"""What the site does by the clock: management commands, each with its period. No two processes run one at a time."""

import datetime as dt
import io
import logging
import time

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from . import database
from .models import ScheduledJob

logger = logging.getLogger(__name__)
LONGEST_OUTCOME = 300
"""Characters."""
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
JOBS = {
    "publish_scheduled": MINUTE,
    "clearsessions": DAY,
    "prune_db_task_results": DAY,
    "optimize_database": DAY,
    "rebuild_search": DAY,
    "forget_requests": DAY,
    "forget_queries": DAY,
    "remind_deadlines": DAY,
    "send_alerts": 5 * MINUTE,
    "expire_alerts": DAY,
    "announce_changes": MINUTE,
    "send_courriels": MINUTE,
    "purge_candidatures": DAY,
    "publish_open_data": HOUR,
    "remind_unanswered": DAY,
    "measure_answers": DAY,
    "purge_counters": HOUR,
}
"""Command and period. A missed run is made up once, not as often as it was missed."""
LONG_JOBS = {
    "publish_open_data": ["--si-change"],
    "rebuild_search": [],
    "purge_candidatures": [],
    "measure_answers": [],
    "optimize_database": [],
}
"""Jobs that may take minutes where there is much, with their options: they go to the queue, behind all that people wait
for, so that scheduled offers appear on time."""


def run_due_jobs() -> list[str]:
    """Run what is due now and return its names. A job that fails is logged and comes again at its next time."""
    now = timezone.now()
    run = []
    for name, period in JOBS.items():
        if ScheduledJob.objects.claim(name, now=now, next_at=now.replace(second=0, microsecond=0) + period):
            run.append(name)
            if name in LONG_JOBS:
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
        call_command(name, *LONG_JOBS.get(name, []), verbosity=0, stdout=told)
    except Exception as error:
        with_trace = not database.note(error)
        taken = time.monotonic() - begin
        logger.error("La tâche périodique %s a échoué après %.1f s.", name, taken, exc_info=with_trace)
    else:
        outcome = " ".join(told.getvalue().split())
        logger.info("%s : %.1f s. %s", name, time.monotonic() - begin, outcome[:LONGEST_OUTCOME] or "Fait.")


def seconds_to_next_minute() -> float:
    return 60 - time.time() % 60
