"""Candidate and recruiter together, with and without JavaScript; and fifty at once at the last second."""

import re
import sqlite3
import threading
import time
import urllib.error
import urllib.request
import uuid
from contextlib import closing

import pytest

from ..candidatures.documents import pdf
from .test_cms import sign_in
from .test_pages import accessibility_faults
from .test_path import accessibility_faults_of_ours

OFFER = "/emplois/experte-ou-expert-ingenierie-des-reseaux-de-transport/"
OTHER = "/emplois/administratrice-ou-administrateur-systemes-environnement-bureautique/"
RECRUITER = "recruteur-stsi2"
MOTIVATION = "Je veux rendre les réseaux plus sobres."
AGAIN = "Relancer dans une semaine."


@pytest.fixture
def cv(tmp_path):
    file = tmp_path / "Mon CV.pdf"
    file.write_bytes(pdf(2))
    return file


def apply(page, *, email: str, cv, check) -> None:
    """From the offer to the page that says what is left to do, with one field forgotten on the way."""
    page.goto(OFFER)
    page.locator("#candidater").get_by_role("link", name="Candidater en ligne").click()
    page.get_by_label("Adresse de courriel").fill(email)
    page.get_by_label("Pourquoi ce poste").fill(MOTIVATION)
    page.locator("input[type=file]").set_input_files(cv)
    page.wait_for_timeout(1000)  # Nobody fills a form in within a blink.
    page.get_by_role("button", name="Envoyer ma candidature").click()
    page.get_by_text("La candidature n’est pas partie").wait_for()
    assert page.get_by_text("Indiquez votre nom.", exact=True).is_visible()
    assert page.get_by_text("Déjà reçu : mon-cv.pdf").is_visible()
    assert page.get_by_label("Pourquoi ce poste").input_value() == MOTIVATION
    check(page)
    page.get_by_label("Nom et prénom").fill("Camille Essai")
    page.get_by_role("button", name="Envoyer ma candidature").click()
    page.get_by_role("heading", name="confirmez votre adresse").wait_for()
    check(page)


def accessible(page) -> None:
    assert accessibility_faults(page) == []


def unchecked(page) -> None:
    """axe itself is a script."""


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_from_the_form_to_the_interview_and_to_the_erasure(visit, link_in_mail, cv, javascript):
    email = f"camille-{javascript}@exemple.invalid".lower()
    candidate, recruiter = visit(java_script_enabled=javascript, width=360).page, visit().page
    check = accessible if javascript else unchecked
    apply(candidate, email=email, cv=cv, check=check)
    candidate.goto(link_in_mail("/candidatures/confirmer/", email))
    candidate.get_by_role("button", name="Confirmer et transmettre").click()
    candidate.get_by_text("votre candidature est transmise").wait_for()
    tracking = candidate.url
    check(candidate)
    assert candidate.get_by_text("Pas encore ouverte").is_visible()

    sign_in(recruiter, RECRUITER)
    recruiter.goto(f"/admin/candidatures/?q={email}")
    assert accessibility_faults_of_ours(recruiter) == []
    recruiter.get_by_role("link", name="Ouvrir").click()
    recruiter.get_by_role("heading", name="Motivation").wait_for()
    assert recruiter.get_by_text(MOTIVATION).is_visible()
    assert accessibility_faults_of_ours(recruiter) == []
    case = recruiter.url
    recruiter.get_by_label("Nouvelle note").fill(AGAIN)
    recruiter.get_by_role("button", name="Ajouter la note").click()
    recruiter.get_by_text(AGAIN).wait_for()
    recruiter.get_by_role("link", name="Lire").first.click()
    recruiter.get_by_role("img", name="Page 1").wait_for()
    assert accessibility_faults_of_ours(recruiter) == []
    recruiter.goto(case)
    recruiter.get_by_role("link", name="Proposer un entretien").click()
    text = recruiter.locator("textarea[name=text]")
    text.fill(re.sub(r"\[[^]]+\]", "lundi à 10 h", text.input_value()))
    recruiter.get_by_role("button", name="Aperçu").click()
    recruiter.get_by_text("Bonjour Camille Essai").wait_for()
    assert accessibility_faults_of_ours(recruiter) == []
    recruiter.get_by_role("button", name="Proposer un entretien et envoyer").click()
    recruiter.get_by_text("invitée en entretien").wait_for()

    candidate.goto(link_in_mail("/candidatures/suivi/", email))
    assert candidate.get_by_text("souhaite vous rencontrer").is_visible()
    assert candidate.get_by_text("ouverte par").is_visible()
    candidate.get_by_text("Écrire à l’entité").click()
    candidate.get_by_label("Votre message").fill("Lundi me convient.")
    candidate.get_by_role("button", name="Envoyer le message").click()
    candidate.get_by_text("Lundi me convient.").wait_for()
    recruiter.goto(case)
    assert recruiter.get_by_text("Lundi me convient.").is_visible()

    candidate.get_by_text("Retirer cette candidature").click()
    candidate.get_by_role("button", name="Retirer").click()
    candidate.get_by_text("ne lit plus rien").wait_for()
    assert recruiter.request.get(case).status == 404

    candidate.get_by_role("link", name="Tout effacer").click()
    candidate.get_by_role("button", name="Effacer définitivement").click()
    candidate.get_by_role("heading", name="Tout est effacé").wait_for()
    assert candidate.request.get(tracking).status == 404


