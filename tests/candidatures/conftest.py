"""Candidates who apply, and their mail."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import Storage
from django.utils import timezone

from candidatures.models import Candidature, Dossier, Piece
from candidatures.sending import confirm
from core import form_guard

from ..factories import OffreFactory
from .documents import upload

EMAIL = "camille.candidate@exemple.invalid"
MOTIVATION = "Je voudrais rendre les démarches plus simples."


def piece_storage() -> Storage:
    """Where the field keeps its files: a test that overrides STORAGES gives `storages` others, not the field."""
    return Piece._meta.get_field("file").storage


@pytest.fixture(autouse=True)
def _nothing_left_of_other_tests():
    cache.clear()
    for name in piece_storage().listdir("")[1]:
        piece_storage().delete(name)


@pytest.fixture
def offre(vitrine):
    return OffreFactory(vitrine=vitrine, title="Développeuse Python", apply_here=True)


def filled(**fields) -> dict:
    """An application as a person sends it, half a minute after they opened the form."""
    with time_machine.travel(timezone.now() - dt.timedelta(seconds=30), tick=False):
        opened = form_guard.issue("candidature")
    told = {"name": "Camille Essai", "email": EMAIL, "motivation": MOTIVATION, "opened": opened}
    return told | {"key": str(uuid.uuid4()), "cv": upload()} | fields


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done inside is committed: mail leaves, files go."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def apply(client, offre, committed):
    """Apply to the offer; the answer."""

    def send(*, address: str = "127.0.0.1", **fields):
        with committed():
            return client.post(f"/emplois/{offre.slug}/candidater/", filled(**fields), REMOTE_ADDR=address)

    return send


@pytest.fixture
def candidature(apply, committed) -> Candidature:
    """One that was confirmed and received."""
    apply()
    with committed():
        confirm(Dossier.objects.get())
    mail.outbox.clear()
    return Candidature.objects.select_related("dossier", "vitrine").get()


def link(start: str, number: int = -1) -> str:
    """The path in a mail that begins with `start`; in the last mail, unless told."""
    return re.search(rf"https?://[^/]+({start}\S+)", mail.outbox[number].body)[1]
