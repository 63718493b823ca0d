"""An entity's offers in the pages of its own site."""

import html

import pytest

from ..factories import OffreFactory, add_vitrine
from ..html import html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def dinum(institutions):
    vitrine = add_vitrine(institutions, "DINUM", slug="dinum")
    OffreFactory.create_batch(7, vitrine=vitrine)
    OffreFactory(vitrine=vitrine, title="Brouillon", live=False)
    return vitrine


@pytest.mark.parametrize(("query", "count"), [("", 5), ("?nombre=2", 2), ("?nombre=99", 7), ("?nombre=x", 5)])
def test_the_frame_lists_open_offers_for_any_site_without_a_cookie(client, dinum, query, count, strict_templates):
    response = client.get(f"/integrer/dinum/{query}")
    assert html_of(response).count("<li>") == count
    assert "Brouillon" not in html_of(response)
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert not response.cookies


def test_no_other_page_may_be_framed(client, dinum):
    assert client.get("/emplois/")["X-Frame-Options"] == "DENY"


def test_the_script_is_light_and_any_site_may_load_it(client):
    response = client.get("/integrer/offres.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert len(response.content) < 4_000


def test_how_to_is_told_with_the_entity_s_own_tag(client, dinum, strict_templates):
    page = html_of(client.get("/integrer/dinum/mode-d-emploi/"))
    tag = '<script src="http://testserver/integrer/offres.js" data-entite="dinum" data-nombre="5" async></script>'
    assert tag in html.unescape(page)
    assert "/integrer/dinum/mode-d-emploi/" in html_of(client.get("/institutions/dinum/offres/"))


def test_an_entity_that_is_not_on_line_has_none(client, dinum):
    dinum.unpublish()
    assert client.get("/integrer/dinum/").status_code == 404
    assert client.get("/integrer/dinum/mode-d-emploi/").status_code == 404
