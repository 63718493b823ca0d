"""The board: the applications by state, and the actions on the ticked ones."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from candidatures.enums import EtatCandidature
from candidatures.lifecycle import TRANSITIONS
from candidatures.models import Candidature
from core.object_keys import object_key, object_keys
from emplois.models import Offre

from .access import handled, readable
from .answering import ACTIONS, WRITE

MOST_IN_COLUMN = 30
"""Maximum number of applications per column; the list has the others."""


class BoardView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "candidatures/cms/board.html"
    header_icon = "table"
    page_title = "Tableau des candidatures"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy_registry.get_by_type(Candidature).user_has_permission(request.user, "view"):
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list:
        return []

    @property
    def asked(self) -> str:
        """The primary key of the offer to filter by; empty for all offers."""
        return str(object_key(self.request.GET.get("offre", "")) or "")

    def _narrowed(self, candidatures: QuerySet[Candidature]) -> QuerySet[Candidature]:
        return candidatures.filter(offre=int(self.asked)) if self.asked else candidatures

    def get_context_data(self, **kwargs: Any) -> dict:
        user = self.request.user
        candidatures = self._narrowed(readable(user))
        counts = dict(candidatures.order_by().values_list("etat").annotate(Count("pk")))
        columns = []
        for etat in (etat for etat in EtatCandidature if etat != EtatCandidature.RETIREE):
            in_state = candidatures.filter(etat=etat).select_related("dossier", "vitrine").defer("vitrine__body")
            columns.append({"etat": etat, "count": counts.get(etat, 0), "visible": list(in_state[:MOST_IN_COLUMN])})
        offers = Offre.objects.filter(pk__in=readable(user).order_by().values("offre"))
        return super().get_context_data(
            columns=columns,
            withdrawn=self._withdrawn(),
            offers=list(offers.order_by("-first_published_at", "-pk").values_list("pk", "title")[:100]),
            asked=self.asked,
            transitions=[*TRANSITIONS.values(), WRITE],
            **kwargs,
        )

    def _withdrawn(self) -> int:
        """The number of withdrawn applications, which users may not read."""
        own = policy_registry.get_by_type(Candidature).vitrines(self.request.user, {"view"})
        withdrawn = Candidature.objects.received().filter(etat=EtatCandidature.RETIREE, vitrine__in=own)
        return self._narrowed(withdrawn).count()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect to the answer view with the ticked applications whose state allows the action."""
        action, ticked = request.POST.get("action"), request.POST.getlist("c")
        if action not in ACTIONS or not ticked:
            messages.warning(request, "Cochez des candidatures, puis choisissez ce qu’il faut en faire.")
            return redirect(request.get_full_path())
        possible = handled(request.user).filter(pk__in=object_keys(ticked))
        if action != WRITE.name:
            possible = possible.filter(etat__in=ACTIONS[action].sources)
        keys = list(possible.values_list("pk", flat=True))
        if not keys:
            messages.warning(request, f"« {ACTIONS[action].label} » n’est possible pour aucune de celles-ci.")
            return redirect(request.get_full_path())
        return redirect(f"{reverse('answer', args=[action])}?{urlencode({'c': keys}, doseq=True)}")
