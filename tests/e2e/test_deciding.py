"""Deciding in a browser: may I apply, what does this word mean, which entity, how do I apply from a phone."""

import json

import pytest

from .test_pages import accessibility_faults


@pytest.fixture
def offre(visit) -> str:
    """The address of an open offer for titulaires and contractuels, of category A, with a form here."""
    page = visit().page
    page.goto("/emplois/?categorie=A&ouvert_aux=titulaires&contrat=PERMANENT")
    for address in page.locator("#resultats .site-card h2 a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        if page.locator(".site-apply a[href*='/candidater/']").count():
            return address
    raise AssertionError("The demonstration has no such offer.")


def test_a_career_changer_learns_in_three_clicks_whether_she_may_apply_and_nothing_is_sent(visit, offre):
    page = visit().page
    page.goto(offre)
    page.get_by_role("link", name="Puis-je postuler ?").click()
    page.wait_for_url("**/puis-je-postuler/")
    sent = []
    page.on("request", lambda request: "/static/" in request.url or sent.append(request.url))
    page.get_by_label("En dehors de la fonction publique").check(force=True)
    page.get_by_label("Non, ou je préfère ne pas répondre").check(force=True)
    assert page.locator("[data-result]").inner_text() == "Oui, vous pouvez postuler"
    assert page.get_by_text("art. L311-1 et L332-2").first.is_visible()
    assert not page.get_by_text("Quelle est votre catégorie ?").is_visible()
    assert accessibility_faults(page) == []
    assert sent == []
    assert page.evaluate("localStorage.getItem('situation')") is None


def test_a_civil_servant_of_category_b_is_told_of_other_ways_before_the_last_question(visit, offre):
    page = visit(width=360, color_scheme="dark").page
    page.goto(f"{offre}puis-je-postuler/")
    page.get_by_label("Fonctionnaire de l’État").check(force=True)
    assert page.locator("[data-result]").inner_text() == "Encore 2 questions"
    page.get_by_label("Catégorie B").check(force=True)
    assert page.locator("[data-result]").inner_text() == "Pas par cette voie"
    assert page.locator(".site-outcome:visible", has_text="le concours interne").count() == 1
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_kept_answers_serve_for_the_next_offer_and_the_list_and_can_be_forgotten(visit, offre):
    page = visit().page
    page.goto(f"{offre}puis-je-postuler/")
    page.get_by_label("Fonctionnaire de l’État").check(force=True)
    page.get_by_label("Garder mes réponses").check(force=True)
    assert json.loads(page.evaluate("localStorage.getItem('situation')")) == {"SITUATION": "TITULAIRE_FPE"}
    page.goto("/emplois/?contrat=CDI")
    page.get_by_role("link", name="Ouvertes à ma situation").click()
    page.wait_for_url("**ouvert_aux=titulaires**")
    assert "TITULAIRE" not in page.url
    page.goto(f"{offre}puis-je-postuler/")
    assert page.get_by_label("Fonctionnaire de l’État").is_checked()
    page.get_by_label("Garder mes réponses").uncheck(force=True)
    assert page.evaluate("localStorage.getItem('situation')") is None
    page.goto("/emplois/")
    assert page.get_by_role("link", name="Ouvertes à ma situation").count() == 0


def test_without_javascript_every_answer_stands_there(visit, offre):
    page = visit(java_script_enabled=False).page
    page.goto(f"{offre}puis-je-postuler/")
    assert page.get_by_text("Oui. L’offre est ouverte aux contractuels").first.is_visible()
    assert page.get_by_text("Pas par cette voie.").first.is_visible()
    assert page.get_by_role("radio").count() == 0


def test_a_word_opens_its_definition_with_the_keyboard_and_focus_comes_back(visit, offre):
    page = visit().page
    page.goto(offre)
    word = page.locator("main a[data-term]").first
    word.focus()
    page.keyboard.press("Enter")
    definition = page.locator(".site-definition:popover-open")
    assert definition.is_visible()
    assert word.get_attribute("aria-expanded") == "true"
    assert accessibility_faults(page) == []
    page.keyboard.press("Escape")
    definition.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.term") == word.get_attribute("data-term")


def test_without_javascript_a_word_leads_to_the_glossary(visit, offre):
    page = visit(java_script_enabled=False).page
    page.goto(offre)
    word = page.locator("main a[data-term]").first
    slug = word.get_attribute("data-term")
    word.click()
    page.wait_for_url(f"**/glossaire/#{slug}")
    assert page.locator(f"#{slug}").is_visible()


def test_three_employers_are_compared_in_four_clicks(visit):
    page = visit(width=360).page
    page.goto("/institutions/")
    for key in ("dinum", "dgfip", "insee"):
        page.locator(f"label[for=comparer-{key}]").click()
    page.get_by_role("button", name="Comparer les entités cochées").click()
    page.wait_for_url("**/institutions/comparer/?entite=**")
    assert page.locator("tbody tr").first.locator("td").count() == 3
    assert page.get_by_text("Part de femmes").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_on_a_phone_the_form_is_one_touch_away_wherever_one_reads(visit, offre):
    page = visit(width=360).page
    page.goto(offre)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    apply = page.locator(".site-apply-bar a")
    assert apply.bounding_box()["y"] > 700
    apply.click()
    page.wait_for_url("**/candidater/")


def test_a_rubrique_s_address_leads_to_its_section(visit):
    page = visit().page
    page.goto("/institutions/services-du-premier-ministre/dinum/missions/")
    assert page.url.endswith("/dinum/#missions")
    assert abs(page.locator("#missions").bounding_box()["y"]) < 120
