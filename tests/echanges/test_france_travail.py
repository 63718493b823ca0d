"""Offers of France Travail's API, as its JSON tells them."""

import copy
import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from echanges.france_travail import FranceTravail
from echanges.running import CannotRead, Run
from emplois.models import Offre

from ..factories import add_vitrine

pytestmark = pytest.mark.django_db
OFFER = {
    "id": "186XYZQ",
    "intitule": "DEVELOPPEUR WEB H/F",
    "description": "Vous développez nos services.\n\nTélétravail deux jours.",
    "dateCreation": "2026-02-20T23:30:00.000Z",
    "dateActualisation": "2026-02-21T08:00:00.000Z",
    "lieuTravail": {"libelle": "35 - RENNES", "latitude": 48.1, "longitude": -1.6, "codePostal": "35000",
                    "commune": "35238"},
    "romeCode": "M1805",
    "romeLibelle": "Études et développement informatique",
    "appellationlibelle": "Développeur / Développeuse web",
    "entreprise": {"nom": "Direction interministérielle du numérique"},
    "typeContrat": "CDD",
    "typeContratLibelle": "Contrat à durée déterminée - 12 Mois",
    "experienceExige": "D",
    "formations": [{"niveauLibelle": "Bac+5 et plus ou équivalents"}],
    "competences": [{"code": "1", "libelle": "Python"}, {"libelle": "Tests"}],
    "salaire": {"libelle": "Annuel de 38000 Euros à 45000 Euros"},
    "dureeTravailLibelleConverti": "Temps plein",
    "alternance": False,
    "contact": {"urlPostulation": "https://recrute.exemple.invalid/1"},
    "origineOffre": {"urlOrigine": "https://candidat.francetravail.fr/offres/recherche/detail/186XYZQ"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _spring(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z")


@pytest.fixture
def dinum(institutions):
    return add_vitrine(institutions, "Direction interministérielle du numérique")


def offer(**changes) -> dict:
    return copy.deepcopy(OFFER) | changes


def run(*offers: dict):
    return Run(FranceTravail()).over(io.BytesIO(json.dumps({"resultats": offers}).encode()))


def test_an_offer_is_taken_with_its_text_and_place(dinum):
    assert run(OFFER).creees == 1
    offre = Offre.objects.public().get()
    assert (offre.source, offre.reference, offre.title) == ("FT", "186XYZQ", "Developpeur WEB h/f")
    assert offre.missions == "<p>Vous développez nos services.</p><p>Télétravail deux jours.</p>"
    assert (offre.contracts, offre.contract_months, offre.experience) == (["CDD"], 12, "DEBUTANT")
    assert (offre.diplome_niveau, offre.skills, offre.teletravail) == (7, ["Python", "Tests"], "PARTIEL")
    assert offre.pay == "Annuel de 38000 Euros à 45000 Euros"
    assert offre.apply_url == "https://recrute.exemple.invalid/1"
    assert offre.date_posted == dt.date(2026, 2, 21)  # Half past midnight in Paris.
    assert [str(lieu) for lieu in offre.lieux.all()] == ["Rennes (35)"]


def test_a_second_run_writes_nothing_and_an_absent_offer_is_closed(dinum):
    run(OFFER, offer(id="2"))
    assert run(OFFER, offer(id="2")).inchangees == 2
    report = run(OFFER)
    assert (report.fermees, report.adds_up) == (1, True)


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"romeCode": "M1607"}, "hors_perimetre", 1),
        ({"romeCode": None, "intitule": "Développeuse"}, "creees", 1),
        ({"romeCode": "", "appellationlibelle": "", "intitule": "Cuisinier"}, "hors_perimetre", 1),
        ({"entreprise": None}, "quarantaine", 1),
        ({"id": ""}, "quarantaine", 1),
        ({"intitule": None}, "quarantaine", 1),
        ({"dateCreation": "hier"}, "quarantaine", 1),
        ({"lieuTravail": None, "competences": None, "formations": [None], "salaire": "x", "contact": []}, "creees", 1),
        ({"lieuTravail": {"libelle": "75 - Paris (Dept.)"}}, "creees", 1),
        ({"contact": {"urlPostulation": "javascript:alert(1)"}}, "creees", 1),
        ({"description": "nul\x00"}, "creees", 1),
    ],
)
def test_what_is_missing_or_odd_is_no_error(dinum, changes, field, expected):
    report = run(offer(**changes))
    assert getattr(report, field) == expected
    assert report.adds_up
    for offre in Offre.objects.all():
        assert offre.apply_url.startswith("https://")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"x"', b'{"resultats": 3}', b"[" * 100_000])
def test_what_is_no_such_file_is_refused(dinum, content):
    with pytest.raises(CannotRead):
        Run(FranceTravail()).over(io.BytesIO(content))


def test_the_command(dinum, tmp_path):
    (tmp_path / "offres.json").write_text(json.dumps([OFFER]))
    written = io.StringIO()
    call_command("import_france_travail", str(tmp_path / "offres.json"), stdout=written)
    assert "creees : 1" in written.getvalue()
    (tmp_path / "faux.json").write_text("{")
    with pytest.raises(CommandError) as refused:
        call_command("import_france_travail", str(tmp_path / "faux.json"))
    assert refused.value.returncode == 2
