"""What machines read from the portal stays the same, byte for byte, on every database.

A difference is either a mistake or a change that integrators have to be told of. For a change, write the files again
with `UPDATE_GOLDEN=1 .venv/bin/python -m pytest tests/golden` and read `git diff tests/golden` before the commit.
JSON is stored indented, a workbook as its cells, a page as its words: everything else as it was answered.
"""

import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from lxml import html

from core import page_cache
from diffusion import announcing
from diffusion.models import Abonnement, Livraison
from echanges.csp.cards import OpenData
from echanges.form import EXAMPLE, OffreEchangee
from echanges.mapping import content as content_of
from echanges.running import Run
from echanges.tables.columns import COLUMNS
from emplois.models import Offre
from search.documents import offre_document

from ..factories import OffreFactory
from . import content

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "files"
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))
LIST, FORM = "/admin/snippets/emplois/offre/", "/admin/snippets/emplois/offre/edit/91001/"
OFFER = "/emplois/developpeuse-ou-developpeur-python-hf/"
DINUM = "/institutions/services-du-premier-ministre/dinum/"

ANSWERS = {
    "api/offres.json": "/api/v2/offres/",
    "api/offres_filtrees.json": "/api/v2/offres/?teletravail=PARTIEL&contrat=CDD&entite=dinum&salaire_min=40000",
    "api/offre.json": f"/api/v2/offres/{content.WHOLE}/",
    "api/offre_nue.json": f"/api/v2/offres/{content.BARE}/",
    "api/offre_importee.json": f"/api/v2/offres/{content.WIDE}/",
    "api/offre_etranger.json": f"/api/v2/offres/{content.ABROAD}/",
    "api/entites.json": "/api/v2/entites/",
    "api/entite.json": f"/api/v2/entites/{content.DINUM}/",
    "api/metiers.json": "/api/v2/metiers/",
    "api/metier.json": "/api/v2/metiers/architecte-technique/",
    "api/page_vitrine.json": f"/api/v2/pages/{content.DINUM}/",
    "api/pages_vitrine.json": f"/api/v2/pages/?child_of={content.DINUM}",
    "api/schema.json": "/api/v2/schema.json",
    "flux/emplois.rss": "/emplois/flux.rss",
    "flux/emplois.atom": "/emplois/flux.atom",
    "flux/emplois.json": "/emplois/flux.json",
    "flux/emplois.ics": "/emplois/flux.ics",
    "flux/entite.rss": f"{DINUM}offres/flux.rss",
    "flux/offre.md": f"{OFFER}index.md",
    "flux/vitrine.md": f"{DINUM}index.md",
    "sitemap.xml": "/sitemap.xml",
    "sitemap-offres.xml": "/sitemap-offres.xml",
    "sitemap-entites.xml": "/sitemap-entites.xml",
}
"""By golden file, the address that answers it."""
PUBLISHED = {
    "donnees/offres.csv": "/donnees/offres.csv",
    "donnees/offres.json": "/donnees/offres.json",
    "donnees/entites.csv": "/donnees/entites.csv",
    "donnees/catalogue.json": "/donnees/catalogue.jsonld",
    "flux/indeed.xml": "/flux/indeed.xml",
    "flux/linkedin.xml": "/flux/linkedin.xml",
}
"""Files that are written in the background first."""


@pytest.fixture(scope="module")
def portal(module_transaction) -> None:
    with module_transaction.unblock():
        content.build()


@pytest.fixture
def offre(portal, time_machine) -> Offre:
    """The most complete offer, a little after its change."""
    time_machine.move_to(content.NOW, tick=False)
    return Offre.objects.get(pk=content.WHOLE)


@pytest.fixture
def office(client, offre, django_user_model):
    """The portal's office: a browser that sees everything in the CMS."""
    client.force_login(django_user_model.objects.create_superuser("bureau", "bureau@exemple.invalid", "x"))
    return client


def check(name: str, answer: bytes) -> None:
    """Compare `answer` with the golden file `name`, or write it where that is asked for."""
    if name.endswith(".json"):
        answer = (json.dumps(json.loads(answer), ensure_ascii=False, indent=1) + "\n").encode()
    path = FILES / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer)
    assert path.exists(), f"no golden file {name}"
    assert answer.decode() == path.read_bytes().decode(), f"{name} differs: see the top of {Path(__file__).name}"


