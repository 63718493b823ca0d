"""Offers that an entity's own software sends: POST /api/v2/offres/creer_modifier/ and archiver/."""

import datetime as dt

import pytest
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from echanges import pushing
from echanges.form import EXAMPLE
from echanges.mapping import exchanged
from emplois.models import Lieu, Offre
from referentiels.models import Commune

from ..factories import OffreFactory, add_vitrine
from .conftest import everything, offer

pytestmark = pytest.mark.django_db


def test_a_trusted_entity_s_offer_is_public_at_once(push, trusted, client):
    answer = push(offer())
    assert (answer["created"], answer["updated"], answer["errors"]) == (1, 0, [])
    (row,) = answer["offres"]
    assert (row["reference"], row["statut"], row["etat"], row["en_relecture"]) == (
        "SIRH-1",
        "created",
        "OUVERTE",
        False,
    )
    offre = Offre.objects.public().get(pk=row["id"])
    assert offre.vitrine == trusted
    assert (offre.deadline, offre.contract_months) == (
        dt.date(2026, 5, 1),
        6,
    )  # 22:30 UTC is the first of May in Paris.
    assert offre.missions == "<p>Écrire.</p><p>Relire.</p>"
    assert (offre.teletravail, offre.experience, offre.skills) == ("PARTIEL", "CONFIRME", ["Python"])
    assert [str(lieu) for lieu in offre.lieux.all()] == ["Rennes (35)"]
    assert offre.places == "Rennes (35)"
    assert client.get(f"/emplois/{offre.slug}/").status_code == 200
    assert ModelLogEntry.objects.filter(action="echanges.pushed", object_id=str(offre.pk)).exists()


def test_another_entity_s_offer_waits_for_its_review(push, dinum, workflow, responsable):
    (row,) = push(offer())["offres"]
    assert (row["statut"], row["etat"], row["en_relecture"]) == ("created", "BROUILLON", True)
    offre = Offre.objects.get(pk=row["id"])
    assert offre.current_workflow_state.requested_by == responsable
    assert not Offre.objects.public().exists()


def test_a_trusted_entity_s_offer_that_may_not_be_approved_waits_for_review(push, trusted, workflow):
    trusted.unpublish()
    (row,) = push(offer())["offres"]
    assert (row["etat"], row["en_relecture"]) == ("BROUILLON", True)


def test_the_same_again_writes_nothing(push, trusted):
    push(offer())
    before = everything()
    answer = push(offer())
    assert (answer["created"], answer["updated"], answer["unchanged"]) == (0, 0, 1)
    assert everything() == before


def test_a_change_keeps_address_and_first_publication(push, trusted, time_machine):
    push(offer())
    before = Offre.objects.get()
    time_machine.move_to("2026-03-09T09:00:00Z")
    changed = offer(titre="Développeuse ou développeur Go", titre_long="Développeuse ou développeur Go")
    assert push(changed)["updated"] == 1
    after = Offre.objects.get()
    assert after.title == "Développeuse ou développeur Go"
    assert (after.slug, after.first_published_at) == (before.slug, before.first_published_at)
    assert [lieu.commune_id for lieu in after.lieux.all()] == ["35238"]


def test_a_change_of_a_public_offer_waits_for_review_while_the_old_one_stays(push, dinum, workflow):
    push(offer())
    offre = Offre.objects.get()
    offre.current_workflow_state.cancel()
    offre.get_latest_revision().publish()
    (row,) = push(offer(**{"criteres.experience": "EXPERT"}))["offres"]
    assert (row["statut"], row["en_relecture"]) == ("updated", True)
    offre.refresh_from_db()
    assert (offre.live, offre.experience) == (True, "CONFIRME")
    assert offre.get_latest_revision_as_object().experience == "EXPERT"


def test_what_a_person_has_edited_stays_theirs(push, trusted, responsable):
    push(offer())
    offre = Offre.objects.get()
    offre.missions = "<p>Réécrit ici</p>"
    offre.save_revision(user=responsable).publish()
    (row,) = push(offer(**{"description.mission": "Autre", "criteres.experience": "EXPERT"}))["offres"]
    assert (row["statut"], row["conserves"]) == ("updated", ["missions"])
    offre.refresh_from_db()
    assert (offre.missions, offre.experience) == ("<p>Réécrit ici</p>", "EXPERT")
    (row,) = push(offer(**{"description.mission": "Encore autre", "criteres.experience": "EXPERT"}))["offres"]
    assert (row["statut"], row["conserves"]) == ("unchanged", ["missions"])


