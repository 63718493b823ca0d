"""Finding in a browser: filters that act at once, suggestions, favourites, an alert; with the keyboard too."""

import re

import pytest

from .test_pages import accessibility_faults


def count(page) -> int:
    found = re.match(r"\d+", page.locator("#compte").inner_text())
    return int(found[0]) if found else 0


def test_filters_act_at_once_and_the_back_button_undoes_them(visit):
    page = visit().page
    page.goto("/emplois/")
    everything = count(page)
    page.locator("summary", has_text="Contrat").click()
    box = page.locator("#contrat-CDI")
    promised = int(re.search(r"\((\d+)", page.locator("label[for=contrat-CDI]").inner_text())[1])
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/emplois/?contrat=CDI")
    page.locator("#resultats:not([aria-busy])").wait_for()
    assert count(page) == promised < everything
    assert page.locator("#annonce").inner_text() == page.locator("#compte").inner_text()
    assert page.evaluate("document.activeElement.id") == "contrat-CDI"
    assert page.locator("details[data-facet=contrat]").get_attribute("open") is not None
    page.locator("#id_tri").select_option("salaire")
    page.wait_for_url("**tri=salaire**")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/emplois/")
    page.locator("#compte", has_text=f"{everything} offres").wait_for()
    assert not page.locator("#contrat-CDI").is_checked()
    assert page.locator("#id_tri").input_value() == ""


def test_enter_searches_and_brings_to_the_results(visit):
    page = visit(width=360).page
    page.goto("/emplois/")
    page.locator(".site-filters__fold > summary").click()
    page.locator("#id_q").fill("python")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=python**")
    page.locator("#resultats:focus").wait_for()
    assert page.locator(".site-filters__fold").get_attribute("open") is None
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def top(page) -> float:
    return page.evaluate("document.getElementById('resultats').getBoundingClientRect().top")


def test_enter_in_a_filter_far_down_brings_to_the_first_offer(visit):
    page = visit().page
    page.goto("/emplois/")
    field = page.locator("#id_salaire_min")
    field.scroll_into_view_if_needed()
    assert top(page) < 0
    field.fill("30000")
    page.keyboard.press("Enter")
    page.wait_for_url("**salaire_min=30000**")
    page.locator("#resultats:focus").wait_for()
    assert -1 < top(page) < 450


def test_the_button_brings_to_the_first_offer_on_a_phone_and_the_filters_are_counted(visit):
    page = visit(width=360).page
    page.goto("/emplois/")
    summary = page.locator(".site-filters__fold > summary")
    summary.click()
    page.locator("summary", has_text="Contrat").click()
    page.locator("label[for=contrat-CDI]").click()
    page.locator(".site-filters__fold > summary", has_text="Filtres (1)").wait_for()
    page.get_by_role("button", name="Afficher les offres").click()
    page.locator("#resultats:focus").wait_for()
    assert summary.is_visible()
    assert -1 < top(page) < 500
    page.get_by_role("link", name="Retirer le filtre CDI").click()
    page.wait_for_url("**/emplois/?")
    assert summary.inner_text() == "Filtres"


def test_what_is_not_wanted_stays_when_another_filter_changes(visit):
    page = visit().page
    page.goto("/emplois/")
    page.locator("#id_q").fill("pas de cdi")
    page.keyboard.press("Enter")
    page.locator("#resultats:focus").wait_for()
    without = count(page)
    page.locator("#id_tri").select_option("salaire")
    page.wait_for_url("**sauf=contrat%3ACDI**")
    page.locator("#resultats:not([aria-busy])").wait_for()
    assert count(page) == without
    page.locator(".fr-tag--dismiss", has_text="Sauf CDI").wait_for()


def test_hearts_are_not_shown_without_a_script(visit):
    page = visit(java_script_enabled=False).page
    page.goto("/emplois/")
    assert page.locator("[data-favorite]:visible").count() == 0


def test_suggestions_are_a_combobox_for_the_keyboard(visit):
    page = visit().page
    page.goto("/")
    field = page.locator("#accueil-quoi")
    field.press_sequentially("dinum")
    option = page.get_by_role("option").first
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    assert option.get_attribute("aria-selected") == "true"
    assert [fault for fault in accessibility_faults(page) if "aria" in fault] == []
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    assert field.input_value() == "dinum"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/emplois/?entite=dinum")
    assert count(page) > 0


def test_a_place_is_chosen_with_the_keyboard_and_a_region_becomes_its_filter(visit):
    page = visit().page
    page.goto("/emplois/")
    field = page.locator("#id_commune")
    field.press_sequentially("rennes")
    page.get_by_role("option", name="Rennes (35)").wait_for()
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.wait_for_url("**commune=Rennes**")
    page.locator(".fr-tag", has_text="À 20 km de Rennes (35)").wait_for()
    assert field.input_value() == "Rennes (35)"
    assert page.locator("#id_rayon").input_value() == "20"
    field.fill("")
    field.press_sequentially("bretag")
    page.get_by_role("option", name="Bretagne").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".fr-tag", has_text="Bretagne").wait_for()
    assert field.input_value() == ""
    assert page.locator("#region-53").is_checked()


