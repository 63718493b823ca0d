"""The deadline rule, day by day, as a value and as conditions of a question."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from emplois import deadlines
from emplois.models import Offre

from .factories import OffreFactory

TODAY = dt.date(2026, 7, 20)
WEEK = dt.timedelta(days=7)


def days(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(dt.datetime(2026, 7, 19, 22, 30, tzinfo=dt.UTC), tick=False):  # Past midnight in Paris.
        yield


@pytest.mark.parametrize(("month", "offset"), [(1, "+01:00"), (7, "+02:00")])
def test_day_ends_with_its_last_second_in_paris(month, offset):
    assert deadlines.end_of_day(dt.date(2026, month, 20)).isoformat() == f"2026-{month:02}-20T23:59:59{offset}"


@pytest.mark.parametrize(
    ("deadline", "on", "passed"),
    [
        (None, None, False),
        (days(-1), None, True),
        (TODAY, None, False),
        (days(1), None, False),
        (days(1), days(2), True),
        (days(2), days(2), False),
        (days(-2), days(-2), False),
    ],
)
def test_deadline_has_passed_from_the_day_after(deadline, on, passed):
    assert deadlines.has_passed(deadline, on=on) is passed


@pytest.mark.parametrize(("number", "beyond"), [(6, False), (7, False), (8, True)])
def test_deadline_is_beyond_a_delay_from_the_day_after_its_end(number, beyond):
    assert deadlines.is_beyond(days(number), WEEK) is beyond


def test_offer_closes_the_day_after_its_deadline():
    assert deadlines.first_closed_day(TODAY) == days(1)


def test_closed_offer_keeps_its_address_for_90_days():
    assert deadlines.KEPT_FOR.days == 90


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("condition", "numbers"),
    [
        (deadlines.not_passed, {None, 0, 1, 7, 8}),
        (lambda: deadlines.passes_within(WEEK), {0, 1, 7}),
        (lambda: deadlines.passed_within(WEEK), {-7, -1}),
    ],
)
def test_conditions_find_these_days(vitrine, condition, numbers):
    for number in (None, -8, -7, -1, 0, 1, 7, 8):
        OffreFactory(vitrine=vitrine, deadline=None if number is None else days(number))
    found = Offre.objects.filter(condition()).values_list("deadline", flat=True)
    assert {deadline and (deadline - TODAY).days for deadline in found} == numbers


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("published", "deadline", "allowed"),
    [
        (dt.datetime(2026, 7, 19, 22, 15, tzinfo=dt.UTC), TODAY, True),
        (dt.datetime(2026, 7, 19, 22, 15, tzinfo=dt.UTC), days(-1), False),
        (dt.datetime(2026, 7, 19, 21, 45, tzinfo=dt.UTC), days(-1), True),
        (None, days(-1), True),
        (dt.datetime(2026, 7, 19, 22, 15, tzinfo=dt.UTC), None, True),
    ],
)
def test_deadline_is_not_before_the_day_of_publication_in_paris(vitrine, published, deadline, allowed):
    offre = OffreFactory.build(vitrine=vitrine, live=False, first_published_at=published, deadline=deadline)
    if allowed:
        offre.validate_constraints()
    else:
        with pytest.raises(ValidationError, match="précède la première publication"):
            offre.validate_constraints()
