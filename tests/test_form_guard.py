"""Under suspicion a form comes back with a computation, or a wait: nobody is refused for good."""

import json
import time

import altcha
import pytest
import time_machine
from django import forms
from django.core import signing
from django.db import connection

from core import proof_of_work
from core.client_address import client_network
from core.form_guard import TOO_FAST, TOO_OLD, GuardedForm, issue
from core.models import Counter

pytestmark = pytest.mark.django_db
START = 1_780_000_000


class AskingForm(GuardedForm):
    email = forms.EmailField()
    counted_fields = ("email",)


class OtherForm(AskingForm):
    pass


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def send(clock, rf):
    def post(address: str = "192.0.2.1", form_class=AskingForm, **fields) -> AskingForm:
        typed = {"email": "a@exemple.invalid"} | fields
        form = form_class(rf.post("/", typed).POST, request=rf.post("/", REMOTE_ADDR=address))
        form.is_valid()
        return form

    return post


@pytest.fixture
def opened(clock) -> str:
    """A form given out a minute ago."""
    return given_out(60)


def given_out(seconds_ago: float) -> str:
    return issue("AskingForm", opened=int(time.time() - seconds_ago))


def solved(form: AskingForm) -> str:
    asked = altcha.Challenge.from_dict(json.loads(form.challenge))
    return altcha.Payload(asked, altcha.solve_challenge(asked)).to_base64()


def test_a_person_is_asked_nothing(send, opened):
    form = send(opened=opened)
    assert form.is_valid()
    assert form.challenge == ""


def test_who_computes_goes_on_and_a_solution_serves_once(send, opened):
    suspect = send(opened=opened, site="http://spam.invalid")
    assert not suspect.is_valid()
    again = {"opened": suspect["opened"].value(), "proof": solved(suspect)}
    assert send(**again).is_valid()
    assert not send(**again, email="autre@exemple.invalid").is_valid()


@pytest.mark.parametrize("proof", ["", "e30=", "pas du base64", "eyJjaGFsbGVuZ2UiOiB7fX0="])
def test_no_solution_is_none(clock, proof):
    assert not proof_of_work.is_solved(proof)


def test_who_cannot_compute_waits(send, opened, clock):
    suspect = send(opened=opened, site="x")
    clock.shift(15)
    early = send(opened=suspect["opened"].value())
    assert "attendez 15 secondes" in str(early.errors), "the wait does not begin anew"
    clock.shift(15)
    assert send(opened=early["opened"].value()).is_valid()


@pytest.mark.parametrize("varies", ["address", "email"])
def test_many_tries_from_a_network_or_with_an_address_arouse_suspicion(send, clock, varies):
    def varied(number: int) -> dict:
        values = {"address": f"192.0.2.{number}", "email": f"n{number}@exemple.invalid"}
        return {name: value for name, value in values.items() if name != varies}

    answers = [send(opened=given_out(60), **varied(number)).is_valid() for number in range(11)]
    assert answers == [True] * 10 + [False]


def test_a_token_serves_one_sending_however_long_one_has_waited(send, opened):
    sent = [send(opened=opened, email=f"n{number}@exemple.invalid") for number in range(60)]
    assert [form.is_valid() for form in sent] == [True] + [False] * 59


def test_tokens_gathered_beforehand_make_their_network_wait_ever_longer(send, clock):
    gathered = [send(opened=given_out(60), site="x")["opened"].value() for _ in range(40)]
    clock.shift(30)
    assert sum(send(opened=token).is_valid() for token in gathered) <= 11


@pytest.mark.parametrize(("tries", "seconds"), [(11, 30), (12, 60), (29, 570), (30, 600), (31, 600)])
def test_wait_grows_by_30_seconds_a_try_up_to_10_minutes(send, tries, seconds):
    for _ in range(tries):
        suspect = send(opened=given_out(60), site="x")
    at_once = send(opened=suspect["opened"].value())
    assert f"attendez {seconds} secondes" in at_once.non_field_errors()[0]


def test_tries_are_forgotten_after_the_hour(send, clock):
    clock.move_to(START - START % 3600)
    answers = [send(opened=given_out(60)).is_valid() for _ in range(11)]
    assert answers == [True] * 10 + [False]
    clock.shift(3599)
    assert not send(opened=given_out(60)).is_valid()
    clock.shift(1)
    assert send(opened=given_out(60)).is_valid()


def test_corrections_are_tries_too(send, opened):
    """The token that comes back with an error of a field is no exemption."""
    form = send(opened=opened, email="pas une adresse")
    for _ in range(9):
        form = send(opened=form["opened"].value(), email="pas une adresse")
    assert not form.is_suspect
    assert send(opened=form["opened"].value()).is_suspect


