"""Keys by which the software of an entity sends its offers: what they open, their quota, their screen in the CMS."""

import datetime as dt

import pytest
from django.core.cache import cache

from api.models import CleApi
from echanges import pushing
from emplois.models import Offre

from ..factories import OffreFactory, add_vitrine
from .conftest import offer

pytestmark = pytest.mark.django_db


class TestKeys:
    def test_no_key_or_a_wrong_one_is_refused(self, push, trusted, client):
        assert client.post("/api/v2/offres/creer_modifier/", {}, content_type="application/json").status_code == 401
        push(offer(), key="metiers_faux", status=401)
        push(offer(), key="é", status=401)

    def test_a_key_is_kept_as_a_digest_and_says_when_it_was_used(self, push, secret):
        key = CleApi.objects.get()
        assert secret not in str(CleApi.objects.values())
        assert key.last_used_at is None
        push(offer())
        key.refresh_from_db()
        assert key.last_used_at.date() == dt.date(2026, 3, 2)

    def test_a_revoked_or_expired_key_is_worth_nothing(self, push, time_machine):
        time_machine.move_to("2027-03-03T09:00:00Z")
        push(offer(), status=401)
        time_machine.move_to("2026-03-03T09:00:00Z")
        CleApi.objects.get().revoke()
        push(offer(), status=401)

    def test_a_key_cannot_touch_another_entity_s_offers(self, push, trusted, institutions):
        theirs = OffreFactory(vitrine=add_vitrine(institutions, "Voisine"), reference="SIRH-1", source="api-1")
        before = Offre.objects.filter(pk=theirs.pk).values().get()
        assert push(offer())["created"] == 1
        assert Offre.objects.filter(pk=theirs.pk).values().get() == before
        push(offer(), source_id="00000000-0000-0000-0000-000000000000", status=403)

    @pytest.mark.parametrize("only_in_the_draft", [False, True])
    def test_an_offer_that_was_moved_is_no_longer_its_key_s(
        self, push, trusted, dinum, institutions, only_in_the_draft
    ):
        push(offer())
        offre = Offre.objects.get()
        offre.vitrine = add_vitrine(institutions, "Voisine")
        if not only_in_the_draft:
            offre.save()
        offre.save_revision()
        before = Offre.objects.values().get()
        for sent in (offer(), offer(titre="Autre titre")):
            answer = push(sent)
            if only_in_the_draft and sent["titre"] != "Autre titre":
                continue  # Nothing changes.
            assert answer["rejected"] == 1
            assert "confiée à une autre entité" in str(answer["errors"])
        if not only_in_the_draft:
            assert pushing.archive(offre.reference, pushing.OfferSender(dinum, None)) is None
        assert Offre.objects.values().get() == before

    def test_a_key_has_its_quota(self, client, secret, trusted, monkeypatch):
        monkeypatch.setattr("api.keys.CALLS_A_MINUTE", 1)
        headers = {"Authorization": f"Api-Key {secret}"}
        address = "/api/v2/offres/archiver/"
        first = client.post(address, {"reference": "x"}, content_type="application/json", headers=headers)
        assert (first.status_code, first["X-RateLimit-Limit"]) == (404, "1")
        cache.clear()  # Or Redis is away.
        second = client.post(address, {"reference": "x"}, content_type="application/json", headers=headers)
        assert (second.status_code, second["X-RateLimit-Remaining"]) == (429, "0")


class TestKeysInTheCms:
    def test_a_responsable_makes_a_key_that_is_shown_once_and_revokes_it(self, client, dinum, responsable):
        client.force_login(responsable)
        address = f"/admin/cles-api/{dinum.pk}/"
        page = client.post(address, {"name": "SIRH", "expires_on": "2027-01-01"})
        key = CleApi.objects.get()
        secret = page.context["secret"]
        assert CleApi.objects.of(secret) == key
        assert "no-store" in page["Cache-Control"]
        again = client.get(address).content.decode()
        assert secret not in again
        assert "date-time-chooser" in again  # The script of the calendar, which the form calls.
        client.post(address, {"revoke": key.pk})
        assert CleApi.objects.of(secret) is None

    def test_a_key_expires_within_two_years(self, client, dinum, responsable):
        client.force_login(responsable)
        page = client.post(f"/admin/cles-api/{dinum.pk}/", {"name": "SIRH", "expires_on": "2036-01-01"})
        assert "dans deux ans au plus" in page.content.decode()
        assert not CleApi.objects.exists()

    def test_another_entity_s_keys_do_not_exist_for_them(self, client, dinum, responsable, institutions):
        other = add_vitrine(institutions, "Voisine")
        key, _secret = CleApi.objects.make(vitrine=other, name="Leur clé", user=None)
        client.force_login(responsable)
        assert client.get(f"/admin/cles-api/{other.pk}/").status_code == 404
        client.post(f"/admin/cles-api/{dinum.pk}/", {"revoke": key.pk})
        key.refresh_from_db()
        assert key.is_usable

    def test_the_menu_leads_a_responsable_to_their_keys(self, client, dinum, responsable):
        client.force_login(responsable)
        assert "/admin/cles-api/" in client.get("/admin/").content.decode()
        assert client.get("/admin/cles-api/", follow=True).status_code == 200
