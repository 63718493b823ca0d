"""The whole path, as the real roles: asked for, opened, joined, filled in, reviewed, published, filled."""

import datetime as dt

import pytest

from .test_cms import sign_in
from .test_pages import accessibility_faults

FRAME = ("landmark-one-main", "region")
PASSPHRASE = "trois mots au hasard"  # noqa: S105  Of an invented person.
CONTACT = "responsable@dgessai.exemple.invalid"
NAME = "Direction générale de l’essai"
TITLE = "Développeuse ou développeur du chemin complet"
DEADLINE = (dt.date.today() + dt.timedelta(days=40)).isoformat()


def write(page, field: str, text: str) -> None:
    """Type into the rich text of `field`."""
    editor = page.locator(f"[data-contentpath={field}] [contenteditable=true]").first
    editor.click()
    page.keyboard.type(text)


def submit(page) -> None:
    page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Soumettre").or_(page.get_by_role("button", name="Resoumettre")).first.click()


def review(moderator, title: str) -> None:
    moderator.goto("/admin/")
    moderator.get_by_role("link", name="À relire").first.click()
    moderator.get_by_role("link", name=title).first.click()
    moderator.wait_for_url("**/admin/relecture/**")
    assert moderator.frame_locator("iframe").locator("h1").first.is_visible()


def fill_mentions(page) -> None:
    """Everything the law wants of a permanent post, over the four tabs."""
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_metier").select_option(index=3)
    page.get_by_role("button", name="Choisir une commune").first.click()
    page.locator(".modal-body input[name=q]").fill("rennes")
    page.get_by_role("link", name="Rennes (35)").click()
    page.locator("input[name=contracts][value=PERMANENT]").check()
    page.locator("input[name=categories][value=A]").check()
    page.locator("#id_versant").select_option("FPE")
    page.locator("#id_vacance").select_option("VACANT")
    page.get_by_role("tab", name="Les textes").click()
    write(page, "missions", "Concevoir, écrire, mesurer.")
    write(page, "profile", "Une première pratique de Python.")
    write(page, "special_conditions", "Aucune.")
    page.get_by_role("tab", name="Candidater").click()
    page.locator("#id_deadline").fill(DEADLINE)
    page.locator("#id_vacant_on").fill(DEADLINE)
    page.locator("#id_apply_email").fill("recrutement@dgessai.exemple.invalid")
    page.locator("#id_apply_to").fill("Bureau du recrutement")
    page.locator("#id_recruiting_authority").fill("Secrétariat général")


