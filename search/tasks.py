"""What the search does in the background."""

from django.db import transaction
from django_tasks import task

from core.page_cache import drop_all

from .documents import rebuild


@task()
def rebuild_all() -> None:
    rebuild()
    drop_all()


def synonyms_changed(**_signal: object) -> None:
    """Terms of several words are tokens of their own: what says them has to be written again."""
    transaction.on_commit(rebuild_all.enqueue)
