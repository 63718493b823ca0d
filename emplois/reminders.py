"""Mails to recruiters a week before an offer's deadline and the day after, with links: filled, prolong, expire."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.admin.utils import get_admin_base_url
from wagtail.permissions import policy_registry

from core.mail import Mail, recipient, send_on_commit
from equipes.roles import who_recruits

from .deadlines import passed_within, passes_within
from .enums import Rappel
from .models import DeadlineReminder, Offre

BEFORE = dt.timedelta(days=7)
LATE_AT_MOST = dt.timedelta(days=7)
"""How late the second reminder may still be sent, if the daily task did not run."""


def remind() -> int:
    """Queue the due reminders that were not sent yet for that deadline. Returns the number of offers concerned."""
    return sum(_remind(offre, kind) for kind in Rappel for offre in due(kind))


def due(kind: Rappel) -> Iterable[Offre]:
    """The live, unfilled offers written on this site whose reminder of this kind is due and not sent."""
    in_time = passes_within(BEFORE) if kind == Rappel.AVANT else passed_within(LATE_AT_MOST)
    sent = DeadlineReminder.objects.filter(offre=OuterRef("pk"), kind=kind, deadline=OuterRef("deadline"))
    waiting = Offre.objects.filter(~Exists(sent), in_time, live=True, filled_on__isnull=True, source="")
    return waiting.select_related("vitrine", "latest_revision__user").order_by("pk")


@transaction.atomic
def _remind(offre: Offre, kind: Rappel) -> bool:
    _reminder, is_new = DeadlineReminder.objects.get_or_create(
        offre=offre,
        kind=kind,
        deadline=offre.deadline,  # type: ignore[misc]  # due() filters on the deadline.
    )
    people = recruiters(offre) if is_new else []
    for person in people:
        send_on_commit(reminder, offre.pk, kind.value, person.pk)
    return bool(people)


def reminder(offre_pk: int, kind_value: str, person_pk: int) -> Mail | None:
    """The mail of a queued reminder; None if the offer is gone, offline or filled, or the recipient is gone."""
    offre, person, kind = Offre.objects.filter(pk=offre_pk).first(), recipient(person_pk), Rappel(kind_value)
    if offre is None or person is None or not offre.live or offre.filled_on:
        return None
    body = render_to_string("emplois/mails/deadline.txt", _mail_context(offre, kind))
    return Mail(f"« {offre.title} » : {kind.label}", body, person.email)


def recruiters(offre: Offre) -> list[User]:
    """The recipients: the author of the latest revision if they may still change it, else the entity's recruiters."""
    policy, author = policy_registry.get_by_type(Offre), offre.latest_revision and offre.latest_revision.user
    if (
        author
        and author.is_active
        and author.email
        and policy.user_has_permission_for_instance(author, "change", offre)
    ):
        return [author]
    return who_recruits(offre.vitrine)


def _mail_context(offre: Offre, kind: Rappel) -> dict:
    base, viewset = get_admin_base_url(), Offre.snippet_viewset

    def address(name: str) -> str:
        return f"{base}{reverse(viewset.get_url_name(name), args=[offre.pk])}"

    return {
        "offre": offre,
        "before": kind == Rappel.AVANT,
        "filled": address("filled"),
        "prolong": address("prolong"),
        "let_expire": address("let_expire"),
    }
