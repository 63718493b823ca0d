"""The twelve mentions that the law wants of a post that lasts: which posts, and what counts as given."""

import datetime as dt

import pytest

from emplois import legal_mentions
from emplois.models import Lieu, Offre

from .factories import OffreFactory

DAY = dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("contracts", "months", "source", "concerned"),
    [
        (["PERMANENT"], None, "", True),
        (["CDI", "CDD"], 3, "", True),
        (["CDD"], 12, "", True),
        (["CDD"], None, "", True),
        (["CDD"], 11, "", False),
        (["STAGE"], None, "", False),
        (["STAGE"], 12, "", False),
        (["PERMANENT"], None, "CSP", False),
    ],
)
def test_law_concerns_posts_that_last(contracts, months, source, concerned):
    assert legal_mentions.concern(Offre(contracts=contracts, contract_months=months, source=source)) is concerned


@pytest.fixture
def complete(vitrine, metier) -> Offre:
    """A permanent post with its twelve mentions."""
    texts = dict.fromkeys(("missions", "profile", "special_conditions"), "<p>Dit.</p>")
    facts = {"versant": "FPE", "vacance": "VACANT", "categories": ["A"], "contracts": ["PERMANENT"], "vacant_on": DAY}
    names = {"recruiting_authority": "Secrétariat général", "apply_to": "Bureau du recrutement", "deadline": DAY}
    offre = OffreFactory(vitrine=vitrine, metier=metier, **texts, **facts, **names)
    Lieu.objects.create(offre=offre, commune_id="35238")
    return offre


def absent_of(offre: Offre) -> list[str]:
    return [mention.field for mention in legal_mentions.absent(offre)]


def test_post_with_its_twelve_mentions_lacks_none(complete):
    assert len(legal_mentions.MENTIONS) == 12
    assert legal_mentions.gauge(complete) == [(mention, True) for mention in legal_mentions.MENTIONS]
    assert absent_of(complete) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"vitrine_id": None}, "vitrine"),
        ({"metier_id": None}, "metier"),
        ({"versant": ""}, "versant"),
        ({"vacance": ""}, "vacance"),
        ({"categories": []}, "categories"),
        ({"recruiting_authority": ""}, "recruiting_authority"),
        ({"missions": "<p> </p>"}, "missions"),
        ({"profile": ""}, "missions"),
        ({"profile": None}, "missions"),
        ({"special_conditions": "<p>&nbsp;</p>"}, "special_conditions"),
        ({"vacant_on": None}, "vacant_on"),
        ({"vacant_on": None, "is_creation": True}, "vacant_on"),
        ({"vacant_on": None, "start_on": DAY}, "vacant_on"),
        ({"apply_to": ""}, "apply_to"),
        ({"deadline": None}, "apply_to"),
    ],
)
def test_each_mention_is_missed_by_itself(complete, change, field):
    for name, value in change.items():
        setattr(complete, name, value)
    assert absent_of(complete) == [field]


def test_place_is_missed(complete):
    complete.lieux.all().delete()
    assert absent_of(Offre.objects.get()) == ["lieux"]


@pytest.mark.parametrize("change", [{"vacance": ""}, {"vacant_on": None, "start_on": DAY}])
def test_created_post_needs_neither_vacancy_nor_its_day(complete, change):
    for name, value in (change | {"is_creation": True}).items():
        setattr(complete, name, value)
    assert absent_of(complete) == []


def test_derogation_or_a_post_that_does_not_last_owes_nothing(complete):
    complete.versant = ""
    assert [mention.field for mention in legal_mentions.owed(complete)] == ["versant"]
    complete.derogation = "  "
    assert absent_of(complete) == ["versant"]
    complete.derogation = "Poste réservé."
    assert absent_of(complete) == []
    complete.derogation, complete.contracts = "", ["STAGE"]
    assert absent_of(complete) == []


def test_post_from_elsewhere_lacks_what_it_lacks_and_owes_nothing(complete):
    complete.versant, complete.source = "", "CSP"
    assert absent_of(complete) == ["versant"]
    assert legal_mentions.owed(complete) == []


def test_mention_says_what_to_do():
    mention = legal_mentions.MENTIONS[0]
    assert mention.message == "Mention obligatoire : intitulé du poste. Donnez-lui un intitulé."
