"""The panel of a member's CMS home: waiting applications, and the entity's statistics of answers."""

from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from wagtail.admin.ui.components import Component

from candidatures.models import Candidature, Mesure
from candidatures.models.candidature import CandidatureQuerySet
from emplois.models import Offre
from equipes.members import own_vitrines
from object_permissions.policies import User

from .access import handled


class FilledOffre(NamedTuple):
    """A filled offer with undecided applications: how many, and the URL that answers them."""

    title: str
    waiting: int
    url: str


def filled_with_waiting(candidatures: CandidatureQuerySet) -> list[FilledOffre]:
    """The filled offers with undecided applications, eight at most."""
    waiting = candidatures.undecided().filter(offre__filled_on__isnull=False)
    rows = waiting.order_by().values_list("offre", "offre__title").annotate(Count("pk"))[:8]
    answer = reverse("answer", args=["refuser"])
    return [FilledOffre(title, count, f"{answer}?offre={key}") for key, title, count in rows]


class CandidaturesPanel(Component):
    name = "candidatures"
    template_name = "candidatures/cms/home_panel.html"
    order = 105

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        mine = handled(user)
        counts = mine.order_by().aggregate(
            unopened=Count("pk", filter=Q(opened_at=None)), unanswered=Count("pk", filter=Q(answered_at=None))
        )
        own = own_vitrines(user)
        return counts | {
            "list_url": reverse("candidatures_modeladmin_index"),
            "board_url": reverse("board"),
            "filled": filled_with_waiting(mine),
            "measures": [(m, m.vitrine) for m in Mesure.objects.filter(vitrine__in=own).select_related("vitrine")],
            "blocked": list(_blocked(own)),
        }


def _blocked(own: list) -> list:
    """The entities of `own` that no longer accept spontaneous applications."""
    late = set(Candidature.objects.overdue().filter(vitrine__in=own).values_list("vitrine", flat=True))
    return [vitrine for vitrine in own if vitrine.pk in late]


def waiting_for(offre: Offre, user: User) -> int:
    """The number of undecided applications to `offre` that `user` may answer."""
    return handled(user).undecided().filter(offre=offre).count()
