"""What search engines read: each type with what its vocabulary requires and recommends, and nothing that closes it."""

import datetime as dt
import json
import re

import pytest
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from emplois.models import Lieu
from emplois.structured_data import bare_title, job_posting
from home.models import HomePage
from referentiels.models import Commune, Metier
from vitrines.models import ProjetPage, ProjetsPage, VitrinePage

from .factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db
REQUIRED = {
    "JobPosting": {"title", "description", "datePosted", "hiringOrganization", "jobLocation"},
    "GovernmentOrganization": {"name", "url"},
    "BreadcrumbList": {"itemListElement"},
    "WebSite": {"name", "url", "potentialAction"},
    "Article": {"headline", "author", "datePublished", "image"},
}
"""By type, what Google's guide of 2026 requires, or schema.org's own where it requires nothing."""
RECOMMENDED = {
    "JobPosting": {"validThrough", "employmentType", "identifier", "baseSalary", "directApply",
                   "experienceRequirements", "educationRequirements", "applicantLocationRequirements",
                   "jobLocationType", "industry", "skills"},
    "GovernmentOrganization": {"logo", "sameAs", "alternateName", "description", "address", "email",
                               "numberOfEmployees", "parentOrganization"},
    "BreadcrumbList": set(),
    "WebSite": {"inLanguage"},
    "Article": {"dateModified", "publisher", "mainEntityOfPage"},
}  # fmt: skip


@pytest.fixture
def logo():
    return Image.objects.create(title="Logo", file=get_test_image_file())


@pytest.fixture
def dinum(institutions, logo) -> VitrinePage:
    above = add_vitrine(institutions, "Services du Premier ministre")
    return add_vitrine(
        above, "Direction du numérique", sigle="DINUM", slug="dinum", logo=logo, website="https://dinum.exemple.invalid",
        accroche="Ensemble", contact="rh@exemple.invalid", agents_count=200, place=Commune.objects.get(pk="75056"),
    )  # fmt: skip


@pytest.fixture
def whole(dinum, time_machine):
    """An offer that says everything."""
    time_machine.move_to("2026-03-02T09:00:00Z")
    offre = OffreFactory(
        vitrine=dinum, title="Développeuse ou développeur Python (H/F)", missions="<p>Écrire</p>", reference="R-1",
        deadline=dt.date(2026, 4, 1), contracts=["CDI", "CDD"], working_time="TEMPS_PLEIN", teletravail="TOTAL",
        pay_min=40_000, pay_max=50_000, experience="CONFIRME", diplome_niveau=7, competences="Python\nSQL",
        start_on=dt.date(2026, 5, 1), metier=Metier.objects.first(), apply_here=True,
    )  # fmt: skip
    Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk="35238"), address="2 rue du Bac")
    Lieu.objects.create(offre=offre, country="Belgique")
    return offre


def blocks(client, address: str) -> dict[str, dict]:
    html = client.get(address).content.decode()
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)]
    return {data["@type"]: data for data in found}


def check(data: dict, *, recommended: bool = True) -> None:
    kind = data["@type"]
    assert data["@context"] == "https://schema.org"
    missing = REQUIRED[kind] - data.keys()
    missing |= RECOMMENDED[kind] - data.keys() if recommended else set()
    assert missing == set()
    assert not [name for name, value in data.items() if value in (None, "", [], {})]


def test_a_whole_offer_tells_all_that_is_required_and_recommended(client, whole):
    data = blocks(client, whole.get_absolute_url())["JobPosting"]
    check(data)
    assert data["title"] == "Développeuse ou développeur Python"
    assert data["datePosted"] == "2026-01-05"
    assert data["validThrough"] == "2026-04-01T23:59:59+02:00"
    assert data["employmentType"] == ["FULL_TIME", "TEMPORARY"]
    assert data["hiringOrganization"]["sameAs"] == "https://dinum.exemple.invalid"
    assert data["hiringOrganization"]["logo"].startswith("http://testserver/media/")
    rennes, abroad = data["jobLocation"]
    assert rennes["address"]["addressLocality"] == "Rennes"
    assert rennes["address"]["addressRegion"] == "Bretagne"
    assert rennes["address"]["streetAddress"] == "2 rue du Bac"
    assert rennes["geo"]["latitude"] == pytest.approx(48.1, abs=0.1)
    assert abroad["address"]["addressCountry"] == "BE"
    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "YEAR", "minValue": 40_000, "maxValue": 50_000,
    }  # fmt: skip
    assert data["educationRequirements"]["credentialCategory"] == "postgraduate degree"
    assert data["directApply"] is True


def test_an_imported_card_tells_what_is_required(client, dinum):
    offre = OffreFactory(vitrine=dinum, source="CSP")
    Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk="75056"))
    check(blocks(client, offre.get_absolute_url())["JobPosting"], recommended=False)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Développeur (H/F)", "Développeur"),
        ("Chef de projet F/H", "Chef de projet"),
        ("H/F - Architecte", "Architecte"),
        ("Ingénieure ou ingénieur [h / f / x]", "Ingénieure ou ingénieur"),
        ("Administrateur PHP/Java", "Administrateur PHP/Java"),
        ("H/F", "H/F"),
    ],
)
def test_a_title_is_the_job_alone(title, bare):
    assert bare_title(title) == bare


def test_no_content_can_close_the_script(client, whole):
    whole.missions = "<p>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    whole.title = "</script><script>alert(1)</script>"
    whole.save()
    html = client.get(whole.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert blocks(client, whole.get_absolute_url())["JobPosting"]["title"] == whole.title


def test_links_in_texts_lead_somewhere(whole, dinum):
    whole.missions = f'<p><a linktype="page" id="{dinum.pk}">Nous</a></p>'
    data = job_posting(whole, [], url="http://testserver/emplois/x/")
    assert "linktype" not in data["description"]
    assert "/institutions/" in data["description"]


def test_a_vitrine_is_an_organization(client, dinum):
    data = blocks(client, dinum.url)
    check(data["GovernmentOrganization"])
    assert data["GovernmentOrganization"]["parentOrganization"]["name"] == "Services du Premier ministre"
    check(data["BreadcrumbList"])


def test_the_home_page_is_a_web_site_that_can_be_searched(client, home):
    data = blocks(client, HomePage.objects.first().url)["WebSite"]
    check(data)
    template = data["potentialAction"]["target"]["urlTemplate"]
    assert client.get(template.replace("{search_term_string}", "python")).status_code == 200


def test_a_project_is_an_article(client, dinum, logo):
    listing = dinum.add_child(instance=ProjetsPage(title="Projets", slug="projets"))
    projet = ProjetPage(title="FranceConnect", summary="Un compte", problem="Trop", built="Un", cover=logo,
                        technologies="Python, Go", live=False)  # fmt: skip
    listing.add_child(instance=projet)
    projet.save_revision().publish()
    data = blocks(client, projet.url)["Article"]
    check(data)
    assert (data["author"]["name"], data["keywords"]) == (dinum.title, ["Python", "Go"])
