import time
from typing import Any

from django.db import InterfaceError, OperationalError
from django_tasks_db.management.commands.db_worker import Command as DjangoTasksCommand

from core import database


class Command(DjangoTasksCommand):
    """django-tasks' worker, which resumes after an outage of the database instead of exiting."""

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            try:
                return super().handle(*args, **options)
            except (OperationalError, InterfaceError) as error:
                if not database.note(error):
                    raise
            while database.is_away():
                time.sleep(database.ASK_EVERY)
