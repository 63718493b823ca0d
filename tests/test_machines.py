import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from lxml import etree
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from core import health
from core.schedule import run_due_jobs
from vitrines.models import VitrinePage

from .factories import OffreFactory

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("former", "present"),
    [
        ("/offres-emploi", "/emplois/"),
        ("/annonces?q=data&contrat=CDI&contrat=CDD", "/emplois/?q=data&contrat=CDI&contrat=CDD"),
        ("/emploi/data-scientist", "/emplois/data-scientist/"),
        ("/employeurs/", "/institutions/"),
        ("/employeurs/anssi", "/institutions/anssi/"),
        ("/institution/anssi?x=1", "/institutions/anssi/?x=1"),
    ],
)
def test_former_address_leads_to_the_present_one_for_good(client, former, present):
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (301, present)


def test_health_answers_and_tells_when_the_clock_last_ran(client):
    def asked() -> dict:
        health.forget()
        return client.get("/sante/").json()

    assert asked() == {
        "etat": "disponible",
        "base": "ok",
        "horloge": {"etat": "en retard", "dernier_passage": None},
        "file": {"etat": "ok", "attente_s": 0},
        "cache": "ok",
        "stockage": "ok",
    }
    run_due_jobs()
    told = asked()["horloge"]
    assert told["etat"] == "ok"
    assert dt.datetime.fromisoformat(told["dernier_passage"]) <= timezone.now()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        assert asked()["horloge"]["etat"] == "en retard"


def test_robots_names_the_sitemap_and_keeps_out_of_the_cms(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_the_site_map_is_an_index_of_maps_by_type(client, vitrine, offre):
    offre.last_published_at = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)
    offre.save()
    index = etree.fromstring(client.get("/sitemap.xml").content)
    maps = {entry.find(f"{MAP}loc").text: entry.findtext(f"{MAP}lastmod") for entry in index}
    assert "http://testserver/sitemap-entites.xml" in maps
    assert maps["http://testserver/sitemap-offres.xml"].startswith("2026-02-03")
    for address in maps:
        assert client.get(address).status_code == 200


def test_a_map_holds_what_is_public_with_its_last_change(client, vitrine, offre):
    closed = OffreFactory(vitrine=vitrine, title="Close", deadline="2026-01-10")
    xml = client.get("/sitemap-offres.xml").content.decode()
    assert offre.get_absolute_url() in xml
    assert closed.get_absolute_url() not in xml
    assert "/institutions/direction-du-numerique/" in client.get("/sitemap-entites.xml").content.decode()
    assert "/institutions/direction-du-numerique/" not in client.get("/sitemap-pages.xml").content.decode()


def test_a_map_names_the_images_of_its_pages(client, vitrine, django_assert_max_num_queries):
    vitrine.banner = Image.objects.create(title="Bannière", file=get_test_image_file())
    vitrine.save()
    vitrine.add_child(instance=VitrinePage(title="Sans image"))
    client.get("/sitemap-entites.xml")
    with django_assert_max_num_queries(12):
        urls = etree.fromstring(client.get("/sitemap-entites.xml").content)
    images = [url.findtext(f"{IMAGE}image/{IMAGE}loc") for url in urls]
    assert images == [f"http://testserver{vitrine.banner.file.url}", None]


def test_unknown_address_is_404_in_the_look_of_the_site(client, home):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "Page non trouvée" in response.content.decode()


def test_security_contact_is_told_once_the_site_names_one(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:securite@exemple.invalid"
    text = client.get("/.well-known/security.txt").content.decode()
    assert text.startswith("Contact: mailto:securite@exemple.invalid\nExpires: 2")
    assert "Canonical: http://testserver/.well-known/security.txt" in text
