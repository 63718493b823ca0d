"""Under suspicion a form comes back with a computation, or a wait: nobody is refused for good."""

import json
import time

import altcha
import pytest
import time_machine
from django import forms

from core import proof_of_work
from core.client_address import client_network
from core.form_guard import FASTEST, MOST_REPEATS, SLOWED_DOWN, TRIES_AN_HOUR, GuardedForm, issue
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
    clock.shift(SLOWED_DOWN // 2)
    early = send(opened=suspect["opened"].value())
    assert "attendez 15 secondes" in str(early.errors), "the wait does not begin anew"
    clock.shift(SLOWED_DOWN // 2)
    assert send(opened=early["opened"].value()).is_valid()


@pytest.mark.parametrize("varies", ["address", "email"])
def test_many_tries_from_a_network_or_with_an_address_arouse_suspicion(send, clock, varies):
    def varied(number: int) -> dict:
        values = {"address": f"192.0.2.{number}", "email": f"n{number}@exemple.invalid"}
        return {name: value for name, value in values.items() if name != varies}

    answers = [send(opened=given_out(60), **varied(number)).is_valid() for number in range(TRIES_AN_HOUR + 1)]
    assert answers == [True] * TRIES_AN_HOUR + [False]


def test_a_token_serves_one_sending_however_long_one_has_waited(send, opened):
    sent = [send(opened=opened, email=f"n{number}@exemple.invalid") for number in range(60)]
    assert [form.is_valid() for form in sent] == [True] + [False] * 59


def test_tokens_gathered_beforehand_make_their_network_wait_ever_longer(send, clock):
    gathered = [send(opened=given_out(60), site="x")["opened"].value() for _ in range(40)]
    clock.shift(SLOWED_DOWN)
    assert sum(send(opened=token).is_valid() for token in gathered) <= TRIES_AN_HOUR + 1


def test_a_token_of_one_form_opens_no_other(send, opened):
    assert not send(form_class=OtherForm, opened=opened).is_valid()
    assert send(opened=opened).is_valid()


def test_the_very_same_form_may_be_sent_again_and_is_counted_once(send, opened):
    """A second click, or a network that failed after the server had it."""
    assert [send(opened=opened).is_valid() for _ in range(MOST_REPEATS + 2)] == [True] * (MOST_REPEATS + 1) + [False]
    assert not send(opened=opened, email="autre@exemple.invalid").is_valid()


def test_what_was_refused_passes_no_better_the_second_time(send, opened):
    assert not any(send(opened=opened, site="x").is_valid() for _ in range(3))


def test_who_corrects_a_field_sends_again_without_waiting(send, opened):
    slip = send(opened=opened, email="pas une adresse")
    assert not slip.is_suspect
    assert send(opened=slip["opened"].value()).is_valid()


@pytest.mark.parametrize(("seconds", "passes"), [(0, False), (FASTEST, True), (2, True)])
def test_who_lets_the_browser_fill_in_the_form_is_asked_nothing(send, clock, seconds, passes):
    assert send(opened=given_out(seconds)).is_valid() == passes


def test_who_is_too_fast_for_anyone_passes_a_second_later(send, clock):
    suspect = send(opened=given_out(0))
    clock.shift(FASTEST)
    assert send(opened=suspect["opened"].value()).is_valid()


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
