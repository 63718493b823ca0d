"""How long personal data are kept is said once: words follow the constants, and the register says the same."""

import datetime as dt
import re
from pathlib import Path
from pkgutil import resolve_name

import pytest
from dateutil.relativedelta import relativedelta
from django.template.loader import render_to_string

from alertes import models as alerts
from candidatures import retention
from candidatures.models import dossier
from core.french import duration
from equipes.models import EntityRequest
from equipes.onboarding import requests
from home.founding import pages

ROOT = Path(__file__).resolve().parent.parent
REGISTER = (ROOT / "docs/donnees-personnelles.md").read_text()


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (dt.timedelta(days=1), "un jour"),
        (dt.timedelta(days=7), "sept jours"),
        (dt.timedelta(days=16), "seize jours"),
        (dt.timedelta(days=17), "17 jours"),
        (dt.timedelta(days=90), "90 jours"),
        (dt.timedelta(days=365), "un an"),
        (dt.timedelta(days=730), "deux ans"),
        (relativedelta(months=1), "un mois"),
        (relativedelta(months=6), "six mois"),
        (relativedelta(months=12), "un an"),
        (relativedelta(years=5), "cinq ans"),
    ],
)
def test_a_length_of_time_in_words(length, words):
    assert duration(length) == words


@pytest.mark.parametrize("length", [dt.timedelta(0), dt.timedelta(minutes=5), relativedelta()])
def test_a_length_that_has_no_words_is_refused(length):
    with pytest.raises(ValueError, match="whole"):
        duration(length)


def test_a_constant_that_changes_changes_what_candidates_read(monkeypatch):
    monkeypatch.setattr(retention, "UNDECIDED_FOR", relativedelta(months=9))
    monkeypatch.setattr(retention, "POOL_FOR", relativedelta(years=3))
    said = " ".join(render_to_string("candidatures/rgpd.html", {"pool": True}).split())
    assert "neuf mois sans décision" in said
    assert "trois ans après le dernier contact" in said


def test_the_page_on_personal_data_says_the_constants():
    text = pages.texts()["donnees-personnelles"]["text"]
    assert not re.search(r"\b(un|deux|trois|cinq|six|sept|douze|\d+) (ans?|mois|jours)\b(?! sinon)", text.replace(
        "oubliés après un an", "").replace("puis un an", "")), "a duration that no constant says"  # fmt: skip
    assert set(re.findall(r"{(\w+)}", text)) >= set(pages.DURATIONS)


@pytest.mark.parametrize(
    "said",
    [
        f"sans décision : {retention.UNDECIDED_FOR.months} mois après le dernier échange",
        f"décidée : {retention.DECIDED_FOR.months} mois",
        f"effacée à {retention.WITHDRAWN_FOR.months} mois",
        f"jamais confirmée : {dossier.CONFIRMED_WITHIN.days} jours",
        f"{retention.ARCHIVED_FOR.years} ans après l’archivage",
        f"{retention.POOL_FOR.years} ans après le dernier contact",
    ],
)
def test_the_register_says_the_constants(said):
    assert said in REGISTER


def test_requests_and_alerts_are_kept_as_the_register_says():
    lines = {line.split("|")[1].strip(): line for line in REGISTER.splitlines() if line.startswith("| ")}
    assert (EntityRequest.VALID_FOR.days, requests.KEPT_FOR.days) == (7, 365)
    assert "7 jours" in lines["demandes de vitrine"]
    assert "1 an" in lines["demandes de vitrine"]
    assert (alerts.CONFIRMED_WITHIN.days, alerts.KEPT_FOR.days) == (7, 365)
    assert "7 jours" in lines["alertes"]
    assert "1 an" in lines["alertes"]


def test_every_duration_of_a_template_is_a_constant():
    said = {
        name
        for folder in (ROOT / "templates").rglob("*.*")
        for name in re.findall(r'{% duration "([\w.]+)" %}', folder.read_text())
    }
    assert len(said) > 8
    assert all(duration(resolve_name(name)) for name in said)
