"""The panel of a recruiter's CMS home: how many offers are in each state, and the tasks to do."""

import datetime as dt
from typing import NamedTuple, cast

from django.contrib.auth.models import User
from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState

from core.wagtail_seams import prefetch_workflow_states
from object_permissions.gate import visible

from .deadlines import passed_within, passes_within
from .enums import EtatOffre
from .models import Offre
from .querysets import OffreQuerySet
from .reminders import BEFORE

MOST_TASKS = 8
"""The maximum number of tasks of each kind; the list of offers has the others."""
LATELY = dt.timedelta(days=30)
"""How long an expired offer stays among the tasks."""
STATES = (EtatOffre.OUVERTE, EtatOffre.BROUILLON, EtatOffre.PROGRAMMEE, EtatOffre.EXPIREE, EtatOffre.POURVUE)


class Task(NamedTuple):
    """One offer that needs its recruiter: the reason, and links (label, URL) to act."""

    offre: Offre
    what: str
    links: list[tuple[str, str]]


def _address(name: str, offre: Offre) -> str:
    return reverse(Offre.snippet_viewset.get_url_name(name), args=[offre.pk])


def _visible(user: User) -> OffreQuerySet:
    return cast(OffreQuerySet, visible(Offre, user))


def tasks(user: User) -> list[Task]:
    """The tasks of `user`: requested changes first, then past and near deadlines, then drafts."""
    offers = _visible(user).select_related("vitrine")
    return [*_changes_asked(offers), *_past(offers), *_near(offers), *_drafts(offers)]


def _edit(offre: Offre) -> tuple[str, str]:
    return ("Reprendre", _address("edit", offre))


def _changes_asked(offers: OffreQuerySet) -> list[Task]:
    asked = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES).select_related("current_task_state")
    rejected = offers.in_review(WorkflowState.STATUS_NEEDS_CHANGES).prefetch_related(
        prefetch_workflow_states(asked, to_attr="asked")
    )
    return [
        Task(offre, f"Changements demandés : {offre.asked[0].current_task_state.comment}", [_edit(offre)])
        for offre in rejected[:MOST_TASKS]
    ]


def _past(offers: OffreQuerySet) -> list[Task]:
    expired = offers.filter(passed_within(LATELY), live=True, filled_on=None).awaiting_decision()
    return [Task(o, "La date limite est passée.", _ways_on(o)) for o in expired.order_by("-deadline")[:MOST_TASKS]]


def _near(offers: OffreQuerySet) -> list[Task]:
    ending = offers.public().awaiting_decision().filter(passes_within(BEFORE)).order_by("deadline")
    return [Task(o, "La date limite approche.", _ways_on(o)) for o in ending[:MOST_TASKS]]


def _ways_on(offre: Offre) -> list[tuple[str, str]]:
    ways = {"filled": "Pourvue", "prolong": "Prolonger", "let_expire": "Laisser expirer"}
    return [(label, _address(name, offre)) for name, label in ways.items()]


def _drafts(offers: OffreQuerySet) -> list[Task]:
    busy = offers.in_review(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    drafts = offers.in_state(EtatOffre.BROUILLON).exclude(pk__in=busy.values("pk")).order_by("-pk")[:MOST_TASKS]
    return [Task(offre, _lacks(offre), [_edit(offre)]) for offre in drafts]


def _lacks(offre: Offre) -> str:
    latest = offre.get_latest_revision_as_object()
    owed, findings = len(latest.approval_obstacles()), len(latest.findings())
    if not owed and not findings:
        return "Brouillon prêt à soumettre."
    parts = [f"{owed} mention{'s' if owed > 1 else ''} obligatoire{'s' if owed > 1 else ''}"] if owed else []
    parts += [f"{findings} point{'s' if findings > 1 else ''} à revoir"] if findings else []
    return f"Brouillon : {' et '.join(parts)}."


class OffersPanel(Component):
    name = "offres"
    template_name = "emplois/cms/home_panel.html"
    order = 110

    def get_context_data(self, parent_context: dict) -> dict:
        user = parent_context["request"].user
        url = reverse(Offre.snippet_viewset.get_url_name("list"))
        offers = _visible(user)
        waiting = offers.in_review(WorkflowState.STATUS_IN_PROGRESS)
        counts = [("en relecture", waiting.count(), f"{url}?relecture={WorkflowState.STATUS_IN_PROGRESS}")]
        for etat in STATES:
            in_state = offers.in_state(etat)
            if etat == EtatOffre.BROUILLON:
                in_state = in_state.exclude(pk__in=waiting.values("pk"))
            counts.append((etat.label, in_state.count(), f"{url}?etat={etat.value}"))
        return {"counts": counts, "tasks": tasks(user), "add_url": reverse(Offre.snippet_viewset.get_url_name("add"))}