def test_one_bad_row_stops_no_other(push, trusted):
    answer = push(offer(), offer(titre=""), "rien", offer(**{"identification.reference": "SIRH-2"}))
    assert [row["statut"] for row in answer["offres"]] == ["created", "rejected", "rejected", "created"]
    assert Offre.objects.count() == 2
    assert answer["errors"][0] == {
        "offer": {"reference": "SIRH-1"},
        "error": {"titre": "Ce champ ne peut pas être vide."},
    }


def test_all_or_nothing_keeps_nothing_when_one_is_bad(push, trusted):
    answer = push(offer(), offer(**{"identification.versant": "X"}), query="?atomique=true")
    assert [row["statut"] for row in answer["offres"]] == ["rejected", "rejected"]
    assert not Offre.objects.exists()
    assert push(offer(), offer(**{"identification.reference": "2"}), query="?atomique=true")["created"] == 2


@pytest.mark.parametrize(
    ("changes", "champ", "message"),
    [
        ({"titre": "x" * 151}, "titre", "150 caractères au plus."),
        ({"identification.versant": "FPX"}, "identification.versant", "Valeurs admises : 'FPE', 'FPT', 'FPH'"),
        ({"description.mission": "x" * 10_001}, "description.mission", "10000 caractères au plus."),
        ({"profession.domaine": "XXX"}, "profession.domaine", "Valeurs admises"),
        ({"organisation.siret": "1" * 15}, "organisation.siret", "14 caractères au plus."),
        ({"url_candidature": "javascript:alert(1)"}, "url_candidature", "en http ou https"),
        ({"url_candidature": f"https://x.fr/{'y' * 500}"}, "url_candidature", "500 caractères"),
        ({"contacts": [{"email": "personne"}]}, "contacts.0.email", "adresse"),
        ({"publication.fin_publication": "demain"}, "publication.fin_publication", "Une date est attendue"),
        ({"publication.fin_publication": "2026-02-01"}, "publication.fin_candidature", "déjà passée"),
        ({"localisation.0.departement": "99"}, "localisation.0.departement", "inconnu"),
        ({"localisation.0.departement": "75"}, "localisation.0.departement", "n’est pas dans la région"),
        ({"localisation.0.pays": "ZZZ"}, "localisation.0.pays", "ISO 3166-1"),
        ({"portail": {"metier": "sorcier"}}, "portail.metier", "Métier inconnu"),
        ({"portail": {"remuneration_min": 5}}, "portail.remuneration_min", "10000 au moins"),
        ({"portail": {"remuneration_min": 60_000, "remuneration_max": 50_000}}, "", "dépasse son maximum"),
        ({"titre": "nul\x00"}, "titre", "caractère nul"),
        ({"conditions.temps_travail": None}, "conditions.temps_travail", "Valeurs admises"),
    ],
)  # fmt: skip
def test_a_rejected_row_names_its_field_and_reason(push, trusted, changes, champ, message):
    (row,) = push(offer(**changes))["offres"]
    assert row["statut"] == "rejected"
    (error,) = row["erreurs"]
    assert error["champ"] == champ
    assert message in error["message"]
    assert not Offre.objects.exists()


def test_abroad_and_whole_regions_are_places_too(push, trusted):
    abroad = {"zone_geographique": "EU", "pays": "BEL", "localisation_label": "Bruxelles"}
    region = {"zone_geographique": "EU", "pays": "FRA", "region": "53"}
    push(offer(localisation=[abroad, region]))
    assert [str(lieu) for lieu in Lieu.objects.order_by("pk")] == ["Belgique", "Bretagne"]
    assert Lieu.objects.first().address == "Bruxelles"


def test_an_offer_goes_to_the_entity_below_that_it_names(push, trusted):
    below = add_vitrine(trusted, "beta.gouv.fr", sigle="BETA")
    push(offer(**{"organisation.nom": "Beta.gouv.fr"}))
    assert Offre.objects.get().vitrine == below


def test_an_offer_for_later_is_scheduled(push, trusted):
    (row,) = push(offer(**{"publication.debut_publication": "2026-03-20T08:00:00+01:00"}))["offres"]
    assert row["etat"] == "PROGRAMMEE"


def test_texts_keep_only_what_their_editor_may_write(push, trusted):
    push(
        offer(**{"description.mission": '<h3>Vous</h3><p onclick="x()">ferez <script>alert(1)</script><b>bien</b></p>'})
    )
    text = Offre.objects.get().missions
    assert "<script" not in text
    assert "onclick" not in text
    assert "<h3" in text


