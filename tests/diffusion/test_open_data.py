"""The files of /donnees/: what is public, whole, and coming back through our own import without a change."""

import csv
import datetime as dt
import io
import json

import pyarrow.parquet
import pytest
from django.core.management import call_command

from diffusion import whole_files
from diffusion.models import Fichier
from echanges.csp.cards import OpenData
from echanges.form import OffreEchangee
from echanges.running import Run
from emplois.models import Lieu, Offre
from referentiels.models import Commune, Metier, Region

from ..factories import OffreFactory, add_vitrine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


@pytest.fixture
def offers(institutions):
    above = add_vitrine(institutions, "Services du Premier ministre")
    dinum = add_vitrine(above, "Direction du numérique", sigle="DINUM", place=Commune.objects.get(pk="75056"))
    whole = OffreFactory(
        vitrine=dinum, title="Développeuse ou développeur ; \"Python\"", reference="R-1", versant="FPT",
        metier=Metier.objects.get(slug="architecte-technique"), contracts=["PERMANENT", "CDD"], contract_months=24,
        ouverture="TERRITORIAL", categories=["A", "B"], vacance="VACANT", experience="EXPERT", diplome_niveau=3,
        working_time="TEMPS_PARTIEL", teletravail="TOTAL", management="AVEC", competences="Python\nSQL",
        deadline=dt.date(2026, 4, 1), vacant_on=dt.date(2026, 5, 1),
    )  # fmt: skip
    Lieu.objects.create(offre=whole, commune=Commune.objects.get(pk="35238"), address="2 rue du Bac, 35000 Rennes")
    bare = OffreFactory(vitrine=above)
    Lieu.objects.create(offre=bare, commune=Commune.objects.get(pk="69123"))
    wide = OffreFactory(vitrine=dinum, source="CSP", reference="C-1", contracts=["CDI"])
    Lieu.objects.create(offre=wide, region=Region.objects.get(pk="53"))
    abroad = OffreFactory(vitrine=dinum)
    Lieu.objects.create(offre=abroad, country="Belgique", address="Bruxelles")
    OffreFactory(vitrine=dinum, title="Brouillon secret", live=False, first_published_at=None)
    OffreFactory(vitrine=dinum, title="Fermée", filled_on=dt.date(2026, 3, 1))
    return whole


def published(client, name: str) -> bytes:
    call_command("publish_open_data")
    response = client.get(f"/donnees/{name}")
    assert response.status_code == 200
    return b"".join(response)


def rows(raw: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))


def test_only_open_offers_are_published(client, offers):
    found = rows(published(client, "offres.csv"))
    assert len(found) == 4
    assert "secret" not in str(found)
    first = next(row for row in found if row["Référence"] == "R-1")
    assert first["Catégorie"] == "Catégorie A (cadre) ; Catégorie B (profession intermédiaire)"
    assert first["Date de fin de publication par défaut"] == "01/04/2026"
    assert first["Employeur"] == "Services du Premier ministre - Direction du numérique"
    assert first["Adresse de l'offre"] == f"http://localhost:8000{offers.get_absolute_url()}"


def test_all_forms_hold_the_same(client, offers):
    table = published(client, "offres.csv")
    whole = json.loads(published(client, "offres.json"))
    columns = pyarrow.parquet.read_table(io.BytesIO(published(client, "offres.parquet")))
    assert columns.to_pylist() == rows(table)
    assert [form["identification"]["reference"] for form in whole] == [row["Référence"] for row in rows(table)]
    complete = next(form for form in whole if form["identification"]["reference"] == "R-1")
    OffreEchangee.model_validate(complete)


def everything() -> list:
    return [list(Offre.objects.order_by("pk").values()), list(Lieu.objects.order_by("pk").values())]


def test_our_own_export_imports_back_without_a_change(client, offers):
    raw = published(client, "offres.csv")
    Run(OpenData()).over(io.BytesIO(raw))  # What of it came from the same source is known from now on.
    before = everything()
    report = Run(OpenData()).over(io.BytesIO(raw))
    assert (report.inchangees, report.lues, report.creees, report.fermees) == (4, 4, 0, 0)
    assert everything() == before


def test_imported_elsewhere_it_exports_the_same_again(client, offers):
    raw = published(client, "offres.csv")
    Offre.objects.all().delete()
    report = Run(OpenData()).over(io.BytesIO(raw))
    assert (report.creees, report.adds_up) == (4, True)

    def exchanged(found: bytes) -> list[dict]:
        return [{k: v for k, v in row.items() if k != "Adresse de l'offre"} for row in rows(found)]

    def by_reference(found: list[dict]) -> list[dict]:
        return sorted(found, key=lambda row: row["Référence"])

    assert by_reference(exchanged(published(client, "offres.csv"))) == by_reference(exchanged(raw))


def test_entities(client, offers):
    found = {row["nom"]: row for row in rows(published(client, "entites.csv"))}
    assert found["Direction du numérique"]["rattachement"] == "Services du Premier ministre"
    assert (found["Direction du numérique"]["offres"], found["Services du Premier ministre"]["offres"]) == ("3", "4")
    assert found["Direction du numérique"]["code_commune"] == "75056"


def test_the_number_of_queries_does_not_grow(client, offers, django_assert_max_num_queries):
    OffreFactory.create_batch(30, vitrine=offers.vitrine)
    with django_assert_max_num_queries(5):
        rows = [whole_files.offer_row(offre, places) for offre, places in whole_files.offers()]
    assert len(rows) == 34


def test_a_new_file_replaces_the_old_one_and_unchanged_is_304(client, offers):
    published(client, "offres.csv")
    old = Fichier.objects.get(name="offres.csv").file
    etag = client.get("/donnees/offres.csv")["ETag"]
    assert client.get("/donnees/offres.csv", headers={"If-None-Match": etag}).status_code == 304
    offers.mark_filled()
    assert len(rows(published(client, "offres.csv"))) == 3
    assert client.get("/donnees/offres.csv", headers={"If-None-Match": etag}).status_code == 200
    assert Fichier.objects.get(name="offres.csv").file.name != old.name


def test_the_catalogue_tells_each_file_after_dcat(client, offers):
    published(client, "offres.csv")
    told = client.get("/donnees/catalogue.jsonld").json()
    assert told["@type"] == "dcat:Catalog"
    offres, entites = told["dcat:dataset"]
    assert {file["dcat:downloadURL"]["@id"].rpartition("/")[2] for file in offres["dcat:distribution"]} == {
        "offres.csv", "offres.json", "offres.parquet",
    }  # fmt: skip
    for dataset in (offres, entites):
        assert dataset["dct:license"]["@id"].endswith("licence-ouverte-open-licence")
        assert all(dataset[f"dct:{name}"] for name in ("title", "description", "publisher", "modified", "identifier"))


def test_the_page_before_and_after_the_first_night(client, offers, strict_templates):
    assert "heure qui suit l’ouverture" in client.get("/donnees/").content.decode()
    assert client.get("/donnees/offres.csv").status_code == 503
    call_command("publish_open_data")
    page = client.get("/donnees/").content.decode()
    assert 'href="/donnees/offres.parquet"' in page
    assert "GeoNames" in page
    assert client.get("/donnees/../secret").status_code == 404
