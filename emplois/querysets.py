"""Which offers: the questions that listing, page, feeds and API ask alike."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.text import fold

from .deadlines import paris_today


class OffreQuerySet(models.QuerySet):
    def open(self) -> "OffreQuerySet":
        """Neither filled nor past the deadline (to the end of its day in Paris), whether published or not."""
        return self.filter(Q(deadline__isnull=True) | Q(deadline__gte=paris_today()), filled_on__isnull=True)

    def public(self) -> "OffreQuerySet":
        """What a candidate may see and apply to: live and open. Looks at the dates: the scheduler only tidies."""
        return self.open().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()), live=True)

    def for_vitrine(self, vitrine) -> "OffreQuerySet":
        """The offers of `vitrine` and of every entity below it."""
        return self.filter(vitrine__path__startswith=vitrine.path)

    def similar_to(self, offre) -> "OffreQuerySet":
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

    def matching(self, text: str) -> "OffreQuerySet":
        """Offers that hold every word of `text` in their title, entity or métier, whatever the case and accents."""
        found = self
        for word in fold(text[:200]).split()[:10]:
            found = found.filter(search_text__contains=word)
        return found

    def with_card(self) -> "OffreQuerySet":
        """Everything a card shows, in a constant number of queries."""
        return self.select_related("vitrine", "metier").prefetch_related(
            "lieux__commune__departement", "lieux__departement", "lieux__region"
        )
