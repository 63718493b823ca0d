"""Reminders of unanswered applications: to the entity after 15 days, to Mission Talents after 30.

The mails give counts and dates, never names.
"""

import datetime as dt
from collections import Counter, defaultdict

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from core.french import duration
from core.mail import Mail, recipient, send_on_commit
from equipes.onboarding.requests import mission_talents
from equipes.roles import who_recruits
from vitrines.models import VitrinePage

from .models import Candidature

AFTER, ESCALATED_AFTER = dt.timedelta(days=15), dt.timedelta(days=30)


@transaction.atomic
def remind() -> int:
    """Queue a reminder to each entity; an application counts once. Returns the number of applications."""
    late = _late(AFTER, "reminded_at")
    for vitrine in late:
        for person in who_recruits(vitrine):
            send_on_commit(waiting, vitrine.pk, person.pk)
    return sum(map(len, late.values()))


def waiting(vitrine_pk: int, person_pk: int) -> Mail | None:
    """The reminder mail, with the applications unanswered when it is sent; None if there are none."""
    person, vitrine = recipient(person_pk), VitrinePage.objects.filter(pk=vitrine_pk).first()
    if person is None or vitrine is None:
        return None
    received = list(_unanswered(AFTER).filter(vitrine=vitrine).values_list("received_at", flat=True))
    if not received:
        return None
    plural = "s" if len(received) > 1 else ""
    body = _body("waiting", {"vitrine": vitrine, "received": received})
    return Mail(f"{len(received)} candidature{plural} sans réponse depuis {duration(AFTER)}", body, person.email)


@transaction.atomic
def escalate() -> int:
    """Queue a mail to Mission Talents; an application counts once. Returns the number of applications."""
    late = _late(ESCALATED_AFTER, "escalated_at")
    if late:
        for person in mission_talents():
            send_on_commit(escalation, person.pk)
    return sum(map(len, late.values()))


def escalation(person_pk: int) -> Mail | None:
    """The mail to Mission Talents, with counts by entity when it is sent; None if there are none."""
    person = recipient(person_pk)
    late = Counter(candidature.vitrine for candidature in _unanswered(ESCALATED_AFTER).select_related("vitrine"))
    if person is None or not late:
        return None
    return Mail(
        f"Candidatures sans réponse depuis {duration(ESCALATED_AFTER)}",
        _body("escalated", {"late": list(late.items())}),
        person.email,
    )


def _unanswered(after: dt.timedelta) -> QuerySet[Candidature]:
    overdue = Candidature.objects.unanswered().undecided().filter(received_at__lte=timezone.now() - after)
    return overdue.order_by("vitrine__path", "received_at")


def _late(after: dt.timedelta, mark: str) -> dict[VitrinePage, list[dt.datetime]]:
    """Mark the applications unanswered for `after` that are not marked yet; returns their dates by entity."""
    by_entity = defaultdict(list)
    keys = []
    for candidature in _unanswered(after).filter(**{mark: None}).select_related("vitrine"):
        by_entity[candidature.vitrine].append(candidature.received_at)
        keys.append(candidature.pk)
    Candidature.objects.filter(pk__in=keys).update(**{mark: timezone.now()})
    return dict(by_entity)


def _body(template: str, context: dict) -> str:
    url = f"{get_admin_base_url()}{reverse('candidatures_modeladmin_index')}?etat=a-repondre"
    return render_to_string(f"candidatures/mails/{template}.txt", context | {"url": url})
