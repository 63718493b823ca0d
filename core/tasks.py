"""Background tasks of `core`."""

from django.db import transaction
from django_tasks import task
from wagtail.models import Page


@task(priority=10)
def make_renditions(page_id: int) -> None:
    """Generate the image renditions of a live page, by rendering it, before its first visitor needs them."""
    page = Page.objects.live().filter(pk=page_id).first()
    if page is not None:
        page.specific.make_preview_request()


def page_published(*, instance: Page, **_signal: object) -> None:
    """Receiver of `page_published`: enqueues `make_renditions`, on commit."""
    transaction.on_commit(lambda: make_renditions.enqueue(page_id=instance.pk))
