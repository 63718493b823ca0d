"""Publication and end at a set time, of offers and of pages, and what remains once the schedule has run."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core import schedule
from vitrines.models import RubriquePage

from .factories import OffreFactory
from .offre_form import PUBLISH_BUTTON, form

pytestmark = pytest.mark.django_db
EDIT = "wagtailsnippets_emplois_offre:edit"


def as_typed(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def ended(vitrine):
    """An offer and a page that a schedule has put on line and taken off again."""
    now = timezone.now().replace(second=0, microsecond=0)
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None)
    page = vitrine.add_child(instance=RubriquePage(title="Missions", kind="missions", live=False))
    for thing in (offre, page):
        thing.go_live_at, thing.expire_at = now + dt.timedelta(hours=1), now + dt.timedelta(hours=2)
        thing.save_revision().publish()
    for hours, live in ((1.1, True), (2.1, False)):
        with time_machine.travel(now + dt.timedelta(hours=hours), tick=False):
            schedule.run_due_jobs()
            for thing in (offre, page):
                thing.refresh_from_db()
                assert thing.live is live
                assert thing.expired is not live
    with time_machine.travel(now + dt.timedelta(hours=3)):
        yield offre, page


def dates(thing) -> dict:
    return {name: as_typed(getattr(thing, name)) for name in ("go_live_at", "expire_at")}


def test_offer_that_a_schedule_ended_is_saved_and_published_again(admin_client, ended):
    offre, _page = ended
    url = reverse(EDIT, args=[offre.pk])
    again = form(offre.vitrine, title="Revue", **dates(offre))
    assert admin_client.post(url, again).status_code == 302
    offre.refresh_from_db()
    assert offre.etat == "EXPIREE"  # A draft changes nothing of when it ended.
    assert offre.get_latest_revision_as_object().title == "Revue"
    assert admin_client.post(url, again | PUBLISH_BUTTON).status_code == 302
    offre.refresh_from_db()
    assert (offre.etat, offre.go_live_at, offre.expire_at) == ("OUVERTE", None, None)


def test_page_that_a_schedule_ended_is_saved_and_published_again(admin_client, ended):
    _offre, page = ended
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    told = {"title": "Nos missions", "slug": "missions", "kind": "missions", "body": streamfield([])}
    again = nested_form_data(told | {"comments": inline_formset([])} | dates(page))
    assert admin_client.post(url, again).status_code == 302
    assert admin_client.post(url, again | PUBLISH_BUTTON).status_code == 302
    page.refresh_from_db()
    assert (page.live, page.title, page.expire_at) == (True, "Nos missions", None)


def test_end_that_was_never_to_come_is_refused(admin_client, vitrine):
    offre = OffreFactory(vitrine=vitrine)
    offre.save_revision()
    posted = form(vitrine, expire_at=as_typed(timezone.now() - dt.timedelta(days=1)))
    response = admin_client.post(reverse(EDIT, args=[offre.pk]), posted | PUBLISH_BUTTON)
    assert "expire_at" in response.context["form"].errors


def test_offer_unpublished_by_hand_keeps_no_schedule(admin_client, vitrine):
    offre = OffreFactory(vitrine=vitrine)
    offre.expire_at = timezone.now() + dt.timedelta(days=2)
    offre.save_revision().publish()
    admin_client.post(reverse("wagtailsnippets_emplois_offre:unpublish", args=[offre.pk]))
    offre.refresh_from_db()
    assert not offre.live
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        posted = form(vitrine, title="Revue", **{"expire_at": as_typed(offre.expire_at)})
        assert admin_client.post(reverse(EDIT, args=[offre.pk]), posted).status_code == 302
