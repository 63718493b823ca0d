"""The versions of an offer: what the public read before the first change is one of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

if TYPE_CHECKING:
    from wagtail.models import RevisionMixin as _RevisionMixin
else:
    _RevisionMixin = object

FIRST_KEPT = "emplois.first_kept"


class FirstVersionKept(models.Model, _RevisionMixin):
    """For offers that imports write in bulk, without versions: to be put before Wagtail's RevisionMixin."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """As Wagtail's. Before the first one of an offer that is public already, what it says becomes one."""
        if self.pk and self.latest_revision_id is None:
            stored = type(self).objects.filter(pk=self.pk, latest_revision=None, first_published_at__isnull=False)
            if offre := stored.first():
                offre.record_first_version(super(FirstVersionKept, offre).save_revision)
        return super().save_revision(*args, **kwargs)

    def record_first_version(self, save_revision: Callable[..., Revision]) -> None:
        """To compare with, and to come back to; in the history without an author, from when it came."""
        unpublished, since = self.has_unpublished_changes, self.arrived_at or self.first_published_at
        revision = save_revision(changed=False, clean=False)
        Revision.objects.filter(pk=revision.pk).update(created_at=min(since, timezone.now()))
        kept = {"live_revision": revision} if self.live else {}
        type(self).objects.filter(pk=self.pk).update(has_unpublished_changes=unpublished, **kept)
        ModelLogEntry.objects.log_action(self, FIRST_KEPT, revision=revision, timestamp=since, content_changed=True)
