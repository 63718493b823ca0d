"""Every public page: answers, within its query budget whatever the number of offers, and without careless HTML."""

import datetime as dt
import json
import re
from functools import cache
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection

from core import page_cache
from emplois.browsing.offer_index import offer_index
from emplois.models import Lieu, MetierPage, MetiersPage, Offre
from equipes.models import RejoindrePage
from home.demonstration.drawings import cover
from home.demonstration.source_files import add_image
from home.founding.stored import body, items
from home.models import ContentPage, HomePage, PlanPage
from referentiels.models import Metier
from search.documents import rebuild
from vitrines.models import InstitutionsPage, ProjetPage, ProjetsPage, RubriquePage, TemoignagePage, TemoignagesPage

from .factories import OffreFactory, add_home, add_institutions, add_vitrine, cached_content, undone
from .html import html_of

pytestmark = pytest.mark.django_db
BUDGET = 12
TEXT = ("text", "<h2>Intertitre</h2><p>Du texte.</p>")


@pytest.fixture(scope="module")
def portal(module_transaction) -> dict[str, str]:
    """The address of each page of a site with one page of each type."""
    with module_transaction.unblock():
        return make_portal()


def make_portal() -> dict[str, str]:
    home = add_home()
    institutions = add_institutions(home)
    metier = Metier.objects.select_related("famille").get(slug="developpeuse-developpeur")
    image = add_image("Image", "image.jpg", cover("portail"), Collection.get_first_root_node())
    ministry = add_vitrine(institutions, "Ministère", sigle="MIN")
    for number in range(3):
        add_vitrine(ministry, f"Service {number}")
    entity = add_vitrine(ministry, "Direction", sigle="DN", banner=image, logo=image, agents_count=1200)
    entity.body = body(TEXT, ("offres", {"title": "Offres", "number": 3, "famille": "", "whole_site": False}))
    entity.save()
    alone = RubriquePage(title="Missions", kind="missions", affichage="SEULE", body=body(TEXT))
    rubrique = entity.add_child(instance=alone)
    projets = entity.add_child(instance=ProjetsPage(title="Projets"))
    told = {
        "summary": "Un résumé du projet",
        "problem": "Un problème",
        "built": "Une réponse",
        "technologies": "Python, Django",
    }
    for number in range(3):
        projet = projets.add_child(instance=ProjetPage(title=f"Projet {number}", cover=image, **told))
    temoignages = entity.add_child(instance=TemoignagesPage(title="Témoignages"))
    person = {"first_name": "Nadia", "role": "développeuse", "quote": "J’aime.", "metier": metier, "portrait": image}
    temoignage = temoignages.add_child(instance=TemoignagePage(title="Mon métier", body=body(TEXT), **person))
    metiers = home.add_child(instance=MetiersPage(title="Métiers", slug="metiers"))
    for found in Metier.objects.filter(famille=metier.famille):
        metiers.add_child(instance=MetierPage(title=found.name, metier=found, summary="On y code.", skills="Python"))
    all_projets = home.add_child(instance=ProjetsPage(title="Projets phares"))
    plan = home.add_child(instance=PlanPage(title="Plan du site", slug="plan-du-site"))
    content = home.add_child(instance=ContentPage(title="Mentions légales", slug="mentions-legales", body=body(TEXT)))
    home.body = body(
        ("portal_figures", {"title": ""}),
        ("offres", {"title": "Offres", "number": 6, "famille": "", "whole_site": True}),
        ("entites", {"title": "Entités", "pages": items([entity.pk, ministry.pk])}),
        ("familles", {"title": "Familles"}),
        ("projets", {"title": "Projets", "pages": items([projet.pk])}),
        ("temoignages", {"title": "Témoignages", "pages": items([temoignage.pk])}),
    )
    home.save()
    offre = OffreFactory(vitrine=entity, metier=metier, title="L’offre", contracts=["CDI"], missions="<p>Coder.</p>")
    Lieu.objects.create(offre=offre, commune_id="35238")
    pages = {
        "accueil": home,
        "annuaire": institutions,
        "ministère": ministry,
        "vitrine": entity,
        "rubrique": rubrique,
        "projets d’une entité": projets,
        "projet": projet,
        "témoignages": temoignages,
        "témoignage": temoignage,
        "métiers": metiers,
        "métier": MetierPage.objects.get(metier=metier),
        "projets": all_projets,
        "plan": plan,
        "contenu": content,
        "rejoindre": home.add_child(instance=RejoindrePage(title="Rejoindre", slug="rejoindre", body=body(TEXT))),
    }
    rebuild()
    return {name: page.get_url() for name, page in pages.items()} | {
        "offres": "/emplois/",
        "offres filtrées": "/emplois/?q=offre&metier=developpeuse-developpeur&commune=rennes&rayon=50&contrat=CDI"
        "&region=53&entite=ministere&salaire_min=0&publiee_depuis=3650&tri=salaire",
        "offre": offre.get_absolute_url(),
        "offres d’une entité": f"{entity.get_url()}offres/",
        "carte": "/emplois/carte/?contrat=CDI",
        "recherche": "/recherche/?q=offre",
        "recherche d’une sorte": "/recherche/?q=offre&type=pages",
        "plan des machines": "/sitemap.xml",
    }


