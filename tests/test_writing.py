"""Advice while an offer is written, and the mentions that the law wants before it may be approved."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from wagtail.models import TaskState
from wagtail.test.utils.form_data import rich_text

from emplois import legal_mentions, writing_checks
from emplois.deadlines import paris_today
from emplois.inclusive_titles import for_both
from emplois.models import Offre
from relecture import wording

from .factories import OffreFactory
from .offre_form import ADD, PUBLISH_BUTTON, form

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_emplois_offre:"


@pytest.mark.parametrize(
    ("title", "corrected"),
    [
        ("Développeur Java Angular", "Développeuse ou développeur Java Angular"),
        ("Data développeur full stack", "Data Développeuse ou développeur full stack"),
        ("1 Chef de projet de MOE", "1 Cheffe ou chef de projet de MOE"),
        ("SICCRF - Ingénieur, expert réseaux", "SICCRF - Ingénieure ou ingénieur, expert réseaux"),
        ("Chargé de communication Web", "Chargée ou chargé de communication Web"),
        ("Ingénieur système évolution H/F", "Ingénieure ou ingénieur système évolution"),
        ("Développeur Python (H/F)", "Développeuse ou développeur Python"),
        ("Chef de projet F / H / X", "Cheffe ou chef de projet"),
        ("Développeuse ou développeur (F/H)", None),
        ("Développeuse (H/F)", None),
        ("Gestionnaire de parc (F/H)", None),
        ("Chef.fe de projet d’infrastructure", None),
        ("CHEF(FE) DE PROJET TECHNIQUE", None),
        ("Administrateur-trice systèmes", None),
        ("Développeuse - Développeur front-end", None),
        ("Développeur·se web", None),
        ("Gestionnaire de parc informatique", None),
        ("Responsable de la sécurité", None),
        ("", None),
    ],
)
def test_title_for_men_alone_is_put_for_both(title, corrected):
    assert for_both(title) == corrected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Une équipe jeune et dynamique.", ["équipe jeune et dynamique"]),
        ("Vous êtes jeune et dynamique.", ["jeune et dynamique"]),
        ("Ambiance dynamique et jeune", ["dynamique et jeune"]),
        ("Rejoignez une jeune équipe", ["jeune équipe"]),
        ("Nous cherchons de jeunes talents", ["jeunes talents"]),
        ("Un service d’aide aux jeunes et aux familles", []),
        ("L’équipe du site jeunes.gouv.fr", []),
        ("Un environnement dynamique et exigeant", []),
        ("Le dispositif « jeune pousse » de l’État", []),
    ],
)
def test_age_is_found_however_it_is_put_and_not_where_it_is_not(text, found):
    assert [re.search("« (.*?) »", one.message)[1] for one in wording.forbidden_criteria("x", text)] == found


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("IMG_2041.jpg", True),
        ("DSC00231", True),
        ("equipe-dinum-2024.png", True),
        ("Capture 2024-03-01", True),
        ("image1", True),
        ("Huit personnes autour d’une table", False),
        ("Photo de l’équipe", False),
        ("Image de synthèse du centre de calcul", False),
        ("", False),
    ],
)
def test_a_file_name_describes_no_image(text, is_name):
    assert wording.is_file_name(text) is is_name


@pytest.mark.parametrize(
    ("address", "personal"),
    [
        ("camille.martin@exemple.invalid", True),
        ("c.martin@exemple.invalid", True),
        ("jean-paul@exemple.invalid", True),
        ("recrutement-dnum@exemple.invalid", False),
        ("bureau.recrutement@exemple.invalid", False),
        ("dinum@exemple.invalid", False),
    ],
)
def test_address_of_a_person_is_told_from_that_of_a_service(address, personal):
    assert wording.of_a_person(address) is personal


@pytest.mark.parametrize(
    ("text", "message", "replace"),
    [
        ("<p>Appelez le 01 42 75 80 00.</p>", "Le numéro « 01 42 75 80 00 »", ""),
        ("<p>Poste ouvert à un jeune diplômé.</p>", "l’âge", "débutante ou débutant accepté"),
        ("<p>Français langue maternelle exigé.</p>", "l’origine", "très bonne maîtrise du français"),
        ("<p>De nationalité française.</p>", "sans son fondement", ""),
        ("<p>Vous assurez le MCO des outils.</p>", "« MCO »", "maintien en condition opérationnelle (MCO)"),
        ("<p>Le reporting est mensuel.</p>", "« reporting » a un équivalent", "suivi"),
        ("<h4>Au quotidien</h4><p>Coder.</p>", "saute un niveau", ""),
    ],
)
def test_text_is_looked_at_again(vitrine, text, message, replace):
    offre = Offre(title="Développeuse ou développeur", vitrine=vitrine, missions=text)
    (found,) = [finding for finding in writing_checks.findings(offre) if finding.field == "missions"]
    assert message in found.message
    assert found.correction.replace == replace


@pytest.mark.parametrize(
    "text",
    [
        "<p>Trois ans d’expérience ; moins de 10 ans d’expérience.</p>",
        "<p>Nationalité française, pour l’habilitation Secret.</p>",
        "<p>Le maintien en condition opérationnelle (MCO), puis le suivi. CDI de 12 mois, SIRET 130 025 265 00013.</p>",
        "<h3>Au quotidien</h3><h4>Coder</h4><p>RGPD et API.</p>",
        "<p>Écrivez à recrutement@exemple.invalid.</p>",
    ],
)
def test_good_text_is_left_alone(vitrine, text):
    offre = Offre(title="Développeuse ou développeur", vitrine=vitrine, missions=text)
    assert [finding for finding in writing_checks.findings(offre) if finding.field == "missions"] == []


def test_capitals_are_calmed_but_acronyms_kept(vitrine):
    offre = Offre(title="CHEF DE PROJET DSI", vitrine=vitrine)
    found = [finding.correction.replace for finding in writing_checks.findings(offre) if finding.field == "title"]
    assert found == ["Chef de projet DSI", "Cheffe ou chef DE PROJET DSI"]


@pytest.mark.parametrize(
    ("days", "message"), [(-1, "est passée"), (400, "plus de six mois"), (None, "Aucune date limite"), (30, None)]
)
def test_deadline_is_plausible(vitrine, days, message):
    deadline = None if days is None else paris_today() + dt.timedelta(days=days)
    offre = Offre(title="Architecte", vitrine=vitrine, deadline=deadline)
    found = [finding for finding in writing_checks.findings(offre) if finding.field == "deadline"]
    assert [message in finding.message for finding in found] == ([True] if message else [])
    assert all(dt.date.fromisoformat(finding.correction.replace) > paris_today() for finding in found)


def test_missing_pay_is_corrected_by_what_the_metier_pays_or_by_the_grid(vitrine, metier):
    draft = OffreFactory.build(vitrine=vitrine, metier=metier, pay_min=None, pay_max=None, pay_text="", live=False)
    pay = [finding for finding in draft.findings() if finding.risk == wording.Risk.PAY]
    assert (pay[0].field, pay[0].correction.replace) == ("pay_text", "Selon la grille indiciaire et l’expérience")
    for amount in (38_000, 41_700, 60_000):
        OffreFactory(vitrine=vitrine, metier=metier, pay_min=amount)
    OffreFactory(vitrine=vitrine, metier=metier, pay_min=90_000, live=False)
    pay = [finding for finding in draft.findings() if finding.risk == wording.Risk.PAY]
    assert (pay[0].field, pay[0].correction.replace) == ("pay_min", "42000")


@pytest.mark.parametrize(
    ("contact", "replace"), [("recrutement@exemple.invalid", True), ("jean.petit@exemple.invalid", False)]
)
def test_address_of_a_person_is_replaced_by_the_entity_s(vitrine, contact, replace):
    vitrine.contact = contact
    offre = OffreFactory.build(vitrine=vitrine, apply_email="camille.martin@exemple.invalid")
    (found,) = [finding for finding in offre.findings() if finding.field == "apply_email"]
    assert found.correction.replace == (contact if replace else "")


def complete(vitrine, metier) -> dict:
    deadline = paris_today() + dt.timedelta(days=30)
    texts = {name: rich_text("<p>Dit.</p>") for name in ("missions", "profile", "special_conditions")}
    facts = {
        "metier": metier.pk,
        "versant": "FPE",
        "vacance": "VACANT",
        "categories": ["A"],
        "contracts": ["PERMANENT"],
    }
    names = {"recruiting_authority": "Secrétariat général", "apply_to": "Bureau du recrutement"}
    return form(vitrine, **texts, **facts, **names, vacant_on=deadline.isoformat(), deadline=deadline.isoformat())


ANSWERS = {
    "metier": "", "versant": "", "vacance": "", "categories": [], "recruiting_authority": "",
    "missions": rich_text("<p></p>"), "special_conditions": rich_text("<p></p>"), "vacant_on": "", "apply_to": "",
}  # fmt: skip


@pytest.mark.parametrize("field", ANSWERS)
def test_permanent_post_without_one_mention_is_refused_at_its_field(admin_client, vitrine, metier, field):
    posted = complete(vitrine, metier) | {field: ANSWERS[field]} | PUBLISH_BUTTON
    response = admin_client.post(ADD, posted)
    assert "Mention obligatoire" in str(response.context["form"].errors[field])
    assert not Offre.objects.exists()
    told = admin_client.post(ADD, posted | {"derogation": "Poste pourvu par détachement d’office."})
    assert told.status_code == 302
    offre = Offre.objects.get()
    assert offre.live
    assert offre.derogation == "Poste pourvu par détachement d’office."


def test_permanent_post_with_all_its_mentions_is_published(admin_client, vitrine, metier):
    assert admin_client.post(ADD, complete(vitrine, metier) | PUBLISH_BUTTON).status_code == 302
    offre = Offre.objects.get()
    assert offre.live
    assert [mention.field for mention, given in legal_mentions.gauge(offre) if not given] == []


def test_offer_of_no_contract_is_not_published(admin_client, vitrine):
    response = admin_client.post(ADD, form(vitrine, contracts=[]) | PUBLISH_BUTTON)
    assert "contracts" in response.context["form"].errors


def test_version_that_lacks_a_mention_is_not_approved(admin_client, admin_user, vitrine, workflow):
    offre = OffreFactory(vitrine=vitrine, live=False, first_published_at=None, contracts=["PERMANENT"])
    offre.save_revision()
    workflow.start(offre, admin_user)
    approve = reverse(f"{NAMES}workflow_action", args=[offre.pk, "approve", TaskState.objects.get().pk])
    admin_client.post(approve)
    offre.refresh_from_db()
    assert not offre.live
    assert "Approuver" not in admin_client.get(reverse(f"{NAMES}edit", args=[offre.pk])).content.decode()
    offre.derogation = "Poste réservé."
    offre.save_revision()
    admin_client.post(approve)
    offre.refresh_from_db()
    assert offre.live


def test_advice_follows_what_is_typed_and_saves_nothing(admin_client, vitrine):
    posted = form(vitrine, title="Développeur Java", contracts=["CDI"], missions=rich_text("<p>06 12 34 56 78</p>"))
    page = admin_client.post(reverse(f"{NAMES}advice_on_add"), posted).content.decode()
    assert "Développeuse ou développeur Java" in page
    assert "06 12 34 56 78" in page
    assert "sur 12" in page
    assert re.search(r"Donnée :</span> localisation", page)
    assert not Offre.objects.exists()
    offre = OffreFactory(vitrine=vitrine, title="Cheffe de projet")
    offre.save_revision()
    url = reverse(f"{NAMES}advice", args=[offre.pk])
    for title, told in (("Chef de projet", True), ("Cheffe de projet", False)):
        page = admin_client.post(url, form(vitrine, title=title)).content.decode()
        assert ("ne s’adresse qu’aux hommes" in page) is told
    assert Offre.objects.get().title == "Cheffe de projet"
    assert "Mentions obligatoires" in admin_client.get(ADD).content.decode() or "douze mentions" in (
        admin_client.get(ADD).content.decode()
    )


def test_advice_of_a_half_written_form_is_given_all_the_same(admin_client, vitrine):
    response = admin_client.post(reverse(f"{NAMES}advice_on_add"), {"title": ""})
    assert response.status_code == 200
