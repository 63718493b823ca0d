"""The querysets of offers, shared by lists, pages, feeds and the API."""

import datetime as dt
from functools import reduce
from operator import or_
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
from .enums import OF_THE_YOUNG, EtatOffre

if TYPE_CHECKING:  # Its module imports this one.
    from .models.shown import ShownOffre

CARD = ("title", "slug", "places", "teletravail", "teletravail_jours", "contracts", "contract_months", "ouverture",
        "experience", "pay_min", "pay_max", "pay_text", "live",
        "first_published_at", "deadline", "filled_on", "expire_at", "expired", "vitrine__title")  # fmt: skip
"""The fields that a card needs."""


class OffreQuerySet(models.QuerySet):
    def open(self) -> "OffreQuerySet":
        """Offers not filled and not past their deadline (end of the day in Paris), published or not."""
        return self.filter(deadlines.not_passed(), filled_on__isnull=True)

    def public(self) -> "OffreQuerySet":
        """Live and open offers. Filters on the dates themselves, so a late scheduler never shows an expired offer."""
        return self.open().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)

    def new_since(self, moment: dt.datetime) -> "OffreQuerySet":
        """Offers that appeared on this site since `moment`. An imported offer counts from its arrival."""
        return self.filter(Q(arrived_at__gte=moment) | Q(arrived_at__isnull=True, first_published_at__gte=moment))

    def in_state(self, etat: EtatOffre) -> "OffreQuerySet":
        """Offers whose current `etat` is this one."""
        visible = Q(live=True) | Q(expired=True)
        if etat == EtatOffre.OUVERTE:
            return self.public()
        if etat == EtatOffre.POURVUE:
            return self.filter(visible, filled_on__isnull=False)
        if etat == EtatOffre.EXPIREE:
            return self.filter(visible, filled_on__isnull=True).exclude(
                pk__in=OffreQuerySet(self.model).public().values("pk")
            )
        scheduled = Q(has_unpublished_changes=True, go_live_at__isnull=False, pk__in=self._scheduled())
        hidden = self.exclude(visible)
        if etat == EtatOffre.PROGRAMMEE:
            return hidden.filter(scheduled)
        return hidden.exclude(scheduled).filter(first_published_at__isnull=etat == EtatOffre.BROUILLON)

    def in_review(self, *statuses: str) -> "OffreQuerySet":
        """Offers with an unfinished review in one of these statuses of WorkflowState; an offer has one at most."""
        return self.filter(pk__in=OffreQuerySet(self.model).filter(workflow_status_in(statuses)).values("pk"))

    def awaiting_decision(self) -> "OffreQuerySet":
        """Offers whose recruiter has not chosen to let the current deadline pass."""
        reminders = apps.get_model("emplois", "DeadlineReminder")._default_manager
        declined = reminders.filter(offre=models.OuterRef("pk"), deadline=models.OuterRef("deadline"), let_expire=True)
        return self.filter(~models.Exists(declined))

    def with_review(self) -> "OffreQuerySet":
        """Annotate `review`, the status of the unfinished review, None without one."""
        offre = self.model._meta
        states = WorkflowState.objects.active().filter(
            base_content_type__app_label=offre.app_label,
            base_content_type__model=offre.model_name,
            object_id=Cast(models.OuterRef("pk"), models.CharField()),
        )
        return self.annotate(review=models.Subquery(states.values("status")[:1]))

    def _scheduled(self) -> models.QuerySet:
        """Primary keys of the offers with a revision approved for a later publication."""
        return OffreQuerySet(self.model).filter(has_scheduled_revision()).values("pk")

    def for_vitrine(self, vitrine: VitrinePage) -> "OffreQuerySet":
        """The offers of `vitrine` and of every entity below it."""
        return self.filter(vitrine__path__startswith=vitrine.path)

    def similar_to(self, offre: "ShownOffre") -> "OffreQuerySet":
        """Public offers of the same métier first, then of its family, then of the entity; of the same level first.

        An apprenticeship or an internship has others of them for similar, and no other offer has.
        """
        of_the_young = reduce(or_, (Q(contracts__contains=f"|{contract}|") for contract in OF_THE_YOUNG))
        is_of_the_young = bool(OF_THE_YOUNG.intersection(offre.contracts))
        level = models.Case(models.When(experience=offre.experience, then=0), default=1)
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
            .filter(of_the_young if is_of_the_young else ~of_the_young)
            .annotate(nearness=near, level=level)
            .order_by("nearness", "level", "-first_published_at", "-pk")
        )

    def with_card(self) -> "OffreQuerySet":
        """Load only the fields of a card and its entity, in one query."""
        return self.select_related("vitrine").only(*CARD)

    def count_by_vitrine(self) -> dict[int, int]:
        """The number of offers of each vitrine, by primary key, without those of its sub-entities."""
        return dict(self.order_by().values_list("vitrine").annotate(models.Count("pk")))

    def count_by_metier(self) -> dict[int, int]:
        return dict(self.order_by().filter(metier__isnull=False).values_list("metier").annotate(models.Count("pk")))


class LieuQuerySet(models.QuerySet):
    def of(self, offre_id: int) -> "LieuQuerySet":
        return self.filter(offre=offre_id).select_related("commune", "departement", "region")
