"""Offers of Choisir le service public's open data: found, cleaned, placed, put aside, closed; counted."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from alertes.matching import NewOffers
from echanges.csp.cards import OpenData
from echanges.csp.reading import LONGEST_CELL, NEEDED
from echanges.csp.scope import Scope
from echanges.models import Alias, Quarantaine
from echanges.running import CannotRead, Run
from emplois.models import Lieu, Offre
from referentiels.models import Commune

from ..factories import OffreFactory, add_vitrine
from .conftest import ROW, csv_of, row, run
from .csp_csv import COLUMNS, file

pytestmark = pytest.mark.django_db


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in (Offre, Lieu, Quarantaine)]


def test_a_row_becomes_a_card_that_leads_to_its_notice(dinum, client):
    report = run(ROW)
    assert (report.lues, report.creees) == (1, 1)
    offre = Offre.objects.public().get()
    assert offre.vitrine == dinum
    assert (offre.source, offre.reference, offre.title) == ("CSP", "2026-1", "Architecte SI h/f")
    assert (offre.versant, offre.ouverture, offre.vacance) == ("FPE", "CONTRACTUELS", "SUSCEPTIBLE")
    assert (offre.contracts, offre.contract_months, offre.categories) == (["CDD"], 24, ["APLUS"])
    assert (offre.experience, offre.diplome_niveau, offre.teletravail) == ("CONFIRME", 7, "PARTIEL")
    assert (offre.management, offre.working_time) == ("SANS", "TEMPS_PLEIN")
    assert offre.skills == ["Esprit d'équipe", "agilité", "rigueur"]
    assert offre.metier.slug == "architecte-technique"
    assert (offre.date_posted, offre.deadline) == (dt.date(2026, 2, 1), dt.date(2026, 4, 30))
    assert (offre.missions, offre.pay, offre.apply_here) == ("", "", False)
    assert (
        offre.apply_url == offre.csp_url == "https://choisirleservicepublic.gouv.fr/nos-offres/filtres/mot-cles/2026-1/"
    )
    assert [str(lieu) for lieu in offre.lieux.all()] == ["Rennes (35)"]
    assert (offre.places, Lieu.objects.get().region_id) == ("Rennes (35)", "53")
    page = client.get(offre.get_absolute_url()).content.decode()
    assert offre.apply_url in page
    assert "Architecte SI" in client.get("/emplois/?q=architecte&region=53").content.decode()


def test_a_second_run_writes_nothing(dinum, django_assert_num_queries):
    rows = [ROW, row(Référence="2"), row(Référence="3", Employeur="Inconnue")]
    run(*rows)
    before = everything()
    report = run(*rows)
    assert (report.inchangees, report.quarantaine, report.creees, report.modifiees) == (2, 1, 0, 0)
    assert everything() == before


def test_a_dry_run_says_the_same_and_writes_nothing(dinum):
    told = run(ROW, row(Référence="2", Employeur="Inconnue"), dry=True)
    assert (told.creees, told.quarantaine) == (1, 1)
    assert not Offre.objects.exists()
    assert not Quarantaine.objects.exists()


@pytest.mark.parametrize(
    ("metier", "specialisation", "title", "digital"),
    [
        ("Architecte technique", "", "Agent", True),
        ("Cuisinier", "Numérique", "Agent", True),
        ("Cuisinier", "Restauration", "Développeur web", False),
        ("", "", "Développeuse / Développeur Python", True),
        ("", "", "Ingénieur systèmes d’information décisionnelle", True),
        ("", "", "Chargé de communication numérique", False),
        ("", "", "Jardinière", False),
        ("", "", "Technicien informatique de proximité", True),
    ],
)
def test_only_digital_work_is_kept(db, metier, specialisation, title, digital):
    assert Scope().includes(metier, specialisation, title) is digital


def test_of_rows_with_one_reference_the_newest_dates_win(dinum):
    older = row(**{"Date de fin de publication par défaut": "15/03/2026", "Intitulé du poste": "Ancien développeur"})
    newer = row(**{"Date de première publication": "20/02/2026", "Intitulé du poste": "Nouveau développeur"})
    report = run(older, newer, older)
    assert (report.creees, report.doublons) == (1, 2)
    assert Offre.objects.get().title == "Nouveau développeur"


def test_a_date_without_end_is_no_deadline_and_a_past_one_is_left(dinum):
    endless = row(**{"Date de fin de publication par défaut": "31/12/9999"})
    past = row(Référence="2", **{"Date de fin de publication par défaut": "01/03/2026"})
    report = run(endless, past)
    assert (report.creees, report.perimees) == (1, 1)
    assert Offre.objects.get().deadline is None


def test_an_offer_that_left_the_file_is_closed_and_comes_back(dinum, client):
    run(ROW, row(Référence="2"))
    report = run(row(Référence="2"))
    assert (report.fermees, report.inchangees) == (1, 1)
    offre = Offre.objects.get(reference="2026-1")
    assert offre.etat == "EXPIREE"
    assert client.get(offre.get_absolute_url()).status_code == 200
    assert "n’est plus" in client.get(offre.get_absolute_url()).content.decode() or offre.closed_on
    again = run(ROW, row(Référence="2"))
    assert (again.modifiees, again.fermees) == (1, 0)
    assert Offre.objects.public().count() == 2
    offre.refresh_from_db()
    offre.full_clean()  # Nothing is left behind that makes the next save fail.


def test_a_file_that_would_close_most_offers_is_refused_unless_forced(dinum):
    run(*(row(Référence=str(number)) for number in range(30)))
    with pytest.raises(CannotRead, match="fermerait 29 offres sur 30"):
        run(row(Référence="1"))
    assert Offre.objects.public().count() == 30
    assert run(row(Référence="1"), force=True).fermees == 29


def test_what_a_person_has_edited_is_never_touched(dinum, admin_user):
    run(ROW)
    offre = Offre.objects.get()
    offre.title, offre.missions = "Architecte du système d’information", "<p>Écrites ici</p>"
    offre.save_revision(user=admin_user).publish()
    report = run(row(**{"Intitulé du poste": "Autre", "Management": "Oui"}))
    assert report.modifiees == 1
    offre.refresh_from_db()
    assert (offre.title, offre.missions) == ("Architecte du système d’information", "<p>Écrites ici</p>")
    assert offre.management == "AVEC"
    assert offre.get_latest_revision_as_object().management == "AVEC"


def test_what_an_import_changes_is_told_as_a_change(dinum, client, time_machine):
    """No webhook, and stale feeds and site map: only what a person published had its moment."""
    time_machine.move_to("2026-03-02T09:00:00Z")
    run(ROW)
    before = Offre.objects.get()
    time_machine.move_to("2026-03-05T09:00:00Z")
    run(row(**{"Nature de contrat": "CDD de 3 ans"}))
    after = Offre.objects.get()
    assert after.last_published_at > before.last_published_at
    assert after.first_published_at == before.first_published_at
    time_machine.move_to("2026-03-08T09:00:00Z")
    run(row(**{"Nature de contrat": "CDD de 3 ans"}))
    assert Offre.objects.get().last_published_at == after.last_published_at


def test_a_draft_being_written_is_kept(dinum, admin_user):
    run(ROW)
    offre = Offre.objects.get()
    offre.missions = "<p>Pas fini</p>"
    offre.save_revision(user=admin_user)
    run(row(**{"Management": "Oui"}))
    offre = Offre.objects.get()
    assert (offre.missions, offre.management, offre.has_unpublished_changes) == ("", "AVEC", True)
    draft = offre.get_latest_revision_as_object()
    assert (draft.missions, draft.management) == ("<p>Pas fini</p>", "AVEC")


class TestEmployers:
    def test_by_sigle_name_or_name_under_another(self, institutions, dinum):
        for ministry in ("Intérieur", "Culture"):
            add_vitrine(add_vitrine(institutions, f"Ministère de l’{ministry}"), "Direction du numérique")
        run(
            row(Référence="1", Employeur="", **{"Organisme de rattachement": "DINUM"}),
            row(Référence="2", Employeur="La Direction interministérielle du numérique"),
            row(Référence="3", Employeur="Ministère de l’Culture - Direction du numérique"),
            row(Référence="4", Employeur="Direction du numérique"),
            row(Référence="5", Employeur="Services du Premier ministre - Bureau inconnu"),
        )
        found = {o.reference: str(o.vitrine.get_parent()) + " > " + str(o.vitrine) for o in Offre.objects.all()}
        assert found["1"].endswith("> Direction interministérielle du numérique")
        assert found["2"].endswith("> Direction interministérielle du numérique")
        assert found["3"] == "Ministère de l’Culture > Direction du numérique"
        assert "4" not in found  # Two bear that name, and nothing says which.
        assert found["5"].endswith("> Services du Premier ministre")

    def test_an_unknown_one_waits_and_is_resolved_for_all_its_rows(self, dinum):
        rows = [row(Référence=str(number), Employeur="DIRECTION INTERMIN. DU NUM.") for number in range(3)]
        assert run(*rows).motifs == {"ENTITE": 3}
        waiting = Quarantaine.objects.all()
        assert {aside.key for aside in waiting} == {"direction intermin. du num."}
        Alias.objects.create(name="Direction intermin. du num.", vitrine=dinum)
        report = Run(OpenData()).again(list(waiting))
        assert (report.creees, report.lues) == (3, 3)
        assert not Quarantaine.objects.exists()
        assert run(*rows).inchangees == 3

    def test_rows_of_a_vitrine_not_on_line_wait(self, dinum):
        add_vitrine(dinum, "Nouvelle entité", live=False)
        assert run(row(Employeur="Nouvelle entité")).motifs == {"HORS_LIGNE": 1}

    def test_what_no_longer_waits_is_forgotten(self, dinum):
        run(row(Employeur="Inconnue"))
        run(row(Référence="2"))
        assert not Quarantaine.objects.exists()


DIRT = {
    "référence absente": (row(Référence=""), "REFERENCE"),
    "intitulé absent": (row(Référence="d1", **{"Intitulé du poste": ""}), "INTITULE"),
    "date impossible": (row(Référence="d2", **{"Date de première publication": "31/02/2026"}), "DATES"),
    "date en lettres": (row(Référence="d3", **{"Date de fin de publication par défaut": "fin mars"}), "DATES"),
    "fin avant début": (row(Référence="d4", **{"Date de première publication": "01/05/2026"}), None),
    "référence trop longue": (row(Référence="x" * 101), "REFERENCE"),
    "lieu absent": (row(Référence="d5", **{"Localisation du poste": "", "Lieu d'affectation": ""}), None),
    "niveau inconnu": (row(Référence="d6", **{"Niveau d'études": "Niveau 9"}), None),
    "intitulé sur deux lignes": (row(Référence="d7", **{"Intitulé du poste": "Chef\nde projet web"}), None),
    "formule": (row(Référence="=1+1"), None),
}


@pytest.mark.parametrize("name", DIRT)
def test_dirt_is_cleaned_or_put_aside_with_its_reason(dinum, name):
    dirty, motif = DIRT[name]
    report = run(dirty)
    assert report.motifs == ({motif: 1} if motif else {})
    assert report.creees == (0 if motif else 1)
    assert report.adds_up


def test_every_dirt_at_once_adds_up(dinum):
    rows = [dirty for dirty, _motif in DIRT.values()] + [ROW, ROW, row(Référence="d8", Employeur="?")]
    text = csv_of(*rows, columns=list(reversed(COLUMNS)))
    raw = b"\xef\xbb\xbf" + text.encode() + b'\r\n"court";"1"\r\n;;;\r\n' + "Métier été".encode("cp1252") + b"\x00\r\n"
    report = Run(OpenData()).over(io.BytesIO(raw))
    assert report.adds_up
    assert report.lues == len(rows) + 2  # A row whose cells are all empty is none.
    before = everything()
    again = Run(OpenData()).over(io.BytesIO(raw))
    assert (again.adds_up, again.creees, again.modifiees) == (True, 0, 0)
    assert everything() == before


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_report_adds_up_on_generated_files(institutions, seed):
    from home.demonstration.source_files import rows

    above = {}
    for entity in rows("entites.csv"):
        name = entity["rattachement"] or entity["entite"]
        above[name] = above.get(name) or add_vitrine(institutions, name)
        if entity["rattachement"]:
            above[name].refresh_from_db()
            add_vitrine(above[name], entity["entite"], sigle=entity["sigle"])
    raw = file(6_000, seed)
    report = Run(OpenData()).over(io.BytesIO(raw))
    assert report.adds_up
    assert report.lues == 6_000
    assert report.motifs.get("ENTITE", 0) <= 2  # Short rows, which end before their employer.
    assert report.creees == Offre.objects.count() > 20
    assert not Offre.objects.filter(lieux=None).exclude(places="").exists()
    assert Run(OpenData()).over(io.BytesIO(raw)).creees == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_and_delimiters(dinum, encoding):
    text = csv_of(ROW, delimiter="," if encoding == "cp1252" else ";").replace("\r\n", "\n")
    assert Run(OpenData()).over(io.BytesIO(text.encode(encoding))).creees == 1
    assert Offre.objects.get().metier_id is not None


def test_an_alert_sees_what_an_import_brings_though_it_was_published_before(dinum):
    since = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
    OffreFactory(vitrine=dinum, first_published_at=since - dt.timedelta(days=9))
    run(ROW)
    new = NewOffers(since, dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC))
    assert new.keys({}, since) == [Offre.objects.get(source="CSP").pk]


class TestCommand:
    def command(self, path, *options: str) -> str:
        written = io.StringIO()
        call_command("import_csp", str(path), *options, stdout=written)
        return written.getvalue()

    def test_it_writes_its_report(self, dinum, tmp_path):
        (tmp_path / "offres.csv").write_text(csv_of(ROW), encoding="utf-8")
        told = self.command(tmp_path / "offres.csv", "--report", str(tmp_path / "rapport.json"))
        assert "creees : 1" in told
        report = json.loads((tmp_path / "rapport.json").read_text())
        assert set(report) >= {"lues", "hors_perimetre", "perimees", "doublons", "quarantaine", "creees", "modifiees",
                               "inchangees", "fermees"}  # fmt: skip

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "colonne"),
            (b"a;b\n1;2\n", "Référence"),
            (";".join(NEEDED).encode() + b'\n"' + b"x" * (LONGEST_CELL + 10), "guillemet"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "colonne"),
        ],
    )  # fmt: skip
    def test_what_is_no_such_file_is_told_and_closes_nothing(self, dinum, tmp_path, content, message):
        run(ROW)
        (tmp_path / "faux.csv").write_bytes(content)
        with pytest.raises(CommandError, match=message) as refused:
            self.command(tmp_path / "faux.csv")
        assert refused.value.returncode == 2
        assert Offre.objects.public().count() == 1

    def test_a_file_that_is_not_there_or_a_report_that_cannot_be(self, dinum, tmp_path):
        with pytest.raises(CommandError, match="illisible"):
            self.command(tmp_path / "absent.csv")
        with pytest.raises(CommandError, match="dossier"):
            self.command(tmp_path / "absent.csv", "--report", str(tmp_path / "nulle" / "part.json"))


def test_places_of_both_kinds_are_kept_whole(dinum):
    run(
        row(Référence="1", **{"Lieu d'affectation": "", "Localisation du poste": "Cher (18 )"}),
        row(Référence="2", **{"Lieu d'affectation": "PARIS 04", "Localisation du poste": ""}),
        row(Référence="3", **{"Lieu d'affectation": "ARSENAL CASTIGNEAU\n83000 TOULON"}),
    )
    places = {lieu.offre.reference: (str(lieu), lieu.address) for lieu in Lieu.objects.select_related("offre")}
    assert places["1"] == ("Cher (18)", "")
    assert places["2"] == ("Paris (75)", "PARIS 04")
    assert places["3"] == ("Toulon (83)", "ARSENAL CASTIGNEAU 83000 TOULON")
    assert Commune.objects.filter(pk="75056").exists()


def test_a_run_that_is_killed_leaves_whole_batches_and_the_next_one_does_the_rest(dinum, monkeypatch):
    monkeypatch.setattr("echanges.bulk.BATCH", 10)
    rows = [row(Référence=str(number)) for number in range(35)]
    batches = []

    def power_cut(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "emplois_offre"'):
            batches.append(sql)
        if len(batches) == 3 and sql.startswith('INSERT INTO "echanges_provenance"'):
            raise SystemExit("coupure")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(power_cut), pytest.raises(SystemExit):
        run(*rows)
    assert Offre.objects.count() == Lieu.objects.count() == Offre.objects.exclude(provenance=None).count() == 20
    report = run(*rows)
    assert (report.creees, report.inchangees, report.adds_up) == (15, 20, True)
