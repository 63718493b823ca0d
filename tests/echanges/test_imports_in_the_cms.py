"""Imports asked for in the CMS, and what waits in quarantine: for Mission Talents alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from echanges.models import Import
from emplois.models import Offre
from equipes.roles import create_entity_roles

from .conftest import ROW, csv_of, row, run

pytestmark = pytest.mark.django_db


def test_a_file_is_imported_with_its_report(client, talents, dinum):
    client.force_login(talents)
    sent = SimpleUploadedFile("offres.csv", csv_of(ROW, row(Référence="2", Employeur="?")).encode())
    page = client.post("/admin/imports/", {"source": "CSP", "file": sent}, follow=True)
    asked = Import.objects.get()
    assert (asked.etat, asked.report["creees"], asked.percent) == ("FAIT", 1, 100)
    assert not asked.file
    text = page.content.decode()
    assert "Offres créées" in text
    assert "employeur inconnu (1)" in text
    assert "Refresh" not in page.headers


def test_one_that_goes_on_comes_again_by_itself(client, talents):
    client.force_login(talents)
    asked = Import.objects.create(source="CSP", name="x.csv", total=200, done=50, etat=Import.Etat.EN_COURS)
    page = client.get(f"/admin/imports/{asked.pk}/")
    assert page["Refresh"] == "3"
    assert "25 %" in page.content.decode()


def test_one_whose_worker_was_killed_says_so(client, talents, time_machine):
    client.force_login(talents)
    asked = Import.objects.create(source="CSP", name="x.csv", total=200, done=50, etat=Import.Etat.EN_COURS)
    time_machine.move_to("2026-03-02T09:06:00Z")
    page = client.get(f"/admin/imports/{asked.pk}/")
    assert "s’est interrompu" in page.content.decode()
    assert "Refresh" not in page.headers


def test_what_is_no_such_file_is_told(client, talents, dinum):
    client.force_login(talents)
    page = client.post("/admin/imports/", {"source": "CSP", "file": SimpleUploadedFile("x.csv", b"a;b")}, follow=True)
    assert "Ce n’est pas le fichier attendu" in page.content.decode()


def test_an_employer_is_resolved_for_all_its_rows_at_once(client, talents, dinum):
    run(*(row(Référence=str(number), Employeur="Dir. du num.") for number in range(3)))
    client.force_login(talents)
    assert "Dir. du num." in client.get("/admin/imports/quarantaine/").content.decode()
    page = client.post("/admin/imports/quarantaine/", {"label": "Dir. du num.", "vitrine": dinum.pk}, follow=True)
    assert "3 lignes sont reprises" in page.content.decode()
    assert Offre.objects.public().count() == 3
    assert "Rien n’attend" in client.get("/admin/imports/quarantaine/").content.decode()


@pytest.mark.parametrize("address", ["", "1/", "quarantaine/"])
def test_they_are_for_mission_talents_alone(client, dinum, django_user_model, address):
    roles = create_entity_roles(dinum)
    recruiter = django_user_model.objects.create_user("recruteuse", "r@exemple.invalid", "x")
    recruiter.groups.add(*roles.values())
    client.force_login(recruiter)
    for ask in (client.get, client.post):
        assert ask(f"/admin/imports/{address}").status_code in (302, 403, 404)
    assert "/admin/imports/" not in client.get("/admin/").content.decode()