NAMES = [
    "accueil", "annuaire", "ministère", "vitrine", "rubrique", "projets d’une entité", "projet", "témoignages",
    "témoignage", "métiers", "métier", "projets", "plan", "contenu", "rejoindre", "offres", "offres filtrées", "offre",
    "offres d’une entité", "carte", "recherche", "recherche d’une sorte", "plan des machines",
]  # fmt: skip


def add_offers(count: int) -> None:
    model = Offre.objects.get(title="L’offre")
    many = Offre.objects.bulk_create(
        Offre(
            title=f"Offre {n}",
            slug=f"offre-{n}",
            vitrine=model.vitrine,
            metier=model.metier,
            contracts=["CDI"],
            apply_email="recrutement@exemple.invalid",
            first_published_at=model.first_published_at + dt.timedelta(minutes=n),
            places=model.places,
        )
        for n in range(count)
    )
    with cached_content():  # Reads the skills once, not for each offer.
        rebuild(missing=True)
    Lieu.objects.bulk_create(
        Lieu(offre=offre, commune_id="35238", departement_id="35", region_id="53", sort_order=1) for offre in many
    )


def queries(name: str, url: str) -> list[str]:
    """By a process that has just started; what reads words, skills or all offers, by one that keeps them."""
    client = Client()
    caches = name in ("recherche", "offre", "vitrine", "ministère")
    with override_settings(CONTENT_IS_CACHED=caches), patch.object(page_cache, "READ_EVERY", 60.0):
        page_cache.drop_all()  # The generation is read once a second by a process, whatever it is asked: not here.
        offer_index.forget()
        client.get(url)  # Pictures are made once.
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured]


@pytest.fixture(scope="module")
def queries_by_page(module_transaction, portal) -> dict[str, tuple[list[str], list[str]]]:
    """The queries of each page with 34 offers, and with 3400."""
    with module_transaction.unblock(), undone():
        add_offers(34)
        few = {name: queries(name, url) for name, url in portal.items()}
        Offre.objects.filter(title__startswith="Offre ").delete()
        add_offers(3400)
        return {name: (few[name], queries(name, url)) for name, url in portal.items()}


@pytest.mark.parametrize("name", NAMES)
def test_queries_stay_in_the_budget_with_34_and_with_3400_offers(queries_by_page, name):
    assert queries_by_page.keys() == set(NAMES)
    few, many = queries_by_page[name]
    assert len(few) <= BUDGET, "\n".join(few)
    assert len(many) <= BUDGET, "\n".join(many)


def loose_punctuation(html: str) -> list[str]:
    """Words with white space between them and the comma or full stop that follows."""
    text = re.sub(r"<script.*?</script>|<[^>]+>", "", html, flags=re.DOTALL)
    return re.findall(r"\w+ [,.](?= |$)", text)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plan des machines"])
