"""An empty database becomes a portal by one command, which may be run again."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import override_settings
from wagtail.models import Page, Site, Workflow

from emplois.models import MetierPage
from equipes.roles import MISSION_TALENTS
from home.models import ContentPage, HomePage
from referentiels.models import Metier

from .html import html_of

pytestmark = pytest.mark.django_db
GIVEN = {
    "editeur": "Direction interministérielle du numérique, 20 avenue de Ségur, Paris, 01 71 21 01 70",
    "directeur": "La directrice ou le directeur interministériel du numérique",
    "hebergeur": "Hébergeur d’essai, 1 rue des Serveurs, Paris, 01 00 00 00 00",
    "contact": "contact@exemple.invalid",
    "courriel": "premiere@exemple.invalid",
}
PAGES = ["/", "/institutions/", "/emplois/", "/metiers/", "/projets/", "/rejoindre/", "/plan-du-site/", "/cookies/",
         "/candidature-spontanee/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/"]  # fmt: skip


@pytest.fixture
def create(django_capture_on_commit_callbacks, capsys):
    def run(**options) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            call_command("create_site", **options)
        return capsys.readouterr().out

    return run


def test_until_then_the_front_page_says_in_french_what_to_run(client):
    page = client.get("/")
    assert page.status_code == 503
    assert "manage.py create_site" in html_of(page)
    assert "Welcome" not in html_of(page)
    assert client.get("/n-importe-quoi/").status_code == 404


def test_every_page_of_a_new_portal_answers(client, create):
    create(**GIVEN)
    for path in PAGES:
        page = client.get(path)
        assert page.status_code == 200, path
        assert "à compléter" not in html_of(page), path
    menu = set(re.findall(r'class="fr-(?:nav__link|footer__bottom-link)" href="([^"]+)"', html_of(client.get("/"))))
    assert len(menu) >= 10
    assert {path: client.get(path).status_code for path in menu} == dict.fromkeys(menu, 200)
    assert "20 avenue de Ségur" in html_of(client.get("/mentions-legales/"))
    assert MetierPage.objects.count() == Metier.objects.count() == 52
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert Workflow.objects.filter(name="Publication").exists()
    assert html_of(client.get("/recherche/?q=accessibilité")).count("/accessibilite/") >= 2


def test_run_again_it_changes_nothing(create):
    create(**GIVEN)
    home = HomePage.objects.get()
    home.title = "Un titre à nous"
    home.save()
    before = list(Page.objects.order_by("pk").values())
    mail.outbox.clear()
    create(**GIVEN, service="Autre")
    assert list(Page.objects.order_by("pk").values()) == before


def test_legal_pages_that_lack_something_wait_as_drafts_and_are_named(client, create):
    said = create(courriel="premiere@exemple.invalid")
    assert "« Mentions légales »" in said
    page = ContentPage.objects.get(slug="mentions-legales")
    assert not page.live
    assert "[à compléter : editeur]" in str(page.body)
    assert client.get("/mentions-legales/").status_code == 404
    assert client.get("/cookies/").status_code == 200


def test_the_first_administrator_chooses_a_password_by_the_link_mailed(client, create, django_user_model):
    create(**GIVEN)
    (invitation,) = mail.outbox
    assert invitation.to == ["premiere@exemple.invalid"]
    user = django_user_model.objects.get()
    assert (user.is_superuser, user.has_usable_password()) == (True, False)
    assert user.groups.filter(name=MISSION_TALENTS).exists()
    link = re.search(r"http://localhost:8000(/\S+)", invitation.body)[1]
    form = client.get(link, follow=True).request["PATH_INFO"]
    phrase = "une-longue-phrase-de-passe"
    client.post(form, {"new_password1": phrase, "new_password2": phrase})
    user.refresh_from_db()
    assert user.check_password(phrase)
    create(**GIVEN)
    assert len(mail.outbox) == 1, "who has a password is not invited again"


@pytest.mark.parametrize(
    ("base_url", "root"),
    [("https://metiers.exemple.fr", "https://metiers.exemple.fr"), ("http://localhost:8123", "http://localhost:8123")],
)
def test_one_base_address_for_pages_site_map_and_api(client, create, settings, base_url, root):
    with override_settings(BASE_URL=base_url):
        create(**GIVEN)
    assert Site.objects.get().root_url == root
    host = root.partition("://")[2]
    settings.ALLOWED_HOSTS = ["*"]
    site_map = html_of(client.get("/sitemap-pages.xml", headers={"host": host}, secure=root.startswith("https")))
    assert f"<loc>{root}/accessibilite/</loc>" in site_map
    told = client.get("/api/v2/pages/?limit=5", headers={"host": host}, secure=root.startswith("https")).json()
    assert all(item["meta"]["html_url"].startswith(f"{root}/") for item in told["items"])


def test_an_address_that_is_none_is_refused_before_anything_is_made():
    with pytest.raises(CommandError) as error:
        call_command("create_site", courriel="pas une adresse")
    assert error.value.returncode == 2
    assert not HomePage.objects.exists()


def test_in_a_terminal_it_asks_for_what_is_missing(create, monkeypatch):
    answers = iter(
        ["pas une adresse", "premiere@exemple.invalid", "Éditrice", "", "Hébergeur", "contact@exemple.invalid"]
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert "« Mentions légales »" in create()
    assert mail.outbox[0].to == ["premiere@exemple.invalid"]
