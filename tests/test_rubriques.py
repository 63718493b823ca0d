"""Rubriques: sections of the vitrine; the long ones have a page of their own."""

import pytest

from home.founding.stored import body
from vitrines.models import RubriquePage

from .factories import add_page, cached_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(vitrine):
    def add(words, **fields):
        fields = {"title": "Missions", "kind": "missions", "introduction": "En deux mots."} | fields
        text = ("text", f"<h2>Un titre</h2><p>{' '.join(['mot'] * words)}</p>")
        return add_page(vitrine, RubriquePage(body=body(text), **fields))

    return add


def test_a_short_one_is_a_section_and_its_address_leads_there(client, vitrine, add):
    rubrique = add(100)
    page = client.get(vitrine.url).content.decode()
    assert 'id="missions"' in page
    assert "<h3>Un titre</h3>" in page
    answer = client.get(rubrique.url)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{vitrine.url}#missions")


def test_a_long_one_is_announced_and_has_its_page(client, vitrine, add):
    rubrique = add(121)
    page = client.get(vitrine.url).content.decode()
    assert "En deux mots." in page
    assert "mot mot" not in page
    assert f'href="{rubrique.url}"' in page
    assert "mot mot" in client.get(rubrique.url).content.decode()


@pytest.mark.parametrize(("affichage", "words", "status"), [("SEULE", 3, 200), ("VITRINE", 500, 302)])
def test_its_editor_may_decide(client, add, affichage, words, status):
    assert client.get(add(words, affichage=affichage).url).status_code == status


def test_a_draft_is_no_section(client, vitrine, add):
    add(10, live=False)
    assert 'id="missions"' not in client.get(vitrine.url).content.decode()


def test_sections_cost_no_query_each(client, vitrine, add, django_assert_max_num_queries):
    for kind in ("missions", "valeurs", "atouts", "enjeux", "organisation"):
        add(10, kind=kind, title=kind)
    with cached_content():
        client.get(vitrine.url)
        with django_assert_max_num_queries(12):
            assert client.get(vitrine.url).status_code == 200


def test_the_menu_leads_to_sections_from_other_pages_too(client, vitrine, add):
    add(10)
    long = add(200, kind="valeurs", title="Valeurs")
    assert f'href="{vitrine.url}#missions"' in " ".join(client.get(long.url).content.decode().split())


def test_sections_are_not_in_the_site_map(client, add):
    short, long = add(10), add(200, kind="valeurs", title="Valeurs")
    site_map = client.get("/sitemap-pages.xml").content.decode()
    assert short.url not in site_map
    assert long.url in site_map
