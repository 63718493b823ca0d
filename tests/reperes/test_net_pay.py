"""The estimate of net pay, against the worked example of the contributions' table."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from emplois.models import Offre
from reperes.models import BaremeCotisations
from reperes.net_pay import monthly, scale

pytestmark = pytest.mark.django_db


def test_3500_euros_gross_a_month_in_2025():
    assert scale.current().net(3500) == pytest.approx(2812.94, abs=0.005)
    assert monthly(3500 * 12) == 2810


@pytest.mark.parametrize(
    ("gross", "net"),
    [
        (3925, 3925 - 3925 * (0.004 + 0.069 + 0.028 + 0.097 * 0.9825)),  # The ceiling.
        (5000, 5000 - 5000 * 0.004 - 3925 * 0.097 - 1075 * 0.0695 - 5000 * 0.9825 * 0.097),  # Ircantec B above it.
        (20000, 20000 - 80 - 3925 * 0.097 - 16075 * 0.0695 - 0.097 * (15700 * 0.9825 + 4300)),  # Above four ceilings.
    ],
)
def test_above_the_ceilings(gross, net):
    assert scale.current().net(gross) == pytest.approx(net, abs=0.01)


def test_the_scale_in_force_is_used_and_a_later_one_is_not_yet():
    BaremeCotisations.objects.create(
        since=dt.date(2027, 1, 1), ceiling=5000, old_age=0, old_age_capped=0, ircantec_a=0, ircantec_b=0, csg=0, crds=0,
        csg_base=100, article="Essai", checked_on=dt.date(2026, 12, 1),
    )  # fmt: skip
    with time_machine.travel("2026-12-31 12:00"):
        assert monthly(42_000) == 2810
        assert not scale.current().is_of_this_year
    with time_machine.travel("2027-01-01 12:00"):
        assert monthly(42_000) == 3500
        assert scale.current().is_of_this_year


def test_without_a_scale_nothing_is_estimated():
    BaremeCotisations.objects.all().delete()
    assert Offre(pay_min=42_000, ouverture="CONTRACTUELS", contracts=["CDI"]).net_pay == ""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"pay_min": 42_000, "pay_max": 42_000}, "environ 2\u202f810 € nets par mois, avant impôt"),
        ({"pay_min": 42_000, "pay_max": 54_000}, "environ 2\u202f810 à 3\u202f630 € nets par mois, avant impôt"),
        ({"pay_min": 42_000, "pay_text": "Selon la grille"}, ""),
        ({"pay_min": 42_000, "ouverture": "TERRITORIAL"}, ""),
        ({"pay_min": 42_000, "ouverture": ""}, ""),
        ({"pay_min": 20_000, "contracts": ["APPRENTISSAGE"]}, ""),
        ({"pay_min": 20_000, "contracts": ["STAGE"]}, ""),
        ({}, ""),
    ],
)
def test_an_offer_shows_it_where_a_contract_is_possible(fields, expected):
    assert Offre(**({"ouverture": "CONTRACTUELS", "contracts": ["CDI"]} | fields)).net_pay == expected


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2025-06-01 12:00", "Barème de l’année en place"),
        ("2026-06-01 12:00", "est celui de 2025 : ajoutez"),
        ("2024-06-01 12:00", "Aucun barème"),
    ],
)
def test_the_operator_is_told_when_the_year_has_no_scale(moment, said, capsys, caplog):
    with time_machine.travel(moment):
        call_command("check_contributions")
    assert said in capsys.readouterr().out
    assert bool(caplog.records) == ("en place" not in said)