def test_page_is_careful_html(client, portal, strict_templates, name):
    """No unknown variable, no inline script or style, no leftover template code, one h1, a description, a canonical."""
    response = client.get(portal[name])
    html = html_of(response)
    description = re.search(r'name="description"\s+content="([^"]*)"', response.content.decode())[1]
    assert description == " ".join(description.split())
    assert not re.search(r"\son[a-z]+=|\sstyle=|<style|javascript:", html)
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S):
        assert "src=" in attributes or 'type="application/ld+json"' in attributes
        if "ld+json" in attributes:
            json.loads(content)
    assert "{{" not in html
    assert "{%" not in html
    assert not loose_punctuation(html)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert re.search(r'<meta name="description" content="[^"]{10,}"', html)
    assert '<link rel="canonical" href="http' in html
    assert '<html lang="fr"' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids)), sorted(found for found in ids if ids.count(found) > 1)


@pytest.fixture(scope="module")
def status_of(portal):
    """The status of an address, asked once: most links are on every page."""
    return cache(lambda path: Client().get(path).status_code)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plan des machines"])
def test_page_links_lead_somewhere_within_the_site(client, portal, status_of, name):
    """Every internal link of every page answers, but for pages that this small site does not have."""
    missing = {"/rejoindre/", "/accessibilite/", "/donnees-personnelles/", "/cookies/"}
    html = html_of(client.get(portal[name]))
    paths = {found.split("#")[0].replace("&amp;", "&") for found in re.findall(r'<a [^>]*href="(/[^"]*)"', html)}
    broken = {path for path in paths - missing - {""} if status_of(path) != 200}
    assert broken == set()


def test_offer_says_what_machines_read(client, portal):
    html = html_of(client.get(portal["offre"]))
    blocks = [json.loads(found) for found in re.findall(r'ld\+json">(.*?)</script>', html, re.S)]
    posting, trail = sorted(blocks, key=lambda block: block["@type"], reverse=True)
    assert (posting["@type"], trail["@type"]) == ("JobPosting", "BreadcrumbList")
    assert posting["datePosted"] == "2026-01-05"
    assert posting["employmentType"] == ["FULL_TIME"]
    assert posting["jobLocation"][0]["address"]["addressLocality"] == "Rennes"
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3]
    assert '<meta property="og:title" content="L’offre">' in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=direction", {"Direction"}),
        ("?q=dn", {"Direction"}),
        ("?ministere=ministere", {"Ministère", "Direction", "Service 0", "Service 1", "Service 2"}),
        ("?region=53", {"Direction"}),
        ("?q=inconnue", set()),
    ],
)
def test_directory_is_narrowed(client, portal, query, expected):
    from referentiels.models import Commune
    from vitrines.models import VitrinePage

    VitrinePage.objects.filter(slug="direction").update(place=Commune.objects.get(pk="35238"))
    response = client.get(f"/institutions/{query}")
    assert {vitrine.title for vitrine in response.context["entities"]} == expected


def test_directory_counts_the_offers_of_sub_entities(client, portal):
    entities = {vitrine.title: vitrine.open_offers for vitrine in client.get("/institutions/").context["entities"]}
    assert (entities["Ministère"], entities["Direction"], entities["Service 0"]) == (1, 1, 0)


@pytest.mark.parametrize("query", ["?region=zz", "?ministere=%00", "?q=" + "x" * 500])
def test_directory_ignores_and_says_a_bad_value(client, portal, query):
    response = client.get(f"/institutions/{query}")
    assert response.status_code == 200
    assert "ignorée" in html_of(response)


def test_error_page_needs_neither_request_nor_database(django_assert_num_queries):
    from django.template.loader import render_to_string

    with django_assert_num_queries(0):
        html = render_to_string("500.html")
    assert "Erreur inattendue" in html


def test_page_types_stand_where_they_may():
    from wagtail.models import Page

    allowed = {
        HomePage: {Page},
        InstitutionsPage: {HomePage},
        MetiersPage: {HomePage},
        MetierPage: {MetiersPage},
        PlanPage: {HomePage},
        ContentPage: {HomePage, ContentPage},
    }
    for page_type, parents in allowed.items():
        assert set(page_type.allowed_parent_page_models()) == parents, page_type
