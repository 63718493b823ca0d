"""The CMS in a browser, with the demonstration's accounts."""

import datetime as dt
import re

import pytest

PASSWORD = "demo-metiers-2026"  # noqa: S105  The demonstration’s, known to all.


def sign_in(page, username: str) -> None:
    page.goto("/admin/login/")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/")


@pytest.mark.parametrize("username", ["admin", "moderation", "recruteur-dnum-mi"])
def test_account_of_the_demonstration_signs_in(visit, username):
    page = visit().page
    sign_in(page, username)
    assert page.get_by_role("heading", level=1).first.is_visible()


def test_published_offer_reaches_visitors_at_once(visit):
    visitor = visit().page
    visitor.goto("/emplois/")
    page = visit().page
    sign_in(page, "admin")
    page.goto("/admin/snippets/emplois/offre/add/")
    page.locator("#id_title").fill("Développeuse ou développeur de l’essai")
    page.locator("#id_vitrine").select_option(label="Agence de services et de paiement")
    page.get_by_role("button", name="Choisir une commune").first.click()
    page.locator(".modal-body input[name=q]").fill("saint-den")
    page.get_by_role("link", name="Saint-Denis (93)").click()
    page.locator("input[name=contracts][value=VACATION]").check()
    page.get_by_role("tab", name="Candidater").click()
    page.locator("#id_apply_email").fill("recrutement@exemple.invalid")
    page.locator("footer").get_by_role("button", name="Plus d’actions").or_(
        page.locator("footer [data-w-dropdown-target='toggle']")
    ).first.click()
    page.get_by_role("button", name="Publier").click()
    page.wait_for_url("**/admin/snippets/emplois/offre/**")
    visitor.wait_for_timeout(1200)
    visitor.goto("/emplois/")
    assert visitor.get_by_role("link", name="Développeuse ou développeur de l’essai").is_visible()


def test_recruiter_submits_an_offer_that_a_moderator_publishes(visit):
    recruiter, moderator, visitor = visit().page, visit().page, visit().page
    sign_in(recruiter, "recruteur-anssi")
    recruiter.goto("/admin/snippets/emplois/offre/add/")
    recruiter.locator("#id_title").fill("Auditrice ou auditeur de l’essai")
    assert recruiter.locator("#id_vitrine option").count() == 2  # None chosen, and theirs, which is.
    assert "Agence nationale" in recruiter.locator("#id_vitrine option:checked").inner_text()
    recruiter.get_by_role("button", name="Choisir une commune").first.click()
    recruiter.locator(".modal-body input[name=q]").fill("rennes")
    recruiter.get_by_role("link", name="Rennes (35)").click()
    recruiter.locator("input[name=contracts][value=VACATION]").check()
    recruiter.get_by_role("tab", name="Candidater").click()
    recruiter.locator("#id_apply_email").fill("recrutement@exemple.invalid")
    recruiter.locator("footer [data-w-dropdown-target='toggle']").first.click()
    assert not recruiter.get_by_role("button", name="Publier").is_visible()
    with recruiter.expect_navigation():
        recruiter.get_by_role("button", name="Soumettre").first.click()
    sign_in(moderator, "moderation")
    moderator.get_by_role("link", name="Voir tout ce qui attend").click()
    moderator.get_by_role("link", name="Auditrice ou auditeur de l’essai").first.click()
    with moderator.expect_navigation():
        moderator.get_by_role("button", name="Approuver et publier").click()
    visitor.wait_for_timeout(1200)
    visitor.goto("/emplois/?q=auditrice+essai")
    assert visitor.get_by_role("link", name="Auditrice ou auditeur de l’essai").is_visible()


def test_recruiter_edits_a_rubrique_with_its_preview(visit):
    page = visit().page
    sign_in(page, "recruteur-dnum-mi")
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Missions").first.click()
    page.wait_for_url("**/admin/pages/**")
    if "/edit/" not in page.url:
        page.get_by_role("link", name="Modifier").first.click()
    page.locator("#id_introduction").fill("Un chapeau revu par l’essai.")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.reload()
    assert page.locator("#id_introduction").input_value() == "Un chapeau revu par l’essai."


