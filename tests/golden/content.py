"""A small fixed portal: its offers and entities have the same keys, dates and words on every run and database."""

import datetime as dt

import time_machine
from wagtail.models import Page, Site

from emplois.models import Lieu, MetierPage, MetiersPage, Offre
from home.models import HomePage
from referentiels.models import Commune, Metier, Region
from vitrines.models import InstitutionsPage, RubriquePage, VitrinePage

from ..factories import OffreFactory

BEFORE, NOW = "2026-02-20T09:00:00Z", "2026-03-02T09:00:00Z"
HOME, INSTITUTIONS, METIERS, METIER = 90_001, 90_002, 90_003, 90_004
SPM, DINUM, MISSIONS = 90_011, 90_012, 90_013
WHOLE, BARE, WIDE, ABROAD, DRAFT, FILLED, EXPIRED = range(91_001, 91_008)
BODY = '[{"type": "text", "value": "<p>Nous construisons.</p>", "id": "5bd7fcf4-d4a1-4847-89b2-e2829dcb1991"}]'

EVERY_FIELD = {
    "title": "Développeuse ou développeur Python (H/F)",
    "reference": "R-1",
    "contracts": ["PERMANENT", "CDD"],
    "contract_months": 24,
    "ouverture": "TITULAIRE_CONTRACTUEL",
    "categories": ["A", "B"],
    "versant": "FPE",
    "vacance": "VACANT",
    "experience": "CONFIRME",
    "diplome_niveau": 7,
    "competences": "Python\nSQL",
    "working_time": "TEMPS_PARTIEL",
    "teletravail": "PARTIEL",
    "management": "AVEC",
    "pay_min": 40_000,
    "pay_max": 52_500,
    "pay_titulaires_min": 38_000,
    "pay_titulaires_text": "Selon la grille des ingénieurs",
    "corps_grade": "Ingénieur des systèmes d’information",
    "recruiting_authority": "Secrétariat général",
    "apply_to": "Bureau du recrutement",
    "vacant_on": dt.date(2026, 3, 15),
    "start_on": dt.date(2026, 5, 1),
    "deadline": dt.date(2026, 4, 1),
    "csp_reference": "2026-123456",
    "csp_url": "https://csp.exemple.invalid/2026-123456",
    "context": "<p>Une équipe & ses services.</p>",
    "missions": "<h3>Chaque jour</h3><ul><li>Concevoir</li><li><b>Écrire</b></li></ul>",
    "profile": "<p>Curiosité</p>",
    "team": "<p>Huit personnes</p>",
    "benefits": "<p>Cantine</p>",
    "special_conditions": "<p>Aucune</p>",
    "process": "<p>Deux entretiens</p>",
    "apply_here": True,
    "apply_email": "recrutement@exemple.invalid",
    "apply_url": "https://recrutement.exemple.invalid/r-1",
    "contact": "questions@exemple.invalid",
    "source_url": "https://source.exemple.invalid/r-1",
}


def build() -> None:
    """Write the portal at its two moments; its most complete offer is changed once since it was first public."""
    with time_machine.travel(BEFORE, tick=False):
        _build_before()
    with time_machine.travel(NOW, tick=False):
        version = Offre.objects.get(pk=WHOLE).get_latest_revision_as_object()
        version.deadline, version.pay_max = dt.date(2026, 4, 8), 53_000
        version.profile = "<p>Curiosité, rigueur</p>"
        version.save_revision().publish()


def _build_before() -> None:
    dinum, metier = _pages()
    whole = OffreFactory(pk=WHOLE, vitrine=dinum, metier=metier, live=False, first_published_at=None, **EVERY_FIELD)
    Lieu.objects.create(
        pk=92_001, offre=whole, sort_order=0, commune=Commune.objects.get(pk="35238"), address="2 rue du Bac"
    )
    Lieu.objects.create(pk=92_002, offre=whole, sort_order=1, commune=Commune.objects.get(pk="75056"))
    Offre.objects.get(pk=WHOLE).save_revision().publish()
    _other_offers(dinum)


def _pages() -> tuple[VitrinePage, Metier]:
    home = Page.get_first_root_node().add_child(instance=HomePage(pk=HOME, title="Accueil", slug="accueil"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    metier = Metier.objects.get(slug="architecte-technique")
    metiers = home.add_child(instance=MetiersPage(pk=METIERS, title="Métiers", slug="metiers"))
    metiers.add_child(instance=MetierPage(pk=METIER, title=metier.name, metier=metier, summary="Relier.", skills="UML"))
    institutions = home.add_child(instance=InstitutionsPage(pk=INSTITUTIONS, title="Institutions", slug="institutions"))
    above = institutions.add_child(instance=VitrinePage(pk=SPM, title="Services du Premier ministre", sigle="SPM"))
    dinum = above.add_child(
        instance=VitrinePage(
            pk=DINUM, title="Direction du numérique", sigle="DINUM", slug="dinum", accroche="Ensemble",
            website="https://dinum.exemple.invalid", contact="rh@exemple.invalid", agents_count=200,
            place=Commune.objects.get(pk="75056"), body=BODY,
        )
    )  # fmt: skip
    dinum.add_child(instance=RubriquePage(pk=MISSIONS, kind="missions", title="Missions", slug="missions"))
    for page in (home, metiers, institutions, above, dinum, *metiers.get_children(), *dinum.get_children()):
        page.specific.save_revision().publish()
    return VitrinePage.objects.get(pk=DINUM), metier


def _other_offers(dinum: VitrinePage) -> None:
    OffreFactory(pk=BARE, vitrine=VitrinePage.objects.get(pk=SPM), title="Cheffe ou chef de projet")
    wide = OffreFactory(
        pk=WIDE, vitrine=dinum, title="Administratrice ou administrateur", source="CSP", reference="C-1",
        contracts=["CDI"], teletravail="TOTAL", pay_text="Selon profil", is_creation=True, experience="DEBUTANT",
        apply_email="", apply_url="https://csp.exemple.invalid/c-1",
        first_published_at=dt.datetime(2026, 2, 1, 23, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    Lieu.objects.create(pk=92_003, offre=wide, region=Region.objects.get(pk="53"))
    abroad = OffreFactory(pk=ABROAD, vitrine=dinum, title="Volontaire <à> l’étranger & ailleurs", contracts=["VIA"],
                          deadline=dt.date(2026, 3, 2))  # fmt: skip
    Lieu.objects.create(pk=92_004, offre=abroad, country="Belgique", address="Bruxelles")
    OffreFactory(pk=DRAFT, vitrine=dinum, title="Brouillon", live=False, first_published_at=None)
    OffreFactory(pk=FILLED, vitrine=dinum, title="Pourvue", filled_on=dt.date(2026, 2, 10))
    OffreFactory(pk=EXPIRED, vitrine=dinum, title="Expirée", deadline=dt.date(2026, 3, 1))
