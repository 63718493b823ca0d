"""A session of the CMS that ends while someone writes: nothing of what they typed is lost, nor given to others."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from relecture.models import DecisionTemplate

TYPED = {"title": "Refus courtois", "text": "Merci « beaucoup » <b>\nà bientôt"}
HERE = "http://testserver"


@pytest.fixture
def address(admin_user) -> str:
    return reverse("modeles_de_decision:add")


@pytest.fixture
def browser():
    """As a browser does: forms are checked, and sent with where they come from."""
    return Client(enforce_csrf_checks=True, headers={"origin": HERE})


def fields_of(response) -> dict[str, str]:
    """What the page would send again."""
    page = response.content.decode()
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    entities = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}
    return {name: re.sub("|".join(entities), lambda m: entities[m[0]], value) for name, value in inputs}


def test_form_sent_without_any_cookie_is_kept_and_saved_after_sign_in(browser, address, admin_user):
    kept = browser.post(address, TYPED)
    assert kept.status_code == 403
    assert kept["Cache-Control"] == "no-store"
    assert "Vous n’êtes plus connecté·e." in kept.content.decode()
    assert f'href="{reverse("wagtailadmin_login")}?next=' in kept.content.decode()
    assert fields_of(kept).items() >= TYPED.items()
    still = browser.post(address, fields_of(kept))  # Before having signed in, the token being right now.
    assert fields_of(still).items() >= TYPED.items()
    browser.force_login(admin_user)
    assert browser.post(address, fields_of(still)).status_code == 302
    assert DecisionTemplate.objects.get().text.replace("\r", "") == TYPED["text"]


def test_form_opened_before_signing_in_again_is_kept_and_saved_at_the_second_sending(browser, address, admin_user):
    browser.force_login(admin_user)
    kept = browser.post(address, TYPED | {"csrfmiddlewaretoken": "x" * 32})
    assert kept.status_code == 403
    assert "plus connecté" not in kept.content.decode()
    assert browser.post(address, fields_of(kept)).status_code == 302
    assert DecisionTemplate.objects.filter(title=TYPED["title"]).exists()


@pytest.mark.parametrize("origin", ["https://attaque.exemple", "null", "http://testserver:81"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_form_of_another_site_is_never_offered_to_be_sent(origin, signed_in, address, admin_user):
    browser = Client(enforce_csrf_checks=True, headers={"origin": origin})
    if signed_in:
        browser.force_login(admin_user)
    response = browser.post(address, TYPED)
    assert response.status_code == 403
    assert TYPED["title"] not in response.content.decode()
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_passwords_are_not_written_into_the_page(browser, admin_user):
    sent = {"username": "nouvelle", "password1": "motdepasse-essai", "password2": "motdepasse-essai"}
    kept = browser.post(reverse("wagtailusers_users:add"), sent)
    assert fields_of(kept)["username"] == "nouvelle"
    assert "motdepasse-essai" not in kept.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-mode": "cors", "accept": "*/*"},
        {"accept": "application/json"},
        {"x-requested-with": "XMLHttpRequest", "accept": "text/html, */*"},
    ],
)
def test_script_is_answered_in_its_language_not_by_the_sign_in_page(client, admin_user, address, headers):
    for response in (client.post(address, TYPED, headers=headers), client.get(address, headers=headers)):
        assert response.status_code == 401
        assert response.json()["error_message"] == "Vous n’êtes plus connecté·e."


def test_script_with_a_former_token_is_given_the_new_one(browser, admin_user, address):
    browser.force_login(admin_user)
    refused = browser.post(address, TYPED, headers={"accept": "application/json"})
    assert (refused.status_code, refused["X-Form-Token"]) == (403, "renewed")
    sent = TYPED | {"csrfmiddlewaretoken": refused.cookies["csrftoken"].value}
    assert browser.post(address, sent).status_code == 302


def test_person_without_session_is_asked_to_sign_in_and_signing_out_still_ends_there(client, admin_user, address):
    page = {"sec-fetch-mode": "navigate", "accept": "text/html"}
    assert client.get(address, headers=page)["Location"].startswith(reverse("wagtailadmin_login"))
    client.force_login(admin_user)
    assert client.get(reverse("session"), headers=page).status_code == 200
    assert client.get(reverse("session"), headers={"accept": "*/*"}).status_code == 204
    left = client.post(reverse("wagtailadmin_logout"), headers=page | {"origin": HERE})
    assert (left.status_code, left["Location"]) == (302, reverse("wagtailadmin_login"))


def test_preview_in_a_frame_never_shows_the_sign_in_form(client, admin_user, address):
    response = client.get(address, headers={"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"})
    assert response.status_code == 401
    assert "plus connecté" in response.content.decode()
    assert "id_password" not in response.content.decode()


def test_sign_in_form_that_expired_says_so(browser, admin_user):
    said = browser.post(reverse("wagtailadmin_login"), {"username": "admin", "password": "x"}, follow=True)
    assert "saisissez de nouveau votre mot de passe" in said.content.decode()
