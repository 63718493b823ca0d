"""The publication schedule in the form of a page or an offer: past dates do not block saving."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from .chosen_files import chosen_in, refuse_forged

SCHEDULE = ("go_live_at", "expire_at")


if TYPE_CHECKING:  # Or the form of a snippet.
    from wagtail.admin.forms import WagtailAdminPageForm as _Form
else:
    _Form = object


class ServedScheduleMixin(_Form):
    """Past schedule dates stay when a draft is saved, and are cleared when the object is published again.

    Wagtail leaves them in place after the schedule has run, and then rejects every save (its issue 13896).
    """

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            cleaned.update({name: None for name in SCHEDULE if self._is_served(name)})
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "expire_at" and self._is_served("expire_at"):
            return  # Wagtail requires a future date.
        super().add_error(field, error)

    def _is_served(self, name: str) -> bool:
        """Whether the date was past when the form was opened, and the submitted date is past too."""
        return all(_is_past(date) for date in (self.initial.get(name), self.cleaned_data.get(name)))


def _is_past(date: dt.datetime | None) -> bool:
    return date is not None and date <= timezone.now()


class SitePageForm(ServedScheduleMixin, WagtailAdminPageForm):
    """The base form of every page of the portal. Checks the files that its user chose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known_files = chosen_in(self.instance) if self.is_bound else set()

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.for_user is not None and not self.for_user.is_superuser:
            refuse_forged(self.instance, self.for_user, known=self._known_files)
