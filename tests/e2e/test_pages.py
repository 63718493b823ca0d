"""Every type of page, for everyone: accessible, at every width, in both themes, with and without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

ENTITY = "/institutions/ministere-de-linterieur/dnum-mi/"
PAGES = {
    "accueil": "/",
    "annuaire": "/institutions/",
    "annuaire vide": "/institutions/?q=introuvable",
    "ministère": "/institutions/ministere-de-linterieur/",
    "vitrine riche": ENTITY,
    "vitrine sobre": "/institutions/services-du-premier-ministre/dsaf/",
    "atouts": f"{ENTITY}atouts/",
    "organisation": f"{ENTITY}organisation/",
    "recrutement": f"{ENTITY}recrutement/",
    "projets d’une entité": f"{ENTITY}projets/",
    "projet": f"{ENTITY}projets/rendez-vous-en-prefecture/",
    "témoignages": f"{ENTITY}temoignages/",
    "témoignage": f"{ENTITY}temoignages/superviser-les-nuits-delection/",
    "offres d’une entité": f"{ENTITY}offres/",
    "offres": "/emplois/",
    "offres sans résultat": "/emplois/?q=introuvable&region=53&contrat=CDI&salaire_min=-3",
    "offre": "/emplois/experte-ou-expert-ingenierie-des-reseaux-de-transport/",
    "offre sobre": "/emplois/chef-de-projet-referentiels-hf/",
    "offre pourvue": "/emplois/architecte-technique/",
    "puis-je postuler": "/emplois/experte-ou-expert-ingenierie-des-reseaux-de-transport/puis-je-postuler/",
    "comparer des entités": "/institutions/comparer/?entite=dinum&entite=dgfip&entite=insee",
    "comparer sans entité": "/institutions/comparer/",
    "glossaire": "/glossaire/",
    "carte": "/emplois/carte/",
    "carte vide": "/emplois/carte/?q=introuvable",
    "favoris vides": "/emplois/favoris/",
    "recherche": "/recherche/?q=données",
    "recherche d’une sorte": "/recherche/?q=données&type=entites",
    "recherche sans résultat": "/recherche/?q=introuvable",
    "selon vos compétences": "/recherche/profil/",
    "créer une alerte": "/alertes/creer/?q=python&contrat=CDI",
    "candidater": "/emplois/experte-ou-expert-ingenierie-des-reseaux-de-transport/candidater/",
    "candidature spontanée": "/candidature-spontanee/?entite=dinum",
    "retrouver sa candidature": "/candidatures/retrouver/",
    "métiers": "/metiers/",
    "métier": "/metiers/developpeuse-developpeur/",
    "métier dans un lieu": "/metiers/analyste-de-donnees/ile-de-france/",
    "projets": "/projets/",
    "API": "/api/docs/",
    "données ouvertes": "/donnees/",
    "intégrer": "/integrer/dinum/mode-d-emploi/",
    "rejoindre": "/rejoindre/",
    "plan": "/plan-du-site/",
    "accessibilité": "/accessibilite/",
    "mentions légales": "/mentions-legales/",
    "données personnelles": "/donnees-personnelles/",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessibility_faults(page, **context) -> list[str]:
    found = Axe().run(page, **context, options={"runOnly": RULES}).response["violations"]
    return [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(visit, name, width, theme):
    opened = visit(width=width, color_scheme=theme, reduced_motion="reduce")
    response = opened.page.goto(PAGES[name])
    assert response.status == 200
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.page.evaluate("document.documentElement.dataset.frTheme") == theme
    assert accessibility_faults(opened.page) == []


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_missing_page_is_accessible_and_fits(visit, width, theme):
    opened = visit(width=width, color_scheme=theme)
    assert opened.page.goto("/nulle-part/").status == 404
    opened.faults = [fault for fault in opened.faults if "404" not in fault]
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(opened.page) == []


@pytest.mark.parametrize("name", PAGES)
def test_page_works_without_javascript(visit, name):
    page = visit(width=360, java_script_enabled=False).page
    page.goto(PAGES[name])
    assert page.locator("h1").is_visible()
    for title in ("Offres d’emploi", "Entités", "Métiers", "Projets"):
        assert page.locator(".fr-nav").get_by_role("link", name=title, exact=True).is_visible()


def test_filters_narrow_the_list_without_javascript(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/emplois/")
    everything = int(re.match(r"\d+", page.locator("#compte").inner_text())[0])
    page.locator("details[data-facet=teletravail] > summary").click()
    page.locator("label[for=teletravail-TOTAL]").click()
    page.get_by_role("button", name="Afficher les offres").click()
    assert "teletravail=TOTAL" in page.url
    fewer = int(re.match(r"\d+", page.locator("#compte").inner_text())[0])
    assert 0 < fewer < everything
    page.get_by_role("link", name="Retirer le filtre Télétravail total").click()
    assert page.locator("#compte").inner_text().startswith(str(everything))


def test_candidate_finds_an_offer_with_the_keyboard_alone(visit):
    page = visit().page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#contenu"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "accueil-quoi"
    page.keyboard.type("développeur")
    page.keyboard.press("Enter")
    page.wait_for_url("**/emplois/?q=*")
    first = page.locator("section[aria-label='Résultats'] h2 a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/emplois/[-\w]+/$"))
    apply_links = page.locator("#candidater a.fr-btn")
    assert apply_links.count() >= 1
    assert re.match(r"mailto:|https://|/emplois/.+/candidater/", apply_links.first.get_attribute("href"))


def test_filters_start_folded_on_a_phone_and_unfold(visit):
    page = visit(width=360).page
    page.goto("/emplois/")
    place = page.locator("#id_commune")
    assert not place.is_visible()
    assert page.get_by_label("Mots-clés").is_visible()
    page.get_by_text("Filtres", exact=True).click()
    assert place.is_visible()


def test_menu_opens_on_a_phone(visit):
    page = visit(width=360).page
    page.goto("/")
    link = page.locator(".fr-nav").get_by_role("link", name="Métiers", exact=True)
    assert not link.is_visible()
    page.get_by_role("button", name="Menu").click()
    link.click()
    page.wait_for_url("**/metiers/")


def test_chosen_theme_stays(visit):
    page = visit(color_scheme="light").page
    page.goto("/")
    page.get_by_role("button", name="Paramètres d’affichage").click()
    page.get_by_text("Thème sombre").click()
    assert page.evaluate("document.documentElement.dataset.frTheme") == "dark"
    page.goto("/metiers/")
    assert page.evaluate("document.documentElement.dataset.frTheme") == "dark"


def test_list_is_light_for_a_new_browser(visit):
    opened = visit()
    opened.page.goto("/emplois/", wait_until="networkidle")
    sizes = [request.sizes() for request in opened.requests]
    bodies = {request.url: size["responseBodySize"] for request, size in zip(opened.requests, sizes, strict=True)}
    assert len(bodies) <= 12, bodies
    assert sum(bodies.values()) <= 150_000, bodies
    assert sum(size for url, size in bodies.items() if ".js" in url) <= 30_000, bodies


def test_printed_offer_leaves_the_site_out(visit):
    page = visit().page
    page.goto(PAGES["offre"])
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator("footer").is_visible()
    assert not page.locator(".fr-nav").is_visible()
    assert not page.locator("#similaires").is_visible()
