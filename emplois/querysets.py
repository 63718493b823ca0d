"""Which offers: the questions that listing, page, feeds and API ask alike."""

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import WorkflowState

from core.wagtail_seams import has_scheduled_revision, workflow_status_in
from vitrines.models import VitrinePage

from . import deadlines
from .enums import Etat

if TYPE_CHECKING:  # Its class asks this file.
    from .models.shown import ShownOffre

CARD = ("title", "slug", "places", "teletravail", "contracts", "experience", "pay_min", "pay_max", "pay_text", "live",
        "first_published_at", "deadline", "filled_on", "expire_at", "expired", "vitrine__title")  # fmt: skip
"""What a card shows of an offer, or asks of it."""


class OffreQuerySet(models.QuerySet):
    def open(self) -> "OffreQuerySet":
        """Neither filled nor past the deadline (to the end of its day in Paris), whether published or not."""
        return self.filter(deadlines.not_passed(), filled_on__isnull=True)

    def public(self) -> "OffreQuerySet":
        """What a candidate may see and apply to: live and open. Looks at the dates: the scheduler only tidies."""
        return self.open().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)

    def new_since(self, moment: dt.datetime) -> "OffreQuerySet":
        """Those that this site has shown since `moment`; an import brings some that appeared earlier elsewhere."""
        return self.filter(Q(arrived_at__gte=moment) | Q(arrived_at__isnull=True, first_published_at__gte=moment))

    def in_state(self, etat: Etat) -> "OffreQuerySet":
        """Those whose `etat` it is now."""
        shown = Q(live=True) | Q(expired=True)
        if etat == Etat.OUVERTE:
            return self.public()
        if etat == Etat.POURVUE:
            return self.filter(shown, filled_on__isnull=False)
        if etat == Etat.EXPIREE:
            return self.filter(shown, filled_on__isnull=True).exclude(
                pk__in=OffreQuerySet(self.model).public().values("pk")
            )
        scheduled = Q(has_unpublished_changes=True, go_live_at__isnull=False, pk__in=self._scheduled())
        hidden = self.exclude(shown)
        if etat == Etat.PROGRAMMEE:
            return hidden.filter(scheduled)
        return hidden.exclude(scheduled).filter(first_published_at__isnull=etat == Etat.BROUILLON)

    def in_review(self, *statuses: str) -> "OffreQuerySet":
        """Those with a review that stands at one of `statuses` of WorkflowState: one at most for each is not ended."""
        return self.filter(pk__in=OffreQuerySet(self.model).filter(workflow_status_in(statuses)).values("pk"))

    def awaiting_a_word(self) -> "OffreQuerySet":
        """Those of whose deadline nobody has said yet that it is to pass."""
        reminders = apps.get_model("emplois", "DeadlineReminder")._default_manager
        said = reminders.filter(offre=models.OuterRef("pk"), deadline=models.OuterRef("deadline"), let_expire=True)
        return self.filter(~models.Exists(said))

    def with_review(self) -> "OffreQuerySet":
        """Each with `review`, the status of its review where that is not ended."""
        offre = self.model._meta
        states = WorkflowState.objects.active().filter(
            base_content_type__app_label=offre.app_label,
            base_content_type__model=offre.model_name,
            object_id=Cast(models.OuterRef("pk"), models.CharField()),
        )
        return self.annotate(review=models.Subquery(states.values("status")[:1]))

    def _scheduled(self) -> models.QuerySet:
        """The keys of the offers that have a version approved for later."""
        return OffreQuerySet(self.model).filter(has_scheduled_revision()).values("pk")

    def for_vitrine(self, vitrine: VitrinePage) -> "OffreQuerySet":
        """The offers of `vitrine` and of every entity below it."""
        return self.filter(vitrine__path__startswith=vitrine.path)

    def similar_to(self, offre: "ShownOffre") -> "OffreQuerySet":
        """Public offers of the same métier first, then of its family, then of the entity; the newest first."""
        family = offre.metier.famille_id if offre.metier_id else None
        near = models.Case(
            models.When(metier_id=offre.metier_id, metier__isnull=False, then=0),
            models.When(metier__famille_id=family, metier__isnull=False, then=1),
            default=2,
        )
        return (
            self.public()
            .exclude(pk=offre.pk)
            .filter(Q(metier__famille_id=family, metier__isnull=False) | Q(vitrine_id=offre.vitrine_id))
            .annotate(nearness=near)
            .order_by("nearness", "-first_published_at", "-pk")
        )

    def with_card(self) -> "OffreQuerySet":
        """Everything a card shows, in one query."""
        return self.select_related("vitrine").only(*CARD)

    def count_by_vitrine(self) -> dict[int, int]:
        """How many of these offers each vitrine has itself, its sub-entities' left out."""
        return dict(self.order_by().values_list("vitrine").annotate(models.Count("pk")))

    def count_by_metier(self) -> dict[int, int]:
        return dict(self.order_by().filter(metier__isnull=False).values_list("metier").annotate(models.Count("pk")))


class LieuQuerySet(models.QuerySet):
    def of(self, offre_id: int) -> "LieuQuerySet":
        return self.filter(offre=offre_id).select_related("commune", "departement", "region")
