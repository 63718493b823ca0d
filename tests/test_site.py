"""The tree, the reference lists, the security headers and the project's own set-up."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.test.utils import WagtailPageTestCase

from core import dsfr_bundle
from core.logs import ImpersonalFormatter
from core.static_files import StaticFilesStorage
from home.models import ContentPage, HomePage
from referentiels.models import Commune, Famille, Metier, Region
from vitrines.models import InstitutionsPage, VitrinePage

from .factories import add_vitrine

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.django_db
def test_reference_lists_are_there_after_migrate():
    assert (Metier.objects.count(), Famille.objects.count(), Commune.objects.count()) == (52, 10, 8859)
    assert Region.objects.get(pk="53").name == "Bretagne"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["69123", "Lyon", "LYON"])
def test_commune_is_found_by_code_and_name(text):
    assert Commune.objects.matching(text)[0].code == "69123"


class TestTree(WagtailPageTestCase):
    def test_a_vitrine_stands_under_the_directory_or_another_vitrine(self):
        self.assertAllowedParentPageTypes(VitrinePage, {InstitutionsPage, VitrinePage})
        self.assertAllowedParentPageTypes(InstitutionsPage, {HomePage})
        self.assertAllowedParentPageTypes(ContentPage, {HomePage, ContentPage})


def test_entity_may_not_take_the_address_of_a_listing(institutions):
    with pytest.raises(ValidationError, match="réservé"):
        add_vitrine(institutions, "Offres", slug="offres")


def test_pages_answer_at_their_addresses(client, institutions, vitrine):
    below = add_vitrine(vitrine, "Sous-direction")
    for url in ("/", "/institutions/", "/institutions/direction-du-numerique/", below.url):
        assert client.get(url).status_code == 200, url


def test_public_pages_have_a_strict_policy_and_the_cms_answers(client, admin_client, home, offre):
    policy = client.get("/emplois/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-inline" in admin_client.get("/admin/")["Content-Security-Policy"]
    assert admin_client.get(f"/admin/snippets/emplois/offre/edit/{offre.pk}/").status_code == 200
    assert admin_client.get("/admin/snippets/emplois/offre/").status_code == 200


def run_check(**environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "site_metiers.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_refuses_to_start_without_its_secrets():
    result = run_check(ALLOWED_HOSTS="exemple.invalid")
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
    assert "manquantes : SECRET_KEY." in result.stderr


def test_production_refuses_to_keep_applications_where_images_are():
    told = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "exemple.invalid", "S3_BUCKET": "images"}
    for private in ({}, {"S3_PRIVATE_BUCKET": "images"}):
        result = run_check(**told, **private)
        assert result.returncode != 0
        assert "S3_PRIVATE_BUCKET" in result.stderr


def test_production_settings_pass_the_deployment_check():
    result = run_check(SECRET_KEY="k9" + "abcdefghijklmnopqrstuvwxyz" * 3, ALLOWED_HOSTS="exemple.invalid")
    assert result.returncode == 0, result.stderr


def test_no_template_stands_unused():
    """Every template is named by another one, by the code, or is where Django or Wagtail looks for it."""
    known_by_place = {"404.html", "500.html", "503.html", "wagtailcore/shared/block_preview.html"}
    templates = ROOT / "templates"
    sources = [
        *templates.rglob("*.html"),
        *(file for app in ROOT.glob("*/apps.py") for file in app.parent.rglob("*.py")),
    ]
    text = "".join(file.read_text() for file in sources)
    names = {str(file.relative_to(templates)) for file in templates.rglob("*.html")}
    assert {name for name in names - known_by_place if f'"{name}"' not in text} == set()


def test_every_class_of_the_design_system_that_a_template_names_is_in_the_style_sheet(tmp_path):
    dsfr_bundle.build(tmp_path, ROOT / "templates")
    css = (tmp_path / "site" / "dsfr.css").read_text()
    html = "".join(file.read_text() for file in (ROOT / "templates").rglob("*.html"))
    attributes = " ".join(re.findall(r'class="([^"]*)"', html))
    named = set(re.findall(r"(?<![\w-])fr-[a-z0-9_-]+[a-z0-9](?![\w{-])", re.sub(r"{%.*?%}", " ", attributes)))
    unstyled = {
        "fr-footer__content-item",
        "fr-sidemenu__item--active",
    }  # The DSFR names, but does not style them.
    assert {name for name in named if f".{name}" not in css} == unstyled


def test_our_scripts_and_style_sheets_are_served_without_their_comments(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")

    def served(name: str, content: bytes) -> str:
        return (tmp_path / storage.save(name, ContentFile(content))).read_text()

    for file in (*(ROOT / "static").glob("site/*.css"), *(ROOT / "static").glob("site/*.js")):
        text = served(f"site/{file.name}", file.read_bytes())
        assert not re.search(r"/\*|\*/", text), file
        assert all(line in file.read_text() for line in text.splitlines()), "nothing else changes"
    for name in ("site/dsfr.js", "cms/review.js"):  # The licence of the DSFR stays.
        assert served(name, b"/* a */ b()") == "/* a */ b()"


def test_log_names_no_address_of_a_person():
    formatter = ImpersonalFormatter("{levelname} {message}", style="{")
    record = logging.LogRecord("wagtail.admin", logging.ERROR, "", 1, "Failed for %s", ("a.b@exemple.invalid",), None)
    assert formatter.format(record) == "ERROR Failed for [adresse]"