def test_what_the_api_gives_it_takes_back_unchanged(push, trusted, responsable):
    offre = OffreFactory(
        vitrine=trusted, reference="R-1", versant="FPE", categories=["A", "B"], ouverture="TITULAIRE_CONTRACTUEL",
        contracts=["CDI", "CDD"], contract_months=24, vacance="VACANT", teletravail="TOTAL", experience="EXPERT",
        working_time="TEMPS_PLEIN", management="AVEC", pay_min=40_000, pay_max=50_000, pay_text="", diplome_niveau=7,
        competences="Python\nSQL", context="<p>Contexte</p>", missions="<p>Missions</p>", profile="<p>Profil</p>",
        team="<p>Équipe</p>", benefits="<p>Avantages</p>", special_conditions="<p>Aucune</p>", process="<p>Deux</p>",
        corps_grade="Attaché", recruiting_authority="SG", apply_to="Bureau", contact="rh@exemple.invalid",
        deadline=dt.date(2026, 6, 1), vacant_on=dt.date(2026, 5, 1), start_on=dt.date(2026, 7, 1), apply_email="",
        apply_url="https://exemple.invalid/x", is_creation=True,
    )  # fmt: skip
    Lieu.objects.create(offre=offre, commune=Commune.objects.get(pk="35238"), address="Bâtiment B")
    Lieu.objects.create(offre=offre, country="Belgique")
    told = exchanged(offre, list(Lieu.objects.of(offre.pk)))
    assert push(told)["errors"] == []
    taken = Offre.objects.exclude(pk=offre.pk).get()
    taken.first_published_at = offre.first_published_at
    assert exchanged(taken, list(Lieu.objects.of(taken.pk))) == told


@pytest.mark.parametrize(
    ("codes", "slug"),
    [
        ({"rome": ["M1864"]}, "product-owner"),
        ({"rome": ["M1853"]}, None),  # Two métiers have it.
        ({"rome": ["M9999"]}, None),
        ({"esco": ["http://data.europa.eu/esco/occupation/258e46f9-0075-4a2e-adae-1ff0477e0f30"]}, "data-scientist"),
        ({"metier": "coach-agile", "rome": ["M1864"]}, "coach-agile"),
    ],
)
def test_a_code_that_one_metier_has_says_the_metier(push, trusted, codes, slug):
    push(offer(portail=codes))
    metier = Offre.objects.get().metier
    assert (metier.slug if metier else None) == slug


def test_archiving_takes_an_offer_off_line(push, trusted, client, secret):
    push(offer())

    def archive(reference: str, address: str = "/api/v2/offres/archiver/"):
        return client.post(
            address, {"reference": reference}, content_type="application/json",
            headers={"Authorization": f"Api-Key {secret}"},
        )  # fmt: skip

    assert archive("SIRH-1").json() == {"status": "ok"}
    assert not Offre.objects.public().exists()
    assert archive("SIRH-1", "/api/v2/offres/archiver").status_code == 200  # As the exchange writes it.
    assert archive("inconnue").status_code == 404
    assert archive("").status_code == 400


