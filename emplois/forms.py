"""The form of an offer in the CMS. A draft may be incomplete; a published offer may not."""

from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from core.schedule_forms import ServedScheduleMixin
from vitrines.choices import as_tree
from vitrines.models import VitrinePage

from . import legal_mentions
from .deadlines import PARIS, has_passed
from .fields import PLACE_FIELDS
from .models import Offre

MAX_PLACES = 1000  # Django's own limit.


def without_empty_places(data: QueryDict | dict) -> QueryDict | dict:
    """`data` with the empty place forms marked as deleted, because the form opens with one empty place."""
    data = data.copy()
    total = str(data.get("lieux-TOTAL_FORMS"))
    for number in range(min(int(total), MAX_PLACES) if total.isdecimal() else 0):
        place = f"lieux-{number}"
        if not any(data.get(f"{place}-{name}") for name in ("id", *PLACE_FIELDS)):
            data[f"{place}-DELETE"] = "on"
    return data


class OffreForm(ServedScheduleMixin, WagtailAdminModelForm):
    def __init__(self, data: QueryDict | dict | None = None, *args: Any, **kwargs: Any) -> None:
        """Limit the entities to those where the author may add an offer, or publish one when it already exists."""
        super().__init__(without_empty_places(data) if data else data, *args, **kwargs)
        if not self.instance.pk and "apply_here" in self.fields:
            self.initial["apply_here"] = True
        self.formsets["lieux"].error_messages["too_few_forms"] = "Indiquez au moins un lieu : une commune suffit."
        if (field := self.fields.get("vitrine")) is None or self.for_user is None:
            return
        policy = policy_registry.get_by_type(Offre)
        choices = policy.vitrines(self.for_user, {"publish"} if self.instance.pk else {"add"})
        if self.instance.pk:
            choices = VitrinePage.objects.filter(Q(pk__in=choices) | Q(pk=self.instance.vitrine_id))
        as_tree(field, choices)
        if not self.instance.pk and len(first_two := field.queryset[:2]) == 1:
            field.initial = first_two[0].pk

    def _get_validation_exclusions(self) -> set[str]:
        """Keep `source`, which is not in the form, for the unique constraint on (source, reference)."""
        return super()._get_validation_exclusions() - {"source"}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self._require_a_way_to_apply(cleaned)
            self._require_a_deadline_to_come(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        """Require the legal mentions for a publication, unless a derogation is written."""
        super()._post_clean()
        if self.is_deferred_validation or self.instance.source:
            return
        if not self.instance.contracts and "contracts" not in self.errors:
            self.add_error("contracts", "Choisissez au moins une forme de contrat.")
        for mention in legal_mentions.owed(self.instance):
            if mention.field in self.fields and mention.field not in self.errors:
                self.add_error(mention.field, mention.message)

    def _require_a_way_to_apply(self, cleaned: dict) -> None:
        ways = cleaned.get("apply_here"), cleaned.get("apply_email"), cleaned.get("apply_url")
        if not any(ways) and not {"apply_email", "apply_url"} & self.errors.keys():
            message = "Indiquez au moins une façon de candidater : sur ce site, par courriel ou à une adresse."
            self.add_error("apply_email", message)

    def _require_a_deadline_to_come(self, cleaned: dict) -> None:
        """Require a future deadline before the first publication only: a published offer may have expired."""
        deadline, go_live_at = cleaned.get("deadline"), cleaned.get("go_live_at")
        if deadline is None or self.instance.first_published_at:
            return
        if has_passed(deadline):
            self.add_error("deadline", "La date limite est déjà passée : une offre se publie avant elle.")
        elif go_live_at and has_passed(deadline, on=timezone.localdate(go_live_at, PARIS)):
            self.add_error("deadline", "La date limite précède la publication programmée de l’offre.")