def test_favourites_stay_in_the_browser_and_are_compared(visit):
    page = visit().page
    page.goto("/emplois/")
    for number in range(3):
        page.locator("[data-favorite]").nth(number).click()
    assert page.locator("[data-favorite]").first.get_attribute("aria-pressed") == "true"
    assert page.locator("[data-favorites-count]").first.inner_text().strip() == "(3)"
    page.get_by_role("link", name="Favoris").first.click()
    page.wait_for_url("**/emplois/favoris/")
    page.locator("input[name=offre]").nth(2).wait_for()
    assert accessibility_faults(page) == []
    for number in range(2):
        page.locator("label[for^=comparer-]").nth(number).click()
    page.get_by_role("button", name="Comparer les offres").click()
    page.locator("table thead th").nth(1).wait_for()
    assert page.locator("table thead th").count() == 2
    assert accessibility_faults(page) == []
    page.goto("/emplois/")
    page.locator("[data-favorite]").first.click()
    assert page.locator("[data-favorites-count]").first.inner_text().strip() == "(2)"


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_an_alert_is_asked_for_confirmed_and_ended(visit, link_in_mail, width, theme):
    address = f"jeanne-{width}@exemple.invalid"
    opened = visit(width=width, color_scheme=theme)
    page = opened.page
    page.goto("/emplois/?q=python")
    page.get_by_role("link", name="Recevoir ces offres").click()
    page.get_by_role("button", name="Créer l’alerte").wait_for()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Créer l’alerte").click()
    page.get_by_text("Indiquez votre adresse.", exact=True).wait_for()
    opened.faults = [fault for fault in opened.faults if "422" not in fault]
    assert accessibility_faults(page) == []
    page.get_by_label("Votre adresse").fill(address)
    page.locator("label[for=id_consent]").click()
    page.wait_for_timeout(1100)  # Nobody fills a form in within a blink.
    page.get_by_role("button", name="Créer l’alerte").click()
    page.get_by_role("heading", name="Vérifiez votre messagerie").wait_for()
    page.goto(link_in_mail("/alertes/confirmer/", address))
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Confirmer l’alerte").click()
    page.get_by_role("heading", name="Votre alerte est confirmée").wait_for()
    page.goto(page.url.replace("confirmer", "desabonner"))
    page.get_by_role("button", name="Arrêter l’alerte").click()
    page.get_by_role("heading", name="L’alerte est arrêtée").wait_for()
    assert accessibility_faults(page) == []


def test_a_form_sent_at_once_passes_without_being_sent_again(visit):
    page = visit(width=360).page
    page.goto("/alertes/creer/?q=python", wait_until="commit")
    page.get_by_label("Votre adresse").fill("pressee@exemple.invalid")
    page.evaluate("document.getElementById('id_consent').checked = true")
    page.wait_for_load_state()
    page.get_by_role("button", name="Créer l’alerte").dblclick(no_wait_after=True)
    page.get_by_role("heading", name="Vérifiez votre messagerie").wait_for()


def test_someone_from_another_trade_finds_ways_in(visit):
    page = visit(width=360).page
    page.goto("/recherche/profil/")
    page.locator("#id_text").fill("Infirmière depuis douze ans, j’apprends le HTML et je cherche une alternance.")
    page.get_by_role("button", name="Trouver des offres").click()
    page.get_by_role("heading", name="Vous venez d’un autre métier ?").wait_for()
    near = page.get_by_role("listitem").filter(has_text="Ses offres citent aussi")
    assert "Java" in near.first.inner_text()
    assert page.get_by_role("heading", name="En apprentissage").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert accessibility_faults(page) == []


def test_skill_of_an_offer_leads_to_others_that_name_it(visit):
    page = visit().page
    page.goto("/emplois/?q=jee")
    assert "Java" in page.get_by_text("Compris de").locator("..").inner_text()
    page.locator(".site-cards a").first.click()
    page.get_by_role("heading", name="Compétences citées").wait_for()
    page.locator("main").get_by_role("link", name="Java", exact=True).click()
    page.wait_for_url("**/emplois/?competence=java")
    assert page.locator("details[data-facet=competence]").get_attribute("open") is not None


def test_skills_find_offers_with_reasons(visit):
    page = visit(width=360).page
    page.goto("/recherche/profil/")
    page.locator("#id_text").fill("Python, SQL, Linux, dix ans de développement")
    page.locator("#id_commune").fill("Rennes")
    page.keyboard.press("Tab")  # The suggestions would cover the button.
    page.get_by_role("button", name="Trouver des offres").click()
    page.get_by_role("heading", name="en rapport").wait_for()
    assert re.search(r"\d compétences? sur \d+, \d+ km", page.locator("main").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert accessibility_faults(page) == []