class TestDatesOfPublication:
    """Dates move as they are sent; what cannot move is said."""

    @pytest.fixture
    def row(self, push, trusted):
        return lambda starts="2026-03-01", **fields: push(
            offer(**{"publication.debut_publication": starts, "profession.metier": ""} | fields)
        )["offres"][0]

    def test_a_new_first_day_of_what_is_not_public_yet_is_a_change(self, row, time_machine):
        assert row("2026-03-10")["etat"] == "PROGRAMMEE"
        moved = row("2026-03-20")
        assert (moved["statut"], moved["etat"], moved["remarques"]) == ("updated", "PROGRAMMEE", [])
        time_machine.move_to("2026-03-15T09:00:00Z")
        call_command("publish_scheduled")
        assert not Offre.objects.public().exists()
        time_machine.move_to("2026-03-20T09:00:00Z")
        call_command("publish_scheduled")
        assert Offre.objects.public().get().date_posted == dt.date(2026, 3, 20)

    def test_a_first_day_brought_forward_publishes_at_once(self, row):
        row("2026-03-20")
        assert row("2026-03-02")["etat"] == "OUVERTE"

    def test_the_first_day_of_a_public_offer_stays_and_is_said_to(self, row):
        row()
        before = Offre.objects.get().date_posted
        again = row("2026-03-20")
        assert (again["statut"], again["etat"]) == ("unchanged", "OUVERTE")
        assert "ne change pas" in again["remarques"][0]["message"]
        assert Offre.objects.get().date_posted == before

    def test_what_was_archived_and_is_sent_for_later_waits_for_its_day(self, row, trusted, time_machine):
        """It was public at once."""
        row()
        pushing.archive("SIRH-1", pushing.OfferSender(trusted, None))
        again = row("2026-03-20")
        assert (again["statut"], again["etat"]) == ("updated", "PROGRAMMEE")
        assert "rouverte" in again["remarques"][0]["message"]
        assert not Offre.objects.public().exists()
        time_machine.move_to("2026-03-20T09:00:00Z")
        call_command("publish_scheduled")
        assert Offre.objects.public().get().date_posted == dt.date(2026, 3, 2)

    def test_what_was_archived_and_is_sent_again_is_open_again(self, row, trusted):
        row()
        pushing.archive("SIRH-1", pushing.OfferSender(trusted, None))
        assert row()["etat"] == "OUVERTE"
        assert row()["statut"] == "unchanged"

    def test_what_a_person_took_off_line_stays_so(self, row, responsable):
        row()
        Offre.objects.get().unpublish(user=responsable)
        again = row(titre="Autre titre", titre_long="Autre titre")
        assert (again["statut"], again["etat"]) == ("updated", "RETIREE")
        assert "reste hors ligne" in again["remarques"][0]["message"]
        assert Offre.objects.get().get_latest_revision_as_object().title == "Autre titre"


class TestRemarks:
    def test_work_of_another_domain_is_refused(self, push, trusted):
        (row,) = push(offer(**{"profession.domaine": "JUR"}))["offres"]
        assert row["statut"] == "rejected"
        assert row["erreurs"][0]["champ"] == "profession.domaine"
        assert not Offre.objects.exists()

    def test_what_is_not_kept_is_said_at_its_field(self, push, trusted):
        sent = offer(**{"conditions.bases_legales": "L. 332-2", "conditions.ouvert_aux_militaires": "OUI",
                        "criteres.langues": [{"iso_code": "en", "niveau": "B2"}], "description.missions": "faute",
                        "couleur": "bleu"})  # fmt: skip
        sent["localisation"][0]["etage"] = 3
        (row,) = push(sent)["offres"]
        assert row["statut"] == "created"
        assert {remark["champ"] for remark in row["remarques"]} == {
            "profession.metier", "conditions.bases_legales", "conditions.ouvert_aux_militaires", "criteres.langues",
            "description.missions", "couleur", "localisation.etage",
        }  # fmt: skip

    def test_what_is_kept_is_not_remarked_upon(self, push, trusted):
        sent = offer()
        sent["profession"]["metier"] = ""
        (row,) = push(sent)["offres"]
        assert row["remarques"] == []


def test_archiving_a_scheduled_offer_keeps_it_from_ever_appearing(push, trusted, client, secret, time_machine):
    push(offer(**{"publication.debut_publication": "2026-03-20"}))
    client.post(
        "/api/v2/offres/archiver/", {"reference": "SIRH-1"}, content_type="application/json",
        headers={"Authorization": f"Api-Key {secret}"},
    )  # fmt: skip
    time_machine.move_to("2026-03-21T09:00:00Z")
    call_command("publish_scheduled")
    assert not Offre.objects.public().exists()


def test_a_scheduled_offer_appears_on_its_day(push, trusted, time_machine):
    push(offer(**{"publication.debut_publication": "2026-03-20"}))
    call_command("publish_scheduled")
    assert not Offre.objects.public().exists()
    time_machine.move_to("2026-03-20T06:00:00Z")
    call_command("publish_scheduled")
    assert Offre.objects.public().count() == 1


def test_the_bounds_of_a_call(push, trusted, client, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    address = "/api/v2/offres/creer_modifier/"
    assert "1 à 100" in push(status=400)["message"]
    push(*[offer()] * 101, status=400)
    assert client.post(address, "{", content_type="application/json", headers=headers).status_code == 400
    assert client.post(address, "[]", content_type="application/json", headers=headers).status_code == 400
    deep = "[" * 100_000
    assert client.post(address, deep, content_type="application/json", headers=headers).status_code == 400


def test_the_example_of_the_document_is_taken(push, trusted, time_machine):
    time_machine.move_to("2026-12-02T09:00:00Z")
    assert push(EXAMPLE)["created"] == 1