def read(client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return b"".join(response) if response.streaming else response.content


def words(page: bytes, xpath: str) -> bytes:
    """The words of a part of a page, a line for each run of text."""
    part = html.fromstring(page.decode()).xpath(xpath)[0]
    lines = (" ".join(text.split()) for text in part.itertext())
    return "\n".join(line for line in lines if line).encode() + b"\n"


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_stays_the_same(client, offre, name):
    check(name, read(client, ANSWERS[name]))


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_file_stays_the_same(client, offre, name):
    call_command("publish_open_data")
    answer = read(client, PUBLISHED[name])
    if name == "donnees/catalogue.json":  # The library that writes Parquet signs its files with its version.
        parts = answer.decode().split('"dct:title": "Les offres ouvertes, en colonnes"')
        assert len(parts) == 2
        parts[1] = re.sub(r'"(dcat:byteSize|spdx:checksumValue)": [^,}]+', r'"\1": null', parts[1], count=2)
        answer = '"dct:title": "Les offres ouvertes, en colonnes"'.join(parts).encode()
    check(name, answer)


@pytest.mark.parametrize(
    ("name", "address"),
    [("offre", OFFER), ("offre_etranger", ""), ("vitrine", DINUM), ("accueil", "/"), ("emplois", "/emplois/")],
)
def test_structured_data_stays_the_same(client, offre, name, address):
    address = address or Offre.objects.get(pk=content.ABROAD).get_absolute_url()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', read(client, address).decode(), re.S)
    assert found
    check(f"jsonld/{name}.json", f"[{','.join(found)}]".encode())


def test_the_words_of_an_offer_s_page_stay_the_same(client, offre):
    check("page_offre.txt", words(read(client, OFFER), "//article"))


def test_what_an_offer_is_found_by_stays_the_same(offre):
    check("recherche.txt", "\n".join(sorted(offre_document(offre, []).tokens.split())).encode() + b"\n")


def test_the_export_of_the_list_stays_the_same(office):
    """Row by row: databases differ on whether offers that were never published come first."""
    check("cms/export.csv", b"\n".join(sorted(read(office, f"{LIST}?export=csv").splitlines())) + b"\n")
    book = openpyxl.load_workbook(io.BytesIO(read(office, f"{LIST}?export=xlsx")))
    cells = [[f"{type(cell).__name__} {cell}" for cell in row] for row in book.active.iter_rows(values_only=True)]
    check("cms/export_xlsx.json", json.dumps(sorted(cells)).encode())


def _controls(page: bytes, value: Callable = lambda element: "") -> bytes:
    """The headings, labels, helps and fields of the form that holds an offer, in their order."""
    lines = []
    for element in html.fromstring(page.decode()).xpath("//*[@name='title']/ancestor::form[1]//*"):
        if element.tag in ("label", "h2", "h3", "legend") or "help" in element.get("class", "").split():
            lines.append(f"{element.tag}: {' '.join(element.text_content().split())}")
        elif element.tag in ("input", "select", "textarea") and element.get("name", "csrf").partition("-")[0] != "csrf":
            lines.append(f"[{element.get('name')}] {element.get('maxlength') or ''}{value(element)}".rstrip())
    return "\n".join(line for line in lines if "csrfmiddleware" not in line).encode() + b"\n"


def test_the_form_of_an_offer_stays_the_same(office):
    check("cms/formulaire.txt", _controls(read(office, FORM)))


def test_a_duplicate_starts_with_the_same_values(office):
    def value(element) -> str:
        if element.tag == "select":
            return f" = {' '.join(element.xpath('.//option[@selected]')[0].itertext()).strip()}" if element.xpath(
                ".//option[@selected]") else ""  # fmt: skip
        checked = element.get("type") not in ("checkbox", "radio") or "checked" in element.attrib
        return f" = {element.text or element.get('value', '')}".replace("\n", " ") if checked else ""

    controls = _controls(read(office, f"{LIST}copy/{content.WHOLE}/"), value).decode()
    controls = re.sub(r'"key": "\w+"|(?<=\[loaded_revision_id\]  = )\d+', "…", controls)  # Draftail draws its keys.
    check("cms/copie.txt", controls.encode())


def test_a_webhook_says_the_same(offre):
    abonnement = Abonnement.objects.create(vitrine=offre.vitrine, url="https://exemple.invalid/")
    announcing.announce_changes()
    OffreFactory(pk=91_010, vitrine=offre.vitrine, title="Nouvelle & belle")
    page_cache.drop_all()
    announcing.announce_changes()
    payloads = list(Livraison.objects.filter(abonnement=abonnement).order_by("pk").values_list("payload", flat=True))
    check("webhook.json", json.dumps(payloads, sort_keys=True).encode())  # PostgreSQL orders keys in its own way.


def values(offre: Offre) -> dict:
    """What an offer holds, by the names of its columns, without the keys that the database gives."""
    told = {field.attname: field.value_from_object(offre) for field in Offre._meta.concrete_fields}
    told["metier_id"] = offre.metier.slug if offre.metier else None
    lieux = offre.lieux.order_by("sort_order", "pk")
    told["lieux"] = list(lieux.values_list("commune", "departement", "region", "country", "address"))
    for name in ("id", "latest_revision_id", "live_revision_id"):
        told.pop(name)
    return told


def test_the_file_of_the_exchange_comes_back_as_the_same_offers(client, offre):
    call_command("publish_open_data")
    raw = read(client, "/donnees/offres.csv")
    Offre.objects.all().delete()
    Run(OpenData()).over(io.BytesIO(raw))
    told = {found.reference: values(found) for found in Offre.objects.order_by("reference")}
    check("import_csp.json", json.dumps(told, default=str).encode())


def test_an_offer_in_the_exchange_s_form_says_the_same(client, offre):
    forms = [EXAMPLE, client.get(f"/api/v2/offres/{content.WHOLE}/").json()["echange"]]
    told = [content_of(OffreEchangee.model_validate(form)).fields for form in forms]
    check("import_formulaire.json", json.dumps(told, default=str, sort_keys=True).encode())


def test_the_columns_of_a_table_stay_the_same():
    check("import_tableau.json", json.dumps([[c.path, c.label, c.names] for c in COLUMNS]).encode())
