"""Sending in the background, a few at a time, so that no other mail waits long."""

from django_tasks import task

from .digests import send_pending
from .models import Envoi

AT_ONCE = 50


@task(priority=20)
def send_digests() -> None:
    """Send some of the digests that wait, and come again while there are more."""
    send_pending(at_most=AT_ONCE)
    if Envoi.objects.pending().exists():
        send_digests.enqueue()