def fill(page, *, email: str, cv) -> None:
    page.goto(f"{OFFER}candidater/")
    page.get_by_label("Nom et prénom").fill("Camille Essai")
    page.get_by_label("Adresse de courriel").fill(email)
    page.get_by_label("Pourquoi ce poste").fill(MOTIVATION)
    page.locator("input[type=file]").set_input_files(cv)
    page.wait_for_timeout(1100)


def test_a_sending_that_breaks_off_keeps_everything_and_is_sent_again(visit, cv):
    opened = visit()
    page = opened.page
    fill(page, email="coupure@exemple.invalid", cv=cv)
    page.route("**/candidater/", lambda route: route.abort("connectionreset"))
    page.get_by_role("button", name="Envoyer ma candidature").click()
    page.get_by_text("Rien n’est perdu : vérifiez votre connexion").wait_for()
    assert [fault for fault in opened.faults if "ERR_CONNECTION_RESET" not in fault] == []
    opened.faults.clear()
    assert accessibility_faults(page) == []
    assert page.get_by_label("Pourquoi ce poste").input_value() == MOTIVATION
    page.unroute("**/candidater/")
    page.get_by_role("button", name="Envoyer ma candidature").click()
    page.get_by_role("heading", name="confirmez votre adresse").wait_for()
    page.go_back()
    page.get_by_role("button", name="Envoyer ma candidature").wait_for()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_who_is_suspected_goes_on_after_a_computation_or_a_wait(visit, cv, javascript):
    page = visit(java_script_enabled=javascript).page
    fill(page, email=f"suspecte-{javascript}@exemple.invalid", cv=cv)
    page.locator("#id_site").fill("https://exemple.invalid", force=True)
    page.get_by_role("button", name="Envoyer ma candidature").click()
    page.get_by_text("rien n’est perdu").wait_for()
    assert page.get_by_label("Pourquoi ce poste").input_value() == MOTIVATION
    page.get_by_role("button", name="Envoyer ma candidature").click()
    if not javascript:
        page.get_by_text("avant d’envoyer de nouveau").wait_for()
        page.locator("input[type=file]").set_input_files(cv)  # No page may choose it for them.
        page.wait_for_timeout(31_000)
        page.get_by_role("button", name="Envoyer ma candidature").click()
    page.get_by_role("heading", name="confirmez votre adresse").wait_for()


AT_ONCE = 50


def send(site: str, number: int, opened: str, token: str, cookie: str) -> tuple[int, str]:
    """One person's form, over a connection of its own and from a network of its own: status and body."""
    edge = uuid.uuid4().hex
    told = {
        "csrfmiddlewaretoken": token,
        "key": str(uuid.uuid4()),
        "opened": opened,
        "name": f"Personne {number}",
        "email": f"ensemble{number}@exemple.invalid",
        "motivation": "Je voudrais ce poste.",
    }
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in told.items()]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\nContent-Type: application/pdf'
    body = b"".join(parts) + head.encode() + b"\r\n\r\n" + pdf() + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Cookie": cookie,
        "X-Forwarded-For": f"198.51.100.{number}",
    }
    request = urllib.request.Request(f"{site}{OTHER}candidater/", body, headers)
    while True:
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            if error.code != 503:
                return error.code, error.read().decode()
            time.sleep(float(error.headers["Retry-After"]))  # As static/site/upload.js does.


def opened_form(site: str) -> tuple[str, str, str]:
    """What a form is given out with: its token, that against forged requests, and the cookie."""
    with urllib.request.urlopen(f"{site}{OTHER}candidater/") as page:
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        html = page.read().decode()
    values = dict(re.findall(r'name="(opened|csrfmiddlewaretoken)" value="([^"]+)"', html))
    return values["opened"], values["csrfmiddlewaretoken"], cookie


def test_fifty_at_once_while_the_offer_closes_each_get_a_true_answer(site, folder):
    forms = [opened_form(site) for _ in range(AT_ONCE)]
    time.sleep(1)
    answers: dict[int, tuple[int, str]] = {}

    def apply_as(number: int) -> None:
        answers[number] = send(site, number, *forms[number])

    threads = [threading.Thread(target=apply_as, args=[number]) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    while len(answers) < AT_ONCE // 5:
        time.sleep(0.02)
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=30)) as base:
        base.execute(
            "UPDATE emplois_offre SET filled_on = date('now') WHERE slug = ?", [OTHER.strip("/").split("/")[1]]
        )
        base.commit()
    for thread in threads:
        thread.join(120)
    kept = {number for number, (status, html) in answers.items() if status == 200 and "confirmez votre adresse" in html}
    refused = {number for number, (status, html) in answers.items() if status == 409 and "vient de se fermer" in html}
    assert kept | refused == set(range(AT_ONCE)), {status for status, _html in answers.values()}
    with closing(sqlite3.connect(folder / "db.sqlite3", timeout=30)) as base:
        rows = base.execute("SELECT email FROM candidatures_dossier WHERE email LIKE 'ensemble%'").fetchall()
    assert sorted(int(re.search(r"\d+", email)[0]) for (email,) in rows) == sorted(kept)
    assert kept