@pytest.mark.parametrize(("seconds", "error"), [(24 * 3600, []), (24 * 3600 + 1, [TOO_OLD])])
def test_form_open_for_more_than_a_day_is_sent_once_more_without_waiting(send, seconds, error):
    form = send(opened=given_out(seconds))
    assert form.non_field_errors() == error
    assert form.challenge == ""
    assert form.is_suspect == bool(error)
    assert send(opened=form["opened"].value()).is_valid()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "forgé",
        signing.dumps([START - 60, 0, "nonce"], salt="core.form_guard"),
        signing.dumps([START - 60, 0], salt="core.form_guard.AskingForm"),
        signing.dumps(7, salt="core.form_guard.AskingForm"),
        signing.TimestampSigner(salt="core.form_guard.AskingForm").sign("!"),
    ],
    ids=["none", "forged", "of no form", "too short", "a number", "no JSON"],
)
def test_what_is_no_token_of_this_form_is_answered_by_a_new_one(send, token):
    form = send(opened=token)
    assert form.errors == {"__all__": [TOO_OLD]}
    assert send(opened=form["opened"].value()).is_valid()


def test_a_token_of_one_form_opens_no_other(send, opened):
    assert not send(form_class=OtherForm, opened=opened).is_valid()
    assert send(opened=opened).is_valid()


def test_the_very_same_form_may_be_sent_again_and_is_counted_once(send, opened):
    """A second click, or a network that failed after the server had it."""
    assert [send(opened=opened).is_valid() for _ in range(22)] == [True] * 21 + [False]
    assert not send(opened=opened, email="autre@exemple.invalid").is_valid()


def test_the_very_same_form_is_known_whatever_its_csrf_token(send, opened):
    """Signing in beside changes it."""
    assert send(opened=opened, csrfmiddlewaretoken="a").is_valid()
    assert send(opened=opened, csrfmiddlewaretoken="b").is_valid()


def test_what_was_refused_passes_no_better_the_second_time(send, opened):
    assert not any(send(opened=opened, site="x").is_valid() for _ in range(3))


def test_who_corrects_a_field_sends_again_without_waiting(send, opened):
    slip = send(opened=opened, email="pas une adresse")
    assert not slip.is_suspect
    assert send(opened=slip["opened"].value()).is_valid()


@pytest.mark.parametrize(("seconds", "passes"), [(0, False), (1, True), (2, True)])
def test_who_lets_the_browser_fill_in_the_form_is_asked_nothing(send, clock, seconds, passes):
    assert send(opened=given_out(seconds)).is_valid() == passes


def test_who_is_too_fast_for_anyone_passes_a_second_later(send, clock):
    suspect = send(opened=given_out(0))
    assert suspect.non_field_errors() == [TOO_FAST]
    at_once = send(opened=suspect["opened"].value())
    assert "attendez 1 seconde avant" in at_once.non_field_errors()[0]
    clock.shift(1)
    assert send(opened=at_once["opened"].value()).is_valid()


@pytest.mark.parametrize(("seconds", "wait"), [(0, "30 secondes"), (28, "2 secondes"), (29, "1 seconde")])
def test_seconds_left_to_wait_are_told(send, opened, clock, seconds, wait):
    suspect = send(opened=opened, site="x")
    clock.shift(seconds)
    early = send(opened=suspect["opened"].value())
    assert early.non_field_errors() == [f"Par sécurité, attendez {wait} avant d’envoyer de nouveau. Rien n’est perdu."]


def test_sending_that_the_database_lost_half_way_is_not_held_against_the_next(send, opened):
    inserted = []

    def fail_at_the_last(execute, sql, params, many, context):
        if sql.startswith("INSERT"):  # The token, the network, the address, then the content.
            inserted.append(sql)
            if len(inserted) == 4:
                raise ConnectionError("La base ne répond plus.")
        return execute(sql, params, many, context)

    with pytest.raises(ConnectionError), connection.execute_wrapper(fail_at_the_last):
        send(opened=opened)
    assert send(opened=opened).is_valid()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unix:", "unix:"),
    ],
)
def test_one_ipv6_customer_is_one_network(rf, address, network):
    assert client_network(rf.get("/", REMOTE_ADDR=address)) == network


def test_what_is_counted_names_nobody(send, opened):
    send(opened=opened)
    assert Counter.objects.exists()
    assert not [key for key in Counter.objects.values_list("key", flat=True) if "192.0.2" in key or "exemple" in key]
