"""The queue of tasks stays for weeks: it names what is to be said and to whom, by keys, and holds no word of it."""

import datetime as dt
import json
import re

import pytest
from django.core import mail as sent_mail
from django.http import QueryDict
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alertes import subscribing
from alertes.models import Alerte
from candidatures import reminders as candidature_reminders
from candidatures.models import Candidature, Dossier
from core import mail, outbox
from core.models import QueuedMail
from emplois import reminders as deadline_reminders
from emplois.browsing.criteria import Criteria
from emplois.browsing.offer_index import offer_index
from emplois.deadlines import paris_today
from equipes.models import EntityRequest
from equipes.onboarding import requests, team
from equipes.roles import create_entity_roles, entity_group

from .factories import OffreFactory

pytestmark = pytest.mark.django_db
PERSON = "zoe.introuvable@exemple.invalid"


@pytest.fixture
def recruiter(vitrine, django_user_model):
    create_entity_roles(vitrine)
    user = django_user_model.objects.create_user("recruteuse", "recruteuse@exemple.invalid", "x")
    user.groups.add(entity_group(vitrine, "Recruteurs"))
    return user


def ask_for_an_alert(**_others) -> None:
    subscribing.ask(Criteria(QueryDict("q=python"), offer_index.current()), email=PERSON, frequence="HEBDOMADAIRE")


def end_an_alert(**_others) -> None:
    now = timezone.now()
    soon = now + dt.timedelta(days=2)
    Alerte.objects.create(email=PERSON, criteria={}, label="python", expires_at=soon, since=now, next_at=now)
    assert subscribing.remind() == 1


def ask_for_a_vitrine(**_others) -> None:
    asked = EntityRequest.objects.create(name="Entité secrète", contact_name="Zoé", email=PERSON, motive="x")
    mail.send_on_commit(requests.confirmation, asked.pk)
    requests.notify_mission_talents(asked)


def invite(vitrine, **_others) -> None:
    team.invite(vitrine, email=PERSON, role="Recruteurs", sender=None)


def near_a_deadline(vitrine, recruiter, **_others) -> None:
    OffreFactory(vitrine=vitrine, deadline=paris_today() + dt.timedelta(days=3))
    assert deadline_reminders.remind() == 1


def leave_unanswered(vitrine, recruiter, **_others) -> None:
    long_ago = timezone.now() - dt.timedelta(days=40)
    dossier = Dossier.objects.create(
        key="00000000-0000-4000-8000-000000000001", name="Zoé", email=PERSON, motivation="x", confirmed_at=long_ago
    )
    Candidature.objects.create(dossier=dossier, vitrine=vitrine, spontaneous=True, received_at=long_ago)
    assert candidature_reminders.remind() == candidature_reminders.escalate() == 1


@pytest.mark.parametrize(
    "happens", [ask_for_an_alert, end_an_alert, ask_for_a_vitrine, invite, near_a_deadline, leave_unanswered]
)
def test_the_queue_holds_keys_alone_and_the_mail_is_written_when_it_leaves(
    happens, vitrine, recruiter, talents, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "OPTIONS": {}}}
    with django_capture_on_commit_callbacks(execute=True):
        happens(vitrine=vitrine, recruiter=recruiter)
    queued = list(QueuedMail.objects.all())
    assert queued
    assert "@" not in json.dumps(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    for row in queued:
        assert re.fullmatch(r"[a-z_.]+", row.writer)
        assert all(isinstance(key, int) or re.fullmatch(r"[A-Z]+", key) for key in row.keys)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert outbox.wake_due() == len(queued) == len(sent_mail.outbox)
    assert all("@exemple.invalid" in message.to[0] for message in sent_mail.outbox)


@pytest.mark.parametrize("kind", [subscribing.confirmation, subscribing.ending_soon, requests.confirmation,
                                  team.invitation_mail])  # fmt: skip
def test_what_is_gone_when_its_mail_would_leave_is_not_written_about(kind, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail.send_on_commit(kind, 999_999)
    assert sent_mail.outbox == []
    assert QueuedMail.objects.get().sent_at, "nothing is left to do"


def test_what_a_queue_from_before_the_outbox_holds_is_sent(talents, django_capture_on_commit_callbacks):
    asked = EntityRequest.objects.create(name="Entité", contact_name="Zoé", email=PERSON, motive="x")
    with django_capture_on_commit_callbacks(execute=True):
        mail.write_and_send.call("equipes.onboarding.requests.confirmation", [asked.pk], 2)
    assert sent_mail.outbox[0].to == [PERSON]
