"""Background tasks of the search."""

from django.db import transaction
from django_tasks import task

from core.page_cache import drop_all

from .documents import rebuild


@task()
def rebuild_all() -> None:
    """Rebuild the whole index, then drop the cached pages, which may hold former results."""
    rebuild()
    drop_all()


def vocabulary_changed(**_signal: object) -> None:
    """Receiver of saved and deleted synonyms and skills: documents hold their tokens, so the index must be rebuilt."""
    transaction.on_commit(rebuild_all.enqueue)
