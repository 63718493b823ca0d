"""Other names of métiers, and their codes in other reference lists."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from emplois.browsing.proposals import Proposals
from emplois.browsing.results import find
from emplois.models import MetierPage, MetiersPage
from referentiels.correspondances import correspondances_of
from referentiels.loading import load_reference_lists, rows
from referentiels.models import Metier, MetierRome, ProfessionEsco
from search.metier_names import one_gender
from search.queries import parse

from .factories import OffreFactory, add_page
from .html import html_of

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    return [offre.title for offre in find(QueryDict(urlencode({"q": text})))[:100]]


@pytest.fixture
def of_metier(vitrine):
    """One offer of each métier, with a title that says nothing of it."""
    offers = {}
    for metier in Metier.objects.select_related("famille"):
        offers[metier.slug] = OffreFactory(vitrine=vitrine, title=f"Poste {metier.pk}", metier=metier).title
    return offers


ADMINISTRATEUR = "administratrice-administrateur-doutils-de-systemes-de-reseaux-etou-de-telecoms"


class TestCodes:
    def test_every_link_of_the_file_is_to_a_known_metier_and_a_known_code(self):
        metiers = {row["metier"] for row in rows("metiers.csv")}
        rome = {row["code_rome"]: row["libelle"] for row in rows("rome.csv")}
        esco = {row["esco_uri"]: row["esco_libelle"].strip() for row in rows("esco_rome.csv")}
        known = {"ROME": rome, "ESCO": esco}
        for row in rows("metiers_correspondances.csv"):
            assert row["metier"] in metiers
            assert row["libelle"]
            if row["referentiel"] == "NOM":
                assert row["code"] == ""
            else:
                assert known[row["referentiel"]][row["code"]] == row["libelle"]

    def test_metiers_have_the_codes_of_the_file(self):
        its = correspondances_of(Metier.objects.get(name="Product owner"))
        assert its.rome == [("M1864", "Product Owner")]
        assert [code.label for code in its.esco] == ["responsable des produits informatiques"]
        assert "product manager" in its.names
        assert correspondances_of(Metier.objects.get(name="Coach agile")).rome == []
        assert correspondances_of(None).every_name == []

    def test_loading_again_gives_back_nothing_that_the_central_team_removed(self, settings):
        from django.apps import apps

        metier = Metier.objects.get(name="Product owner")
        metier.rome.clear()
        metier.other_names = "chef de produit maison"
        metier.save()
        load_reference_lists(apps)
        metier.refresh_from_db()
        assert not metier.rome.exists()
        assert metier.other_names == "chef de produit maison"

    def test_a_database_that_had_no_codes_gets_them(self):
        from django.apps import apps

        MetierRome.objects.all().delete()
        ProfessionEsco.objects.all().delete()
        Metier.objects.update(other_names="")
        load_reference_lists(apps)
        assert MetierRome.objects.get(code="M1864").metiers.get().name == "Product owner"


class TestNames:
    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            ("admin sys", ADMINISTRATEUR),
            ("sysadmin", ADMINISTRATEUR),
            ("community manager", "chargee-charge-de-referencement"),
            ("référenceuse web", "chargee-charge-de-referencement"),
            ("MOA", "cheffe-chef-de-projet-maitrise-douvrage-si"),
            ("Pentesteuse", "auditrice-auditeur-en-securite-des-systemes-dinformation"),
            (
                "administratrice de messagerie",
                ADMINISTRATEUR,
            ),
            ("Ingénieure Cloud computing", "specialiste-outils-systemes-dexploitation-reseaux-et-telecoms"),
            ("scientifique des données", "data-scientist"),
            ("concepteur d’interface utilisateur", "designer-ux"),
            ("DPO", "deleguee-delegue-a-la-protection-des-donnees-numeriques"),
            ("chargée de communication community manager", ""),
            ("manager", ""),
            ("community", ""),
            ("sys", ""),
        ],
    )
    def test_find_the_offers_of_their_metier_and_only_whole(self, of_metier, text, slug):
        assert titles(text) == ([of_metier[slug]] if slug else [])

    def test_add_no_repetition_of_the_other_gender(self):
        assert one_gender(("ingenieur", "ingenieur", "reseau")) == ("ingenieur", "reseau")
        assert one_gender(("a", "b", "a", "b", "c")) == ("a", "b", "c")
        assert one_gender(("chef", "projet")) == ("chef", "projet")

    def test_never_narrow_what_the_words_find(self, vitrine):
        OffreFactory(vitrine=vitrine, title="Développement d’un site par une développeuse, outils du web")
        assert titles("développeur web") == ["Développement d’un site par une développeuse, outils du web"]

    def test_offers_that_say_the_words_come_first(self, vitrine, of_metier):
        OffreFactory(vitrine=vitrine, title="Community manager")
        metier = Metier.objects.get(slug="chargee-charge-de-referencement")
        assert titles("community manager") == ["Community manager", of_metier[metier.slug]]

    def test_keep_the_other_words_of_the_query(self, vitrine, of_metier):
        metier = Metier.objects.get(slug="chargee-charge-de-referencement")
        OffreFactory(vitrine=vitrine, title="Poste Matomo", metier=metier)
        assert titles("community manager matomo") == ["Poste Matomo"]

    def test_of_the_cms_count_at_once(self, of_metier):
        assert titles("zorglubeur") == []
        metier = Metier.objects.get(slug="data-scientist")
        metier.other_names += "\nZorglubeuse"
        metier.save()
        assert titles("zorglubeur") == [of_metier["data-scientist"]]

    def test_moa_is_not_moe(self):
        assert parse("MOA").groups[0].tokens[0] != parse("MOE").groups[0].tokens[0]


class TestSuggestions:
    def ask(self, client, text: str) -> list[dict]:
        found = client.get("/recherche/suggestions/", {"q": text}).json()["suggestions"]
        return [one for one in found if one["kind"] == "Métiers"]

    @pytest.mark.parametrize(
        ("text", "label", "detail"),
        [
            ("community man", "Chargée / Chargé de référencement", "community manager, 1 offre"),
            ("référenceuse web", "Chargée / Chargé de référencement", "1 offre"),
            ("MOA", "Cheffe / Chef de projet maîtrise d’ouvrage SI", "MOA, 1 offre"),
            ("data scientist", "Data scientist", "1 offre"),
        ],
    )
    def test_metiers_are_suggested_by_their_other_names(self, client, of_metier, text, label, detail):
        first = self.ask(client, text)[0]
        assert (first["label"], first["detail"]) == (label, detail)
        assert len(client.get(first["url"]).context["results"]) == 1

    def test_a_named_metier_without_offers_leads_to_its_page(self, client, dpo):
        assert self.ask(client, "DPO") == [
            {"kind": "Métiers", "label": dpo.title, "detail": "DPO, fiche du métier", "url": dpo.url}
        ]
        assert self.ask(client, "DP") == [], "not before it is named"
        dpo.unpublish()
        assert self.ask(client, "DPO") == []


@pytest.fixture
def dpo(home):
    listing = add_page(home, MetiersPage(title="Métiers", slug="metiers"))
    metier = Metier.objects.get(slug="deleguee-delegue-a-la-protection-des-donnees-numeriques")
    return add_page(listing, MetierPage(title=metier.name, metier=metier, summary="On protège."))


class TestOnTheList:
    def test_the_metier_that_is_named_is_said_with_its_offers_and_its_page(self, client, dpo, vitrine):
        html = html_of(client.get("/emplois/?q=DPO"))
        assert f"Compris aussi comme le métier <strong>{dpo.title}</strong> : pas d’offre pour ces critères" in html
        assert f'<a href="{dpo.url}">fiche du métier</a>' in html
        OffreFactory(vitrine=vitrine, title="Poste", metier=dpo.metier)
        [meant] = Proposals(find(QueryDict("q=DPO&contrat="))).metiers
        assert meant.count == 1
        page = client.get(f"/emplois/?{meant.query}")
        assert [offre.title for offre in page.context["offres"]] == ["Poste"]
        assert "Compris aussi" not in html_of(page)

    def test_the_other_words_are_kept(self, of_metier):
        [meant] = Proposals(find(QueryDict("q=Référenceuse web Matomo télétravail&exact=1"))).metiers
        assert QueryDict(meant.query).getlist("q") == ["Matomo télétravail"]
        assert meant.count == 0

    @pytest.mark.parametrize("query", ["q=manager", "q=", "contrat=CDI", "q=DPO&metier=data-scientist"])
    def test_nothing_is_said_of_what_names_none(self, of_metier, query):
        assert Proposals(find(QueryDict(query))).metiers == []


class TestCms:
    def test_mission_talents_edits_names_and_codes_but_makes_no_metier(self, client, talents):
        client.force_login(talents)
        metier = Metier.objects.get(name="Coach agile")
        edit = f"/admin/metiers/edit/{metier.pk}/"
        assert client.get(edit).status_code == 200
        sent = {"other_names": "coach de l’agilité", "rome": ["M1814"], "esco": []}
        assert client.post(edit, sent).status_code == 302
        assert correspondances_of(metier).rome == [("M1814", "Scrum Master")]
        assert correspondances_of(metier).names == ["coach de l’agilité"]
        assert client.get("/admin/metiers/").status_code == 200
        for address in ("/admin/metiers/new/", f"/admin/metiers/delete/{metier.pk}/"):
            assert client.get(address).status_code in (302, 403, 404)
        assert Metier.objects.filter(pk=metier.pk).exists()

    def test_a_code_is_one(self, client, talents):
        client.force_login(talents)
        refused = client.post("/admin/rome/new/", {"code": "1805", "name": "Développeur"})
        assert "Une lettre et quatre chiffres" in refused.content.decode()
        client.post("/admin/rome/new/", {"code": "M1405", "name": "Data scientist"})
        assert MetierRome.objects.filter(code="M1405").exists()

    def test_a_recruiter_does_not(self, client, django_user_model):
        client.force_login(django_user_model.objects.create_user("agent", "agent@exemple.invalid", "x"))
        metier = Metier.objects.get(name="Coach agile")
        client.post(f"/admin/metiers/edit/{metier.pk}/", {"other_names": "non"})
        assert "non" not in correspondances_of(metier).names
