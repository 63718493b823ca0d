import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from core.schedule import run_due_jobs

from .factories import OffreFactory

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
    told = client.get("/sante/").json()
    assert told == {"etat": "disponible", "base": "ok", "horloge": {"etat": "en retard", "dernier_passage": None}}
    run_due_jobs()
    told = client.get("/sante/").json()["horloge"]
    assert told["etat"] == "ok"
    assert dt.datetime.fromisoformat(told["dernier_passage"]) <= timezone.now()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
        assert client.get("/sante/").json()["horloge"]["etat"] == "en retard"


def test_robots_names_the_sitemap_and_keeps_out_of_the_cms(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_sitemap_holds_pages_and_public_offers_only(client, vitrine, offre):
    closed = OffreFactory(vitrine=vitrine, title="Close", deadline="2026-01-10")
    xml = client.get("/sitemap.xml").content.decode()
    assert offre.get_absolute_url() in xml
    assert "/institutions/direction-du-numerique/" in xml
    assert closed.get_absolute_url() not in xml


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
