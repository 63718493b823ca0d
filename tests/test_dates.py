"""Dates as people type them in French, in any form of the portal."""

import datetime as dt

import pytest
from django import forms
from wagtail.admin import widgets

DAY = dt.date(2027, 1, 15)


class Dated(forms.Form):
    day = forms.DateField(widget=widgets.AdminDateInput, required=False)
    moment = forms.DateTimeField(widget=widgets.AdminDateTimeInput, required=False)
    time = forms.TimeField(widget=widgets.AdminTimeInput, required=False)


@pytest.mark.parametrize("typed", ["15/01/2027", "15/1/2027", "15-01-2027", "15.01.2027", "15/1/27", "2027-01-15"])
def test_day_is_understood(typed):
    form = Dated({"day": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == DAY


@pytest.mark.parametrize("typed", ["15/1/2027 9:30", "15-01-2027 9h30", "15/01/2027 09:30", "2027-01-15 09:30"])
def test_moment_is_understood(typed):
    form = Dated({"moment": typed})
    assert form.is_valid(), form.errors
    assert f"{form.cleaned_data['moment']:%Y-%m-%d %H:%M %z}" == "2027-01-15 09:30 +0100"


@pytest.mark.parametrize("typed", ["9:30", "09:30", "9h30", "9 h 30"])
def test_time_is_understood(typed):
    form = Dated({"time": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["time"] == dt.time(9, 30)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("day", "01/15/2027"), ("day", "31/02/2027"), ("day", "le quinze"), ("moment", "15/01/2027 25h"), ("time", "25h")],
)
def test_what_is_not_understood_is_refused_and_shown_again(name, typed):
    form = Dated({name: typed})
    assert list(form.errors) == [name]
    assert f'value="{typed}"' in str(form[name])


def test_dates_are_shown_as_in_french():
    form = Dated(initial={"day": DAY, "moment": dt.datetime(2027, 1, 15, 9, 30), "time": dt.time(9, 30)})
    for name, value, picked in [
        ("day", "15/01/2027", "d/m/Y"),
        ("moment", "15/01/2027 09:30", "d/m/Y H:i"),
        ("time", "09:30", "H:i"),
    ]:
        shown = str(form[name])
        assert f'value="{value}"' in shown
        assert f'"format": "{picked}"' in shown
