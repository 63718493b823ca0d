"""Under suspicion a form comes back with a computation, or a wait: nobody is refused for good."""

import json

import altcha
import pytest
import time_machine
from django import forms
from django.core.cache import cache

from core import proof_of_work
from core.form_guard import SLOWED_DOWN, TRIES_AN_HOUR, GuardedForm, opened_now

START = 1_780_000_000


class AskingForm(GuardedForm):
    email = forms.EmailField()
    counted_fields = ("email",)


@pytest.fixture
def clock():
    cache.clear()
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def send(clock, rf):
    def post(address: str = "192.0.2.1", **fields) -> AskingForm:
        told = {"email": "a@exemple.invalid"} | fields
        form = AskingForm(told, request=rf.post("/", REMOTE_ADDR=address))
        form.is_valid()
        return form

    return post


@pytest.fixture
def opened(clock) -> str:
    """A form given out a minute ago."""
    given = opened_now()
    clock.shift(60)
    return given


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
    assert not send(**again).is_valid()


@pytest.mark.parametrize("proof", ["", "e30=", "pas du base64", "eyJjaGFsbGVuZ2UiOiB7fX0="])
def test_no_solution_is_none(clock, proof):
    assert not proof_of_work.is_solved(proof)


def test_who_cannot_compute_waits(send, opened, clock):
    suspect = send(opened=opened, site="x")
    again = suspect["opened"].value()
    clock.shift(SLOWED_DOWN // 2)
    early = send(opened=again)
    assert "attendez" in str(early.errors)
    assert early["opened"].value() == again, "the wait does not begin anew"
    clock.shift(SLOWED_DOWN // 2 + 1)
    assert send(opened=again).is_valid()


@pytest.mark.parametrize("varies", ["address", "email"])
def test_many_tries_from_a_network_or_with_an_address_arouse_suspicion(send, opened, varies):
    def varied(number: int) -> dict:
        values = {"address": f"192.0.2.{number}", "email": f"n{number}@exemple.invalid"}
        return {name: value for name, value in values.items() if name != varies}

    answers = [send(opened=opened, **varied(number)).is_valid() for number in range(TRIES_AN_HOUR + 1)]
    assert answers == [True] * TRIES_AN_HOUR + [False]


def test_what_is_counted_names_nobody(send, opened):
    send(opened=opened)
    assert not [key for key in cache._cache if "192.0.2" in key or "exemple" in key]
