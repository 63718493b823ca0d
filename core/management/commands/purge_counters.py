import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from django.core.management.base import BaseCommand
from django.utils import timezone

from core import counters

FAILURES_STAY_FOR = dt.timedelta(days=1)
"""Retention of failed sign-ins, which hold names and addresses; they lock an account for a quarter of an hour."""


class Command(BaseCommand):
    help = "Efface les comptes (essais de formulaires, appels de l’API) dont la période est passée."

    def handle(self, **options: Any) -> None:
        AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - FAILURES_STAY_FOR).delete()
        self.stdout.write(f"Comptes effacés : {counters.purge()}.")
