"""From page to page: other offers like this one, who recruits a métier, projects by theme and technology."""

import pytest

from emplois.models import Lieu, MetierPage, MetiersPage
from vitrines.models import ProjetPage, ProjetsPage

from .factories import OffreFactory, add_vitrine
from .html import html_of

pytestmark = pytest.mark.django_db


def test_an_offer_leads_to_others_with_their_number(client, vitrine, metier, institutions):
    other = add_vitrine(institutions, "Autre")
    offre = OffreFactory(vitrine=vitrine, metier=metier)
    Lieu.objects.create(offre=offre, commune_id="35238")
    assert client.get(offre.get_absolute_url()).context["paths"] == []
    for number in range(2):
        Lieu.objects.create(offre=OffreFactory(vitrine=other, metier=metier), commune_id="35051")
        OffreFactory(vitrine=vitrine, title=f"Même entité {number}")
    paths = client.get(offre.get_absolute_url()).context["paths"]
    assert [(path.label, path.count) for path in paths] == [
        (f"Le même métier : {metier}", 2),
        ("La même entité : Direction du numérique", 2),
        ("À 20 km de Rennes (35)", 2),
    ]
    for path in paths:
        results = client.get(path.url).context["results"]
        assert len(results) == path.count + 1


def test_a_metier_tells_who_recruits_it(client, home, institutions, vitrine, metier):
    page = home.add_child(instance=MetiersPage(title="Métiers", slug="metiers")).add_child(
        instance=MetierPage(title=metier.name, metier=metier, summary="On y code.")
    )
    other = add_vitrine(institutions, "Autre")
    for entity in (other, other, vitrine):
        OffreFactory(vitrine=entity, metier=metier)
    OffreFactory(vitrine=vitrine)
    html = html_of(client.get(page.url))
    assert f'<a href="/institutions/autre/offres/?metier={metier.slug}">Autre</a> (2 offres)' in html
    assert "Direction du numérique</a> (1 offre)" in html
    assert len(client.get(f"/institutions/autre/offres/?metier={metier.slug}").context["results"]) == 2


class TestProjects:
    @pytest.fixture
    def projects(self, home, vitrine):
        below = vitrine.add_child(instance=ProjetsPage(title="Projets"))
        told = {"summary": "Un résumé", "problem": "Un problème", "built": "Une réponse"}
        for title, theme, technologies in (
            ("Carte", "TERRITOIRES", "Python, C++"),
            ("Identité", "SECURITE", "Rust, python"),
            ("Sonde", "SECURITE", "Rust"),
        ):
            page = ProjetPage(title=title, theme=theme, technologies=technologies, **told)
            below.add_child(instance=page)
        return home.add_child(instance=ProjetsPage(title="Projets phares"))

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"Carte", "Identité", "Sonde"}),
            ("?theme=SECURITE", {"Identité", "Sonde"}),
            ("?technologie=python", {"Carte", "Identité"}),
            ("?technologie=c%2B%2B", {"Carte"}),
            ("?theme=SECURITE&technologie=python", {"Identité"}),
            ("?theme=TERRITOIRES&technologie=rust", set()),
            ("?theme=FAUX", {"Carte", "Identité", "Sonde"}),
            ("?technologie=%00", {"Carte", "Identité", "Sonde"}),
        ],
    )
    def test_they_are_found_by_theme_and_technology(self, client, projects, query, expected):
        response = client.get(f"{projects.url}{query}")
        assert {page.title for page in response.context["page_obj"].object_list} == expected
        assert ("ignorée" in html_of(response)) is ("FAUX" in query or "%00" in query)

    def test_choices_tell_how_many(self, client, projects):
        html = html_of(client.get(projects.url))
        assert "Sécurité et identité (2)" in html
        assert "Santé" not in html
        assert html.count("ython (2)") == 1

    def test_a_project_links_to_those_like_it(self, client, projects):
        html = html_of(client.get(ProjetPage.objects.get(title="Carte").url))
        assert 'href="/projets/?technologie=c%2B%2B"' in html
        assert 'href="/projets/?theme=TERRITOIRES"' in html
