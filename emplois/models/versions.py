"""Revisions of an offer: saves a first one before the first edit of an offer imported without revisions."""

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
    """Mixin for offers that imports write in bulk, without revisions. It comes before Wagtail's RevisionMixin."""

    class Meta:
        abstract = True

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a revision. If the published offer has none, first save its stored content as one."""
        if self.pk and self.latest_revision_id is None:
            stored = type(self).objects.filter(pk=self.pk, latest_revision=None, first_published_at__isnull=False)
            if offre := stored.first():
                offre.record_first_version(super(FirstVersionKept, offre).save_revision)
        return super().save_revision(*args, **kwargs)

    def record_first_version(self, save_revision: Callable[..., Revision]) -> None:
        """Save the stored content as a revision, dated from its arrival and logged without an author."""
        unpublished, since = self.has_unpublished_changes, self.arrived_at or self.first_published_at
        revision = save_revision(changed=False, clean=False)
        Revision.objects.filter(pk=revision.pk).update(created_at=min(since, timezone.now()))
        live_revision = {"live_revision": revision} if self.live else {}
        type(self).objects.filter(pk=self.pk).update(has_unpublished_changes=unpublished, **live_revision)
        ModelLogEntry.objects.log_action(self, FIRST_KEPT, revision=revision, timestamp=since, content_changed=True)