def test_from_the_request_to_the_filled_offer(visit, link_in_mail):
    visitor, talents, recruiter, moderator = (visit().page for _ in range(4))

    visitor.goto("/rejoindre/")
    visitor.get_by_label("Nom de l’entité").fill(NAME)
    visitor.get_by_label("Sigle").fill("DGEssai")
    visitor.get_by_label("Votre nom").fill("Camille Essai")
    visitor.get_by_label("Votre adresse professionnelle").fill(CONTACT)
    visitor.get_by_label("Ce que vous voulez présenter").fill("Dix postes à pourvoir.")
    visitor.locator("label[for=id_consent]").click()
    visitor.wait_for_timeout(1100)  # Nobody fills a form in within a blink.
    visitor.get_by_role("button", name="Envoyer la demande").click()
    visitor.get_by_text("Vérifiez votre messagerie").wait_for()
    visitor.goto(link_in_mail("/rejoindre/confirmer/", CONTACT))
    visitor.get_by_role("button", name="Confirmer la demande").click()
    assert visitor.get_by_role("heading", name="Votre demande est confirmée").is_visible()

    sign_in(talents, "talents")
    talents.get_by_role("link", name="Demandes de vitrine").click()
    talents.wait_for_url("**/admin/demandes/")
    assert accessibility_faults_of_ours(talents) == []
    talents.get_by_role("link", name=NAME).click()
    talents.get_by_role("button", name="Ouvrir la vitrine").wait_for()
    assert accessibility_faults_of_ours(talents) == []
    talents.get_by_role("button", name="Ouvrir la vitrine").click()
    talents.get_by_text("est ouverte").wait_for()
    assert accessibility_faults_of_ours(talents) == []

    recruiter.goto(link_in_mail("/invitation/", CONTACT))
    assert accessibility_faults(recruiter) == []
    for name, text in {
        "first_name": "Camille",
        "last_name": "Essai",
        "password": PASSPHRASE,
        "again": PASSPHRASE,
    }.items():
        recruiter.locator(f"#id_{name}").fill(text)
    recruiter.get_by_role("button", name="Créer mon compte").click()
    recruiter.wait_for_url("**/admin/")
    assert recruiter.get_by_role("link", name="Mon équipe").is_visible()
    assert not recruiter.get_by_role("link", name="Rapports").is_visible()
    assert accessibility_faults_of_ours(recruiter) == []

    recruiter.get_by_role("link", name="Une accroche").click()
    recruiter.locator("#id_accroche").fill("Nous essayons tout, jusqu’au bout.")
    submit(recruiter)
    sign_in(moderator, "moderation")
    review(moderator, NAME)
    assert accessibility_faults_of_ours(moderator) == []
    moderator.get_by_role("button", name="Approuver et publier").click()
    moderator.get_by_text(f"« {NAME} » est en ligne").wait_for()

    recruiter.goto("/admin/snippets/emplois/offre/add/")
    fill_mentions(recruiter)
    recruiter.locator("[data-advice]").get_by_text("Mentions obligatoires : 12 sur 12").wait_for()
    submit(recruiter)

    review(moderator, TITLE)
    moderator.get_by_role("button", name="Rémunération manquante").click()
    moderator.get_by_role("button", name="Demander des changements").click()
    moderator.get_by_text("votre demande de changements est envoyée").wait_for()

    recruiter.goto("/admin/")
    assert recruiter.get_by_text("Changements demandés : Merci d’indiquer une fourchette").is_visible()
    recruiter.get_by_role("link", name="Reprendre").first.click()
    recruiter.get_by_role("tab", name="Rémunération").click()
    recruiter.locator("#id_pay_min").fill("40000")
    recruiter.locator("#id_pay_max").fill("48000")
    submit(recruiter)

    review(moderator, TITLE)
    assert moderator.get_by_text("La rémunération est donnée").is_visible()
    moderator.get_by_role("button", name="Approuver et publier").click()
    moderator.get_by_text(f"« {TITLE} » est en ligne").wait_for()

    visitor.wait_for_timeout(1100)
    visitor.goto("/emplois/?q=chemin+complet")
    visitor.get_by_role("link", name=TITLE).click()
    assert visitor.get_by_text("De 40 000 à 48 000 € bruts par an").first.is_visible()

    recruiter.goto("/admin/snippets/emplois/offre/")
    recruiter.get_by_role("button", name=f"Plus d’options pour « {TITLE} »").or_(
        recruiter.locator("tr", has_text=TITLE).locator("[data-w-dropdown-target='toggle']")
    ).first.click()
    recruiter.get_by_role("link", name="Marquer pourvue").click()
    recruiter.get_by_role("button", name="Marquer pourvue").click()
    recruiter.get_by_text("L’offre est marquée pourvue").wait_for()
    visitor.wait_for_timeout(1100)
    visitor.reload()
    assert visitor.get_by_role("heading", name="Cette offre est pourvue").is_visible()


def accessibility_faults_of_ours(page) -> list[str]:
    """Faults of axe in what is ours of a page of the CMS: its frame and its messages are Wagtail's."""
    page.get_by_role("heading", level=1).first.wait_for()  # Not in the middle of a page's change to another.
    found = accessibility_faults(page, context={"exclude": [[".messages"]]})
    return [fault for fault in found if not fault.startswith(FRAME)]


@pytest.mark.parametrize("width", [768, 1280])
def test_screens_of_the_cms_fit(visit, width):
    opened = visit(width=width, color_scheme="dark")
    sign_in(opened.page, "talents")
    screens = (
        "demandes",
        "demandes/ouvrir",
        "snippets/emplois/offre",
        "candidatures",
        "candidatures/tableau",
        "vivier",
    )
    for path in ("/admin/", *(f"/admin/{screen}/" for screen in [*screens, "vivier"])):
        opened.page.goto(path)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, path
    opened.page.goto("/admin/")
    opened.page.locator("#panel-awaiting-review-content a, .w-panel--dashboard td a").first.click()
    opened.page.wait_for_url("**/admin/relecture/**")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
