"""An offer reaches its index once for each time it is saved, however many places it has."""

import pytest
from django.http import Http404, HttpResponse
from wagtail.url_routing import RouteResult

from emplois import finding
from emplois.models import Lieu, Offre
from home.models import ContentPage
from referentiels.models import Commune

from .factories import OffreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """How many offers were handed to the index, call by call."""
    calls = []

    def note(*, offres, **_signal) -> None:
        calls.append(len(offres))

    finding.offers_changed.connect(note)
    yield calls
    finding.offers_changed.disconnect(note)


def places(*codes: str) -> list[Lieu]:
    return [Lieu(commune=Commune.objects.get(pk=code), sort_order=n) for n, code in enumerate(codes)]


def test_saved_with_three_places_it_is_indexed_once(vitrine, told):
    """It was four times."""
    offre = Offre(title="Trois lieux", vitrine=vitrine, apply_email="a@exemple.invalid", live=True)
    offre.lieux = places("35238", "69123", "59350")
    offre.save()
    assert told == [1]
    offre.refresh_from_db()
    assert offre.places == "Rennes (35) · Lyon (69) · Lille (59)"


def test_a_place_taken_away_in_the_form_is_gone_from_the_words_too(vitrine, told):
    offre = OffreFactory(vitrine=vitrine)
    offre.lieux = places("35238", "69123")
    offre.save()
    told.clear()
    offre.lieux = list(offre.lieux.all())[:1]
    offre.save()
    offre.refresh_from_db()
    assert offre.places == "Rennes (35)"
    assert told == [1]


def test_a_place_that_is_added_by_itself_is_told(vitrine, told):
    offre = OffreFactory(vitrine=vitrine)
    told.clear()
    place = Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk="35238"))
    offre.refresh_from_db()
    assert (offre.places, told) == ("Rennes (35)", [1])
    place.delete()
    offre.refresh_from_db()
    assert (offre.places, told) == ("", [1, 1])


class TestRouting:
    @pytest.fixture
    def page(self, home):
        return home.add_child(instance=ContentPage(title="Archives", slug="archives"))

    def test_a_page_with_addresses_of_its_own_answers_them(self, client, page, monkeypatch):
        """Any sub-address of a routable page was 404."""
        monkeypatch.setattr(ContentPage, "route", routed)
        assert client.get("/archives/annee/2026/").content == b"2026"
        assert client.get("/archives/mois/").status_code == 404

    def test_what_is_no_page_and_no_address_of_one_is_not_found(self, client, page):
        assert client.get("/archives/").status_code == 200
        for path in ("/archives/rien/", "/rien/archives/", "/rien/", "/archives/archives/"):
            assert client.get(path).status_code == 404, path


def routed(self, request, parts: list[str]) -> RouteResult:
    """As RoutablePageMixin.route: what is left of the address is the page's own."""
    if parts and parts[0] != "annee":
        raise Http404
    if parts:
        self.serve = lambda request: HttpResponse(parts[1])
    return RouteResult(self)