def test_page_is_corrected_at_a_click_as_it_is_written(visit):
    page = visit().page
    sign_in(page, "recruteur-dinum")
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Missions").first.click()
    page.wait_for_url("**/admin/pages/**/edit/")
    advice = page.locator("[data-advice]")
    page.locator("#id_introduction").fill("Écrivez à camille.martin@exemple.invalid")
    text = page.locator("[data-contentpath='body'] [contenteditable=true]").first
    text.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Le COPIL décide.")
    advice.get_by_text("Le sigle « COPIL » n’est pas expliqué.").wait_for()
    assert page.locator("[data-side-panel-toggle=conseils]").get_by_text("2").is_visible()
    advice.get_by_role("button", name="Retirer l’adresse").click()
    advice.get_by_role("button", name="Écrire « comité de pilotage (COPIL) »").click()
    advice.get_by_text("Rien à revoir").wait_for()
    assert page.locator("#id_introduction").input_value() == "Écrivez à"
    assert "Le comité de pilotage (COPIL) décide." in text.inner_text()


def test_last_words_before_a_click_on_save_are_saved(visit):
    page = visit().page
    sign_in(page, "recruteur-insee")
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Missions").first.click()
    page.wait_for_url("**/admin/pages/**/edit/")
    page.locator("[data-contentpath='body'] [contenteditable=true]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Derniers mots tapés.")
    with page.expect_navigation():
        page.evaluate("document.querySelector('#page-edit-form').requestSubmit()")
    assert "Derniers mots tapés." in page.locator("[data-contentpath='body'] [contenteditable=true]").first.inner_text()


def edit_offer(page, username: str, title: str | None = None) -> None:
    sign_in(page, username)
    page.goto("/admin/snippets/emplois/offre/")
    row = page.locator("main tbody a[href*='/offre/edit/']")
    (page.get_by_role("link", name=title) if title else row).first.click()
    page.wait_for_url("**/offre/edit/**")
    page.wait_for_timeout(3000)  # The CMS looks for changes from two seconds after it has shown the form.


def test_what_is_typed_is_kept_by_itself_never_published_and_never_over_someone_else_s(visit):
    first, refused, visitor = visit().page, visit(), visit().page
    second = refused.page
    visitor.goto("/institutions/services-du-premier-ministre/dinum/offres/")
    link = visitor.locator(".site-card > :is(h2, h3) a").first
    title, address = link.inner_text(), link.get_attribute("href")
    edit_offer(first, "recruteur-dinum", title)
    edit_offer(second, "responsable-dinum", title)
    first.locator("#id_title").fill("Titre repris par la première")
    first.get_by_text("Enregistré", exact=True).wait_for()
    second.locator("#id_title").fill("Titre repris par la seconde")
    second.get_by_text("Une autre personne a enregistré une version plus récente").first.wait_for()
    first.reload()
    assert first.locator("#id_title").input_value() == "Titre repris par la première"
    visitor.wait_for_timeout(1200)
    visitor.goto(address)
    assert visitor.get_by_role("heading", level=1).inner_text() == title
    assert [fault for fault in refused.faults if "status of 400" not in fault] == []  # What was not to be kept.
    refused.faults.clear()


def edit_missions(page, username: str) -> None:
    sign_in(page, username)
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Missions").first.click()
    page.wait_for_url("**/admin/pages/**/edit/")
    page.wait_for_timeout(3000)


@pytest.mark.parametrize(("edit", "field"), [(edit_offer, "#id_title"), (edit_missions, "#id_introduction")])
def test_live_preview_shows_what_is_typed(visit, edit, field):
    page = visit().page
    edit(page, "recruteur-insee")  # Whose offers none reviews.
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("[data-side-panel=preview] iframe:visible")
    preview.get_by_role("heading", level=1).wait_for()
    page.locator(field).fill("Ce qui se tape se voit dans l’aperçu")
    shown = preview.locator("h1, p").filter(has_text="Ce qui se tape se voit dans l’aperçu")
    shown.first.wait_for()


def type_as_a_person(page, field, text: str) -> None:
    """Click into a field of a date, type over what it says, and leave by Tab."""
    field.click()
    page.wait_for_timeout(300)  # The calendar opens a moment after the click.
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)


