"""The form that authors fill in for an offer. A draft may be incomplete; what is published may not."""

from django.db.models import Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import policy_registry

from core.schedule_forms import ServedScheduleMixin
from vitrines.models import VitrinePage
from vitrines.models.vitrine import ROOT_ENTITY_DEPTH as ROOT_DEPTH

from .deadlines import PARIS, paris_today
from .models import Offre


class OffreForm(ServedScheduleMixin, WagtailAdminModelForm):
    def __init__(self, *args, **kwargs) -> None:
        """Offers the entities where the author may write; an existing offer moves only to where they may publish."""
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("vitrine")) is None or self.for_user is None:
            return
        policy = policy_registry.get_by_type(Offre)
        choices = policy.vitrines(self.for_user, {"publish"} if self.instance.pk else {"add"})
        if self.instance.pk:
            choices = VitrinePage.objects.filter(Q(pk__in=choices) | Q(pk=self.instance.vitrine_id))
        field.queryset = choices.defer("body", "figures", "social_links").order_by("path")
        field.label_from_instance = lambda vitrine: f"{'— ' * (vitrine.depth - ROOT_DEPTH)}{vitrine.title}"
        if not self.instance.pk and len(first_two := field.queryset[:2]) == 1:
            field.initial = first_two[0].pk

    def _get_validation_exclusions(self) -> set[str]:
        """A reference is unique in its source, which no author fills in but which the constraint has to look at."""
        return super()._get_validation_exclusions() - {"source"}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self._require_a_way_to_apply(cleaned)
            self._require_a_deadline_to_come(cleaned)
        return cleaned

    def _require_a_way_to_apply(self, cleaned: dict) -> None:
        ways = self.instance.apply_here, cleaned.get("apply_email"), cleaned.get("apply_url")
        if not any(ways) and not {"apply_email", "apply_url"} & self.errors.keys():
            self.add_error("apply_email", "Indiquez au moins une façon de candidater : un courriel ou une adresse.")

    def _require_a_deadline_to_come(self, cleaned: dict) -> None:
        """Before its first publication only: an offer that has been public may well have expired."""
        deadline, go_live_at = cleaned.get("deadline"), cleaned.get("go_live_at")
        if deadline is None or self.instance.first_published_at:
            return
        if deadline < paris_today():
            self.add_error("deadline", "La date limite est déjà passée : une offre se publie avant elle.")
        elif go_live_at and deadline < timezone.localdate(go_live_at, PARIS):
            self.add_error("deadline", "La date limite précède la publication programmée de l’offre.")
