"""Any table of an entity's own: matched, previewed, imported, remembered."""

import csv
import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from core import confined
from echanges.models import Colonnes, Import
from echanges.running import CannotRead
from echanges.tables.reading import read
from emplois.models import Offre
from equipes.roles import create_entity_roles, stop_trusting
from relecture.workflow import create_publication_workflow

from ..factories import add_vitrine
from ..html import html_of

pytestmark = pytest.mark.django_db
HEADER = ["N°", "Poste", "Ville", "Contrat", "Salaire min", "Date limite", "Télétravail", "Mail", "Remarque", "Cat"]
ROW = ["P-1", "Développeuse ou développeur", "35000 RENNES", "CDI ; CDD", "40 000 €", "30/04/2026", "Oui",
       "rh@exemple.invalid", "interne", "A"]  # fmt: skip


@pytest.fixture(autouse=True)
def _spring(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


@pytest.fixture
def dinum(institutions):
    vitrine = add_vitrine(institutions, "Direction du numérique", sigle="DINUM")
    create_entity_roles(vitrine)
    return vitrine


@pytest.fixture
def responsable(client, dinum, django_user_model):
    user = django_user_model.objects.create_user("responsable", "resp@exemple.invalid", "x")
    user.groups.add(Group.objects.get(name__startswith="Responsables - DINUM"))
    client.force_login(user)
    return user


STRINGS = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
"""What names the shared strings in the list of a workbook's parts."""


def csv_of(*rows: list[str], header: list[str] = HEADER) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([header, *rows])
    return written.getvalue().encode()


def xlsx_of(*rows: list) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


@pytest.fixture
def upload(client, dinum, responsable):
    def send(raw: bytes, name: str = "postes.csv"):
        return client.post(f"/admin/tableaux/{dinum.pk}/", {"file": SimpleUploadedFile(name, raw)}, follow=True)

    return send


def matched(page) -> dict[str, str]:
    return {f"column-{column['number']}": column["path"] for column in page.context["columns"]}


def test_columns_are_guessed_previewed_and_nothing_is_kept_before_one_agrees(client, upload, mailoutbox):
    page = upload(csv_of(ROW, ["P-2", "", *ROW[2:]]))
    chosen = matched(page)
    assert chosen["column-0"] == "identification.reference"
    assert chosen["column-1"] == "titre"
    assert chosen["column-8"] == ""
    address = page.request["PATH_INFO"]
    preview = client.post(address, chosen | {"preview": "1"})
    text = preview.content.decode()
    assert preview.context["outcomes"][0]["errors"] == []
    assert [row["status"] for row in preview.context["outcomes"]] == ["À créer, en brouillon", "Refusée"]
    assert "Intitulé (obligatoire) : Ce champ ne peut pas être vide." in text
    assert not Offre.objects.exists()
    assert mailoutbox == []


SHORT = [*ROW[:3], "VACATION", *ROW[4:]]
"""A contract for which the law wants no mention; for a permanent one it does."""


def test_the_import_makes_drafts_that_nobody_else_sees_and_tells_what_it_refused(client, upload, dinum, mailoutbox):
    page = upload(csv_of(ROW, ["P-2", "Autre", "Nulle part", *ROW[3:]]))
    page = client.post(page.request["PATH_INFO"], matched(page) | {"import": "1"}, follow=True)
    assert not Offre.objects.public().exists()
    assert mailoutbox == []
    offre = Offre.objects.get()
    assert not offre.workflow_in_progress
    assert (offre.reference, offre.title, offre.vitrine) == ("P-1", "Développeuse ou développeur", dinum)
    assert (offre.contracts, offre.pay_min, offre.deadline) == (["CDI", "CDD"], 40_000, dt.date(2026, 4, 30))
    assert (offre.teletravail, offre.apply_email, offre.categories) == ("PARTIEL", "rh@exemple.invalid", ["A"])
    assert [str(lieu) for lieu in offre.lieux.all()] == ["Rennes (35)"]
    text = html_of(page)
    assert "Créées : 1." in text
    assert "En brouillon : 1" in text
    assert "En France, un lieu a son département" in text
    assert not Import.objects.get().file


def test_choices_are_remembered_for_the_entity(client, upload, dinum):
    page = upload(csv_of(ROW))
    chosen = matched(page) | {"column-8": "description.mission", "import": "1"}
    client.post(page.request["PATH_INFO"], chosen)
    assert Colonnes.objects.get(vitrine=dinum).mapping["remarque"] == "description.mission"
    assert matched(upload(csv_of(ROW)))["column-8"] == "description.mission"
    page = upload(csv_of(ROW))
    page = client.post(page.request["PATH_INFO"], matched(page) | {"import": "1"}, follow=True)
    assert "Sans changement : 1." in html_of(page)


def test_a_workbook_with_dates_and_numbers(client, upload):
    header = ["Référence", "Intitulé", "Lieu", "Date limite", "Rémunération minimale", "Catégorie"]
    row = [12, "Cheffe ou chef de projet", "Paris 15e", dt.datetime(2026, 5, 1), 45_000.0, "B"]
    raw = xlsx_of(header, row, [None] * 6)
    page = upload(raw, "postes.xlsx")
    client.post(page.request["PATH_INFO"], matched(page) | {"import": "1"})
    offre = Offre.objects.get()
    assert (offre.reference, offre.deadline, offre.pay_min) == ("12", dt.date(2026, 5, 1), 45_000)
    assert offre.apply_here


def test_what_must_be_matched_is_told(client, upload):
    page = upload(csv_of(ROW))
    address = page.request["PATH_INFO"]
    assert "Dites quelle colonne est" in html_of(client.post(address, {"column-1": "titre"}))
    twice = matched(page) | {"column-8": "titre"}
    assert "Deux colonnes sont prises" in html_of(client.post(address, twice))
    assert client.post(address, {"column-0": "portail.secret"}).status_code == 200


@pytest.mark.parametrize(
    ("raw", "name", "message"),
    [
        (b"", "x.csv", "vide"),
        (b"\n\n", "x.csv", "vide"),
        (b"PK\x03\x04rien", "x.xlsx", "ne peut pas"),
        (b"a;a\n1;2", "x.csv", "Deux colonnes"),
        (b"a;b\n" + b"1;2\n" * 2_001, "x.csv", "Plus de 2000"),
        (b"x" * 10_000_001, "x.csv", "10 Mo"),
    ],
)
def test_what_is_no_table_is_refused(raw, name, message):
    with pytest.raises(CannotRead, match=message):
        read(io.BytesIO(raw), name)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", b"0" * 400_000_000),
        ("xl/sharedStrings.xml", b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
         + b"<si><t/></si>" * 5_000_000 + b"</sst>"),
    ],
    ids=["one part", "strings"],
)  # fmt: skip
def test_a_workbook_that_swells_is_refused_and_costs_this_process_nothing(part, content):
    """208 KB of shared strings took 94 s and 460 MB."""
    written = io.BytesIO()
    workbook = zipfile.ZipFile(io.BytesIO(xlsx_of(["a", "b"], ["1", "2"])))
    with workbook, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in {*workbook.namelist(), part}:
            inside = content if name == part else workbook.read(name)
            parts.writestr(name, inside.replace(b"</Types>", STRINGS) if name == "[Content_Types].xml" else inside)
    before, started = time.process_time(), time.monotonic()
    with pytest.raises(CannotRead, match="trop gros"):
        read(io.BytesIO(written.getvalue()), "x.xlsx")
    assert time.process_time() - before < 1
    assert time.monotonic() - started < confined.PATIENCE + 3


