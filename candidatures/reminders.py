"""Mail to those who leave applications unanswered: the entity after 15 days, Mission Talents after 30.

It says how many and since when, never of whom.
"""

import datetime as dt
from collections import defaultdict

from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.utils import get_admin_base_url

from core.mail import send_on_commit
from vitrines.models import VitrinePage
from vitrines.roles import who_recruits

from .models import Candidature

AFTER, ESCALATED_AFTER = dt.timedelta(days=15), dt.timedelta(days=30)


@transaction.atomic
def remind() -> int:
    """Tell each entity of what has waited for 15 days, once an application; how many applications."""
    late = _late(AFTER, "reminded_at")
    for vitrine, oldest in late.items():
        body = _body("waiting", {"vitrine": vitrine, "received": oldest})
        for person in who_recruits(vitrine):
            send_on_commit(f"{len(oldest)} candidature(s) sans réponse depuis 15 jours", body, person.email)
    return sum(map(len, late.values()))


@transaction.atomic
def escalate() -> int:
    """Tell Mission Talents of what has waited for 30 days, once an application; how many applications."""
    late = _late(ESCALATED_AFTER, "escalated_at")
    if late:
        body = _body("escalated", {"late": [(vitrine, len(oldest)) for vitrine, oldest in late.items()]})
        able = get_user_model().objects.with_perm("vitrines.change_entityrequest", include_superusers=False)
        for address in set(able.exclude(email="").values_list("email", flat=True)):
            send_on_commit("Candidatures sans réponse depuis 30 jours", body, address)
    return sum(map(len, late.values()))


def _late(after: dt.timedelta, mark: str) -> dict[VitrinePage, list[dt.datetime]]:
    """By entity, when each application came that has waited for so long and was not marked yet; marks them."""
    now = timezone.now()
    found = Candidature.objects.unanswered().undecided().filter(received_at__lte=now - after, **{mark: None})
    by_entity = defaultdict(list)
    keys = []
    for candidature in found.select_related("vitrine").order_by("vitrine__path", "received_at"):
        by_entity[candidature.vitrine].append(candidature.received_at)
        keys.append(candidature.pk)
    Candidature.objects.filter(pk__in=keys).update(**{mark: now})
    return dict(by_entity)


def _body(template: str, told: dict) -> str:
    url = f"{get_admin_base_url()}{reverse('candidatures_modeladmin_index')}?etat=a-repondre"
    return render_to_string(f"candidatures/mails/{template}.txt", told | {"url": url})
