"""Favourites and comparison: pages of the offers that an address names."""

import datetime as dt

import pytest

from emplois.deadlines import paris_today

from .factories import OffreFactory
from .html import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(vitrine):
    return [OffreFactory(vitrine=vitrine, title=f"Offre {n}", pay_max=40_000 + n, contracts=["CDI"]) for n in range(5)]


def values_by_label(page):
    return {label: [value for value, _title in values] for label, values in page.context["rows"]}


def query(offers) -> str:
    return "&".join(f"offre={offre.slug}" for offre in offers)


def test_favourites_are_shown_in_their_order(client, five):
    page = client.get(f"/emplois/favoris/?{query(reversed(five))}")
    assert [offre.title for offre in page.context["offers"]] == [f"Offre {n}" for n in (4, 3, 2, 1, 0)]
    assert html_of(page).count('name="offre"') == 5


def test_without_any_it_says_how_to_keep_one(client, five):
    assert "Pas encore de favori" in html_of(client.get("/emplois/favoris/"))


def test_drafts_and_what_is_gone_are_told_without_a_word_of_theirs(client, vitrine, five):
    draft = OffreFactory(vitrine=vitrine, title="Secrète", live=False, first_published_at=None)
    five[0].mark_filled(on=paris_today() - dt.timedelta(days=91))
    page = client.get(f"/emplois/favoris/?{query([draft, *five[:2]])}&offre=%00&offre=inconnue")
    html = html_of(page)
    assert "4 offres gardées ne sont plus en ligne" in html
    assert "Secrète" not in html
    assert [offre.title for offre in page.context["offers"]] == ["Offre 1"]
    assert page.context["lost"] == 4


def test_a_closed_offer_says_so(client, five):
    five[0].mark_filled()
    assert "candidatures closes" in html_of(client.get(f"/emplois/favoris/?{query(five[:1])}"))
    rows = values_by_label(client.get(f"/emplois/comparer/?{query(five[:2])}"))
    assert rows["Candidater"] == ["Pourvue", "sans date limite"]


def test_four_at_most_are_compared_and_the_rest_told(client, five):
    page = client.get(f"/emplois/comparer/?{query(five)}")
    assert len(page.context["offers"]) == 4
    assert "On compare 4 offres au plus" in html_of(page)
    rows = values_by_label(page)
    assert rows["Contrat"] == ["CDI"] * 4
    assert "Métier" not in rows  # None of them says it.


@pytest.mark.parametrize("count", [0, 1])
def test_one_alone_is_not_compared(client, five, count):
    assert "au moins deux offres" in html_of(client.get(f"/emplois/comparer/?{query(five[:count])}"))


@pytest.mark.parametrize("path", ["favoris", "comparer"])
def test_query_count_is_constant(client, five, path, django_assert_max_num_queries):
    client.get(f"/emplois/{path}/")
    with django_assert_max_num_queries(4):
        client.get(f"/emplois/{path}/?{query(five)}")