def test_rows_after_many_empty_ones_are_not_lost():
    table = read(io.BytesIO(b"a;b\n1;2\n" + b"\n;\n" * 3_000 + b"3;4\n"), "x.csv")
    assert table.rows == [["1", "2"], ["3", "4"]]
    table = read(io.BytesIO(xlsx_of(["a", "b"], ["1", "2"], *[[None, None]] * 3_000, ["3", "4"])), "x.xlsx")
    assert table.rows == [["1", "2"], ["3", "4"]]


def test_another_entity_s_tables_do_not_exist(client, upload, institutions, dinum):
    other = add_vitrine(institutions, "Voisine")
    theirs = Import.objects.create(source="TABLEAU", vitrine=other, name="leur.csv")
    assert client.get(f"/admin/tableaux/{other.pk}/").status_code == 404
    assert client.get(f"/admin/tableaux/{other.pk}/{theirs.pk}/").status_code == 404
    assert client.get(f"/admin/tableaux/{dinum.pk}/{theirs.pk}/").status_code == 404
    assert client.get(f"/admin/imports/{theirs.pk}/").status_code in (302, 403, 404)


@pytest.mark.parametrize("trusted", [True, False])
def test_drafts_that_lack_nothing_are_published_or_submitted_at_a_click_the_others_named(
    client, upload, dinum, home, trusted
):
    create_publication_workflow(home)
    if not trusted:
        stop_trusting(dinum)
    page = upload(
        csv_of(SHORT, ["P-2", "Cheffe ou chef de projet", *SHORT[2:]], ["P-3", *ROW[1:3], "PERMANENT", *ROW[4:]])
    )
    address = page.request["PATH_INFO"]
    preview = client.post(address, matched(page) | {"preview": "1"}).context["outcomes"]
    assert [bool(row["lacks"]) for row in preview] == [False, False, True]
    text = html_of(client.post(address, matched(page) | {"import": "1"}, follow=True))
    assert ("Publier 2 offres" if trusted else "Soumettre 2 offres à la relecture") in text
    assert "À compléter avant publication : 1" in text
    assert "Mention obligatoire" in text
    assert not Offre.objects.public().exists()
    text = html_of(client.post(address, {"put_forward": "1"}, follow=True))
    assert ("Publiées : 2." if trusted else "Soumises à la relecture : 2.") in text
    assert "En brouillon : 1" in text
    assert "offres</button>" not in text
    assert set(Offre.objects.public().values_list("reference", flat=True)) == ({"P-1", "P-2"} if trusted else set())
    waiting = {offre.reference for offre in Offre.objects.all() if offre.workflow_in_progress}
    assert waiting == (set() if trusted else {"P-1", "P-2"})
    client.post(address, {"put_forward": "1"})  # Once more changes nothing.
    assert Offre.objects.public().count() == (2 if trusted else 0)


def test_change_of_a_public_offer_by_a_table_waits_as_a_draft_too(client, upload, dinum):
    page = upload(csv_of(SHORT))
    client.post(page.request["PATH_INFO"], matched(page) | {"import": "1"})
    client.post(page.request["PATH_INFO"], {"put_forward": "1"})
    page = upload(csv_of(["P-1", "Autre intitulé", *SHORT[2:]]))
    client.post(page.request["PATH_INFO"], matched(page) | {"import": "1"})
    assert Offre.objects.public().get().title == "Développeuse ou développeur"
    text = html_of(client.post(page.request["PATH_INFO"], {"put_forward": "1"}, follow=True))
    assert "Publiées : 1." in text
    assert Offre.objects.public().get().title == "Autre intitulé"


def test_someone_who_may_not_publish_does_not_by_a_table(client, upload, dinum, responsable):
    """Trusted as the entity may be: Mission Talents may take the right from a person's group."""
    page = upload(csv_of(SHORT))
    client.post(page.request["PATH_INFO"], matched(page) | {"import": "1"})
    responsable.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
    client.post(page.request["PATH_INFO"], {"put_forward": "1"})
    assert not Offre.objects.public().exists()
