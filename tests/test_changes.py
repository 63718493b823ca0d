"""What has changed in an offer since it was first public, as candidates are told."""

import datetime as dt

import pytest
from wagtail.log_actions import log

from echanges.bulk import IMPORTED
from emplois.changes import changes
from emplois.closing import PROLONGED
from emplois.models import Lieu
from referentiels.models import Commune

from .factories import OffreFactory
from .html import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(vitrine, admin_user, time_machine):
    """An offer, and a way to publish it with changes on a given day."""
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None)

    def publish(day: str, **fields):
        time_machine.move_to(f"{day}T23:30:00Z")  # The day after in Paris.
        version = offre.get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(version, name, value)
        version.save_revision(user=admin_user).publish(user=admin_user)
        offre.refresh_from_db()
        return offre

    publish("2026-03-01")
    return publish


def told(offre) -> list[tuple[str, list[str]]]:
    return [(change.on.isoformat(), change.what) for change in changes(offre)]


def test_the_first_publication_is_no_change(published, client):
    offre = published("2026-03-02")
    assert told(offre) == []
    assert "Modifiée" not in html_of(client.get(offre.get_absolute_url()))


def test_changes_are_told_by_day_the_latest_first(published, client):
    published("2026-03-04", pay_min=40_000, missions="<p>Autres</p>")
    offre = published("2026-03-10", lieux=[Lieu(commune=Commune.objects.get(pk="35238"))])
    assert told(offre) == [("2026-03-11", ["lieux"]), ("2026-03-05", ["rémunération", "missions"])]
    page = html_of(client.get(offre.get_absolute_url()))
    assert "le 11 mars 2026 : lieux" in page
    assert client.get(f"/api/v2/offres/{offre.pk}/").json()["modifications"][0] == {
        "date": "2026-03-11",
        "quoi": ["lieux"],
    }


def test_several_on_one_day_are_told_once(published):
    published("2026-03-04", pay_min=40_000)
    assert told(published("2026-03-04", pay_min=42_000)) == [("2026-03-05", ["rémunération"])]


def test_a_draft_and_what_candidates_do_not_mind_are_not_told(published, admin_user):
    offre = published("2026-03-04", reference="R-2")
    offre.missions = "<p>Pas encore</p>"
    offre.save_revision(user=admin_user, log_action=True)
    assert told(offre) == []


def test_prolonging_and_imports_are_told(published, time_machine):
    offre = published("2026-03-02")
    time_machine.move_to("2026-03-05T09:00:00Z")
    log(instance=offre, action=PROLONGED, data={"from": "2026-03-10", "to": "2026-04-10"})
    time_machine.move_to("2026-03-06T09:00:00Z")
    log(instance=offre, action=IMPORTED, data={"changed": ["teletravail", "slug"]})
    assert told(offre) == [("2026-03-06", ["télétravail"]), ("2026-03-05", ["date limite"])]


def test_they_cost_one_query(published, django_assert_num_queries):
    offre = published("2026-03-04", pay_min=40_000)
    changes(offre)
    with django_assert_num_queries(1):
        assert changes(offre)[0].on == dt.date(2026, 3, 5)
