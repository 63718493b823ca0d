"""What is wrong in a form reaches whoever cannot see it: said with the field, linked from the summary, in the title."""

import re

import pytest
from playwright.sync_api import expect

from .test_applications import OFFER
from .test_pages import accessibility_faults

FORMS = {
    "candidature": (f"{OFFER}candidater/", "Envoyer ma candidature", 4),
    "spontanée": ("/candidature-spontanee/", "Envoyer", 5),
    "alerte": ("/alertes/creer/?q=python", "Créer l’alerte", 2),
    "rejoindre": ("/rejoindre/", "Envoyer", 4),
    "retrouver": ("/candidatures/retrouver/", "Recevoir", 1),
}


DANGLING = """
[...document.querySelectorAll("[aria-describedby]")]
  .flatMap((described) => described.getAttribute("aria-describedby").split(" "))
  .filter((id) => id && !document.getElementById(id))
"""


@pytest.mark.parametrize("name", FORMS)
def test_every_field_in_error_is_described_by_its_error(visit, name):
    path, button, least = FORMS[name]
    page = visit().page
    page.goto(path)
    page.wait_for_timeout(1000)  # Nobody fills a form in within a blink.
    page.locator("main form[method=post]").get_by_role("button", name=re.compile(button)).first.click()
    summary = page.locator("main .fr-alert--error")
    summary.wait_for()
    assert page.title().startswith("Erreur : ")
    links = summary.get_by_role("link")
    assert links.count() >= least
    for place in range(links.count()):
        target = page.locator(links.nth(place).get_attribute("href"))
        assert target.count() == 1
        message = summary.get_by_role("listitem").nth(place).inner_text().partition(" : ")[2]
        expect(target).to_have_accessible_description(re.compile(re.escape(message)))
    invalid = page.locator("main [aria-invalid=true]")
    for place in range(invalid.count()):
        expect(invalid.nth(place)).to_have_accessible_description(re.compile(r"\w{3}"))
    assert accessibility_faults(page) == []


def test_no_description_names_what_is_not_there(visit):
    page = visit().page
    for path in ("/emplois/", "/emplois/?commune=nulle", *(path for path, _button, _least in FORMS.values())):
        page.goto(path)
        assert page.evaluate(DANGLING) == [], path