def test_dates_are_typed_as_in_french_and_never_replaced(visit):
    seen = visit()
    page, year = seen.page, dt.date.today().year + 1
    edit_offer(page, "responsable-dinum")
    page.get_by_role("tab", name="Candidater").click()
    deadline = page.locator("#id_deadline")
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", deadline.input_value())
    type_as_a_person(page, deadline, f"15/1/{year}")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    assert page.locator("#id_deadline").input_value() == f"15/01/{year}"

    page.get_by_role("tab", name="Candidater").click()
    type_as_a_person(page, page.locator("#id_deadline"), "le quinze")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    assert page.locator("#id_deadline").input_value() == "le quinze"
    page.get_by_role("tab", name="Candidater").click()
    assert page.get_by_text("Saisissez une date valide.").first.is_visible()
    type_as_a_person(page, page.locator("#id_deadline"), f"16-01-{year}")

    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").click()
    type_as_a_person(page, page.locator("#id_go_live_at"), f"3/1/{year} 9h30")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer la programmation").click()
    page.reload()
    assert page.locator("#id_go_live_at").input_value() == f"03/01/{year} 09:30"
    assert page.locator("#id_deadline").input_value() == f"16/01/{year}"
    assert [fault for fault in seen.faults if "status of 400" not in fault] == []  # What was not to be kept.
    seen.faults.clear()


def sign_in_beside(page, username: str) -> None:
    """Follow the link that a page without session shows, and sign in in the tab that it opens."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Connectez-vous dans un autre onglet").click()
    tab = opened.value
    tab.locator("#id_username").fill(username)
    tab.locator("#id_password").fill(PASSWORD)
    tab.locator("button[type=submit]").click()
    tab.get_by_role("heading", name="Vous êtes de nouveau connecté·e.").wait_for()
    tab.close()


@pytest.mark.parametrize("lost", ["session", "all cookies"])
def test_text_stays_when_the_session_ends_and_is_saved_after_signing_in_beside(visit, lost):
    seen = visit()
    page = seen.page
    edit_missions(page, "recruteur-dinum")
    page.context.clear_cookies(**({"name": "sessionid"} if lost == "session" else {}))
    page.locator("#id_introduction").fill(f"Un chapeau écrit sans session, {lost}.")
    warning = page.get_by_role("alert").filter(has_text="Vous n’êtes plus connecté·e.")
    warning.wait_for()
    page.wait_for_timeout(1500)  # For the advice to be asked as well.
    assert page.locator("[data-advice] input").count() == 0  # No sign-in form there.
    sign_in_beside(page, "recruteur-dinum")
    page.get_by_text("Vous êtes de nouveau connecté·e : vous pouvez enregistrer.").wait_for()
    assert page.locator("#id_introduction").input_value() == f"Un chapeau écrit sans session, {lost}."
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.reload()
    assert page.locator("#id_introduction").input_value() == f"Un chapeau écrit sans session, {lost}."
    forgive_refusals(seen)


@pytest.mark.parametrize("lost", ["session", "all cookies"])
def test_form_sent_after_the_session_ended_is_kept_and_sent_again(visit, lost):
    seen = visit()
    page = seen.page
    edit_offer(page, "recruteur-insee")  # Whose offers none reviews.
    address = page.url
    page.context.clear_cookies(**({"name": "sessionid"} if lost == "session" else {}))
    page.locator("#id_title").fill(f"Intitulé envoyé sans session, {lost}")
    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("heading", name="Vous n’êtes plus connecté·e.").wait_for()
    sign_in_beside(page, "recruteur-insee")
    with page.expect_navigation():
        page.get_by_role("button", name="Renvoyer ce que j’ai saisi").click()
    assert page.url == address
    assert page.locator("#id_title").input_value() == f"Intitulé envoyé sans session, {lost}"
    forgive_refusals(seen)


def forgive_refusals(seen) -> None:
    """What the browser notes of requests that a lost session refuses."""
    assert [fault for fault in seen.faults if "status of 401" not in fault and "status of 403" not in fault] == []
    seen.faults.clear()
