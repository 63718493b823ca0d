"""The pages of a métier in a place: they exist with enough offers, and lead to the list otherwise."""

import pytest

from emplois.browsing import offer_index
from emplois.metier_places import LEAST_OFFERS, MOST_SHOWN
from emplois.models import Lieu, MetierPage, MetiersPage
from home.models import HomePage
from referentiels.models import Metier
from vitrines.models import InstitutionsPage, VitrinePage

from .factories import OffreFactory, add_page, add_vitrine
from .html import html_of

pytestmark = pytest.mark.django_db
METIER = "developpeuse-developpeur"


def add_metiers(home: HomePage) -> None:
    listing = add_page(home, MetiersPage(title="Métiers", slug="metiers"))
    for metier in Metier.objects.filter(slug=METIER):
        add_page(listing, MetierPage(title=metier.name, metier=metier, summary="On y code."))


def add_offers(vitrine, count: int, commune: str, metier: str = METIER) -> None:
    for _ in range(count):
        offre = OffreFactory(vitrine=vitrine, metier=Metier.objects.get(slug=metier))
        Lieu.objects.create(offre=offre, commune_id=commune)


@pytest.fixture(scope="module")
def offers(module_site):
    with module_site.unblock():
        add_metiers(HomePage.objects.get())
        vitrine = VitrinePage.objects.get()
        add_offers(vitrine, LEAST_OFFERS, "35238")
        other = add_vitrine(InstitutionsPage.objects.get(), "Office des données")
        add_offers(other, LEAST_OFFERS - 1, "29232")
        add_offers(vitrine, LEAST_OFFERS, "35238", metier="architecte-technique")


class TestPage:
    @pytest.mark.parametrize(
        ("place", "where", "count"),
        [
            ("bretagne", "en Bretagne", 9),
            ("ille-et-vilaine", "dans le département Ille-et-Vilaine (35)", 5),
            ("rennes-35", "à Rennes", 5),
        ],
    )
    def test_offers_and_entities_of_the_place(self, client, offers, place, where, count):
        page = client.get(f"/metiers/{METIER}/{place}/")
        html = html_of(page)
        assert f"<h1>Développeuse / Développeur {where}</h1>" in html
        assert f"{count} offres d’emploi ouvertes {where}" in html
        assert len(page.context["offres"]) == count
        assert f'rel="canonical" href="http://testserver/metiers/{METIER}/{place}/"' in html
        assert "Direction du numérique" in html
        assert ("Office des données" in html) is (place == "bretagne")
        assert "noindex" not in html

    def test_neighbours(self, client, offers):
        html = html_of(client.get(f"/metiers/{METIER}/rennes-35/"))
        assert f'href="/metiers/{METIER}/bretagne/"' in html
        assert 'href="/metiers/architecte-technique/rennes-35/"' in html
        assert f'href="/metiers/{METIER}/brest-29/"' not in html, "too few offers"

    def test_links_find_what_they_promise(self, client, offers):
        for place in ("bretagne", "rennes-35"):
            context = client.get(f"/metiers/{METIER}/{place}/").context
            assert len(client.get(f"/emplois/?{context['query']}").context["results"]) == context["count"]
            for _name, url, count in context["recruiters"]:
                assert len(client.get(url).context["results"]) == count

    @pytest.mark.parametrize(
        ("place", "query"),
        [("finistere", "departement=29"), ("brest-29", "commune=Brest+%2829%29&rayon=0"), ("normandie", "region=28")],
    )
    def test_too_few_offers_lead_to_the_list(self, client, offers, place, query):
        answer = client.get(f"/metiers/{METIER}/{place}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/emplois/?metier={METIER}&{query}")

    @pytest.mark.parametrize(("name", "slug"), [("rennes", "rennes-35"), ("paris", "paris-75")])
    def test_the_bare_name_of_a_commune_leads_to_its_address(self, client, offers, name, slug):
        answer = client.get(f"/metiers/{METIER}/{name}/")
        assert (answer.status_code, answer["Location"]) == (301, f"/metiers/{METIER}/{slug}/")

    def test_closed_offers_do_not_count(self, client, offers):
        client.get(f"/metiers/{METIER}/rennes-35/").context["offres"][0].mark_filled()
        assert client.get(f"/metiers/{METIER}/rennes-35/").status_code == 302

    @pytest.mark.parametrize(
        "address",
        [f"{METIER}/nulle-part", f"{METIER}/rennes-29", f"{METIER}/rennes-99", "inconnu/bretagne", f"{METIER}/-35"],
    )
    def test_unknown_names(self, client, offers, address):
        assert client.get(f"/metiers/{address}/").status_code == 404

    def test_the_page_of_the_metier_links_to_them(self, client, offers):
        html = html_of(client.get(f"/metiers/{METIER}/"))
        assert f'href="/metiers/{METIER}/rennes-35/"' in html
        assert "brest-29" not in html

    def test_queries(self, client, offers, vitrine, django_assert_max_num_queries):
        add_offers(vitrine, MOST_SHOWN, "35238")
        address = f"/metiers/{METIER}/rennes-35/"
        client.get(address)
        offer_index.offer_index.forget()
        with django_assert_max_num_queries(12):
            page = client.get(address)
        assert len(page.context["offres"]) == MOST_SHOWN


def test_site_map(client, offers):
    assert "/sitemap-metiers-lieux.xml" in client.get("/sitemap.xml").content.decode()
    xml = client.get("/sitemap-metiers-lieux.xml").content.decode()
    assert f"/metiers/{METIER}/bretagne/</loc>" in xml
    assert f"/metiers/{METIER}/rennes-35/</loc>" in xml
    assert "brest-29" not in xml
    assert "architecte-technique" not in xml, "it has no page of its own"
