"""Signing in: slow for whoever guesses, and closed to nobody else."""

import json
import logging
import re

import altcha
import pytest
import time_machine
from axes.models import AccessAttempt
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core import form_guard
from equipes.onboarding.sign_in import RESETS_A_DAY, TRIES_AN_HOUR

pytestmark = pytest.mark.django_db
RIGHT = "la-bonne-phrase-de-passe"


@pytest.fixture
def users(django_user_model, home):
    from django.contrib.auth.models import Permission

    made = [
        django_user_model.objects.create_user(name, f"{name}@exemple.invalid", RIGHT) for name in ("alix", "camille")
    ]
    for user in made:
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return made


@pytest.fixture
def sign_in(client, users):
    def post(username: str = "alix", password: str = RIGHT, *, address: str = "192.0.2.1", **fields):
        client.logout()
        token = form_guard.issue("SignInForm")
        typed = {"username": username, "password": password, "opened": token} | fields
        return client.post("/admin/login/", typed, REMOTE_ADDR=address)

    return post


def test_an_account_is_closed_to_the_network_that_guesses_and_to_nobody_else(sign_in):
    """60 wrong passwords, then the right one, were taken."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        answers = [sign_in(password=f"faux-{number}").status_code for number in range(40)]
        assert answers[:9] == [200] * 9
        assert set(answers[10:]) == {429}
        closed = sign_in()
        assert closed.status_code == 429
        assert "quinze minutes" in closed.content.decode()
        assert closed["Retry-After"] == "900"
        assert sign_in(address="198.51.100.7").status_code == 302, "its owner, elsewhere"
        assert sign_in("camille").status_code == 302, "a colleague, on the same network"
        clock.shift(16 * 60)
        assert sign_in().status_code == 302


def test_one_password_on_many_accounts_is_slowed_down(sign_in, monkeypatch):
    pages = [sign_in(f"compte{number}", "Soleil-2026") for number in range(TRIES_AN_HOUR + 1)]
    assert pages[-2].context["form"].challenge == ""
    suspect = pages[-1].context["form"]
    assert "Par sécurité" in str(suspect.non_field_errors())
    assert sign_in("camille").context["form"].challenge, "the right password is not looked at either"
    asked = altcha.Challenge.from_dict(json.loads(suspect.challenge))
    proof = altcha.Payload(asked, altcha.solve_challenge(asked)).to_base64()
    assert sign_in("camille", opened=suspect["opened"].value(), proof=proof).status_code == 302


def test_one_account_from_many_networks_is_slowed_down(sign_in):
    for number in range(TRIES_AN_HOUR):
        sign_in(password="faux", address=f"198.51.100.{number}")
    assert sign_in(password="faux", address="203.0.113.1").context["form"].challenge


def test_nobody_is_named_in_the_log_and_attempts_are_forgotten(sign_in, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(12):
            sign_in(password="faux")
    assert "alix" not in caplog.text
    assert "192.0.2" not in caplog.text
    assert AccessAttempt.objects.exists()
    with time_machine.travel(timezone.now() + timezone.timedelta(days=2)):
        call_command("purge_counters")
    assert not AccessAttempt.objects.exists()


class TestForgottenPassword:
    @pytest.fixture
    def ask(self, client, users, django_capture_on_commit_callbacks):
        def post(email: str):
            typed = {"email": email, "opened": form_guard.issue("PasswordResetForm")}
            with django_capture_on_commit_callbacks(execute=True):
                return client.post(reverse("wagtailadmin_password_reset"), typed)

        return post

    def test_the_link_that_is_mailed_opens_an_account_that_was_closed(self, ask, sign_in, client):
        for _ in range(11):
            sign_in(password="faux")
        assert ask("ALIX@exemple.invalid").status_code == 302
        assert mail.outbox[0].to == ["alix@exemple.invalid"]
        link = re.search(r"http://localhost:8000(/\S+)", mail.outbox[0].body)[1]
        page = client.get(link, follow=True)
        new = {"new_password1": "une-autre-phrase-de-passe", "new_password2": "une-autre-phrase-de-passe"}
        client.post(page.request["PATH_INFO"], new)
        assert sign_in(password="une-autre-phrase-de-passe").status_code == 302

    def test_known_and_unknown_addresses_are_told_apart_by_nothing(self, ask, cost_of):
        assert cost_of(ask, "alix@exemple.invalid") == cost_of(ask, "inconnue@exemple.invalid")

    def test_one_address_is_not_flooded(self, ask):
        for _ in range(RESETS_A_DAY + 3):
            ask("camille@exemple.invalid")
        assert len(mail.outbox) == RESETS_A_DAY

    @pytest.fixture
    def cost_of(self, users, settings):
        """How the request is answered, and how many queries it costs, the mail being written elsewhere."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

        def measured(ask, email: str) -> tuple:
            with CaptureQueriesContext(connection) as asked:
                response = ask(email)
            return response.status_code, response["Location"], len(asked)

        return measured
