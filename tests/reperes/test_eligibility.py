"""« Puis-je postuler ? »: forty people before forty offers, and what the page shows and never sends."""

from copy import copy

import pytest
from django.urls import reverse

from emplois.eligibility import questions
from emplois.models import Offre
from reperes.enums import ANSWERS, Question, Reponse, Verdict
from reperes.models import RegleAcces
from tests.factories import OffreFactory

pytestmark = pytest.mark.django_db
ALL, CONTRACT, TERRITORIAL, UNSAID = "TITULAIRE_CONTRACTUEL", "CONTRACTUELS", "TERRITORIAL", ""
A, B, C = "CATEGORIE_A", "CATEGORIE_B", "CATEGORIE_C"
FPE, FPT, FPH = "TITULAIRE_FPE", "TITULAIRE_FPT", "TITULAIRE_FPH"


def verdict(offre, answers):
    """What the page concludes from these answers: the lowest of the outcomes; NON_DIT where no rule applies."""
    met = [
        outcome.rule.verdict
        for asked in questions(offre)
        if not asked.after or answers.get(Question.SITUATION) in asked.after
        for outcome in asked.outcomes
        if answers.get(asked.question) == outcome.answer
    ]
    return min(met, default=Verdict.NON_DIT)


def offer(ouverture=ALL, versant="FPE", categories=("A",), contracts=("PERMANENT", "CDI"), **fields):
    return Offre(ouverture=ouverture, versant=versant, categories=list(categories), contracts=list(contracts), **fields)


def apprenticeship():
    return offer("", "FPE", [], ["APPRENTISSAGE"])


CASES = [
    # From outside the public service, or on a contract in it.
    (offer(), "HORS", {}, Verdict.OUI),
    (offer(CONTRACT), "HORS", {}, Verdict.OUI),
    (offer(TERRITORIAL, "FPT"), "HORS", {}, Verdict.AUTREMENT),
    (offer(UNSAID), "HORS", {}, Verdict.NON_DIT),
    (offer(UNSAID, contracts=["CDI"]), "HORS", {}, Verdict.NON_DIT),
    (offer(), "CONTRACTUEL", {}, Verdict.OUI),
    (offer(CONTRACT, contracts=["VACATION"]), "CONTRACTUEL", {}, Verdict.OUI),
    (offer(TERRITORIAL, "FPT"), "CONTRACTUEL", {}, Verdict.AUTREMENT),
    (offer(UNSAID), "CONTRACTUEL", {}, Verdict.NON_DIT),
    (offer(categories=["C"]), "HORS", {}, Verdict.OUI),
    # Civil servants: opening, versant, category.
    (offer(), FPE, {"CATEGORIE": A}, Verdict.OUI),
    (offer(), FPE, {"CATEGORIE": B}, Verdict.AUTREMENT),
    (offer(), FPE, {"CATEGORIE": C}, Verdict.AUTREMENT),
    (offer(categories=["B"]), FPE, {"CATEGORIE": A}, Verdict.AUTREMENT),
    (offer(categories=["B"]), FPE, {"CATEGORIE": B}, Verdict.OUI),
    (offer(categories=["A", "B"]), FPE, {"CATEGORIE": B}, Verdict.OUI),
    (offer(categories=["APLUS"]), FPE, {"CATEGORIE": A}, Verdict.OUI),
    (offer(categories=["HORS_CATEGORIE"]), FPE, {"CATEGORIE": C}, Verdict.OUI),
    (offer(categories=[]), FPE, {"CATEGORIE": C}, Verdict.OUI),
    (offer(), FPT, {"CATEGORIE": A}, Verdict.OUI),
    (offer(), FPH, {"CATEGORIE": B}, Verdict.AUTREMENT),
    (offer(versant=""), FPH, {"CATEGORIE": A}, Verdict.OUI),
    (offer(CONTRACT), FPE, {}, Verdict.AUTREMENT),
    (offer(CONTRACT), FPT, {"CATEGORIE": A}, Verdict.AUTREMENT),
    (offer(UNSAID), FPE, {"CATEGORIE": A}, Verdict.NON_DIT),
    (offer(TERRITORIAL, "FPT"), FPT, {"CATEGORIE": A}, Verdict.OUI),
    (offer(TERRITORIAL, "FPT"), FPE, {"CATEGORIE": A}, Verdict.OUI_SI),
    (offer(TERRITORIAL, "FPT"), FPH, {"CATEGORIE": B}, Verdict.AUTREMENT),
    (offer(TERRITORIAL, "FPT"), "LAUREAT", {}, Verdict.OUI),
    # A reconnaissance opens a way more and closes none.
    (offer(), "HORS", {"HANDICAP": "RQTH"}, Verdict.OUI),
    (offer(), "HORS", {"HANDICAP": "SANS_RQTH"}, Verdict.OUI),
    (offer(UNSAID), "HORS", {"HANDICAP": "RQTH"}, Verdict.NON_DIT),
    # Nationality and diploma, where the offer asks them.
    (offer(is_sovereign=True), "HORS", {"NATIONALITE": "FRANCAISE"}, Verdict.OUI),
    (offer(is_sovereign=True), "HORS", {"NATIONALITE": "EUROPEENNE"}, Verdict.NON),
    (offer(is_sovereign=True), FPE, {"CATEGORIE": A, "NATIONALITE": "AUTRE_NATIONALITE"}, Verdict.NON),
    (offer(), "HORS", {"NATIONALITE": "AUTRE_NATIONALITE"}, Verdict.OUI),
    (offer(is_regulated=True), "HORS", {"DIPLOME": "SANS_DIPLOME"}, Verdict.NON),
    (offer(is_regulated=True), "HORS", {"DIPLOME": "DIPLOME"}, Verdict.OUI),
    # Young people.
    (apprenticeship(), "", {"AGE": "MOINS_DE_16"}, Verdict.OUI_SI),
    (apprenticeship(), "", {"AGE": "DE_16_A_29"}, Verdict.OUI),
    (apprenticeship(), "", {"AGE": "PLUS_DE_29"}, Verdict.AUTREMENT),
    (apprenticeship(), "", {"AGE": "PLUS_DE_29_RQTH"}, Verdict.OUI),
    (offer(CONTRACT, contracts=["STAGE"]), "", {"SCOLARITE": "NON_INSCRIT"}, Verdict.AUTREMENT),
    (offer(CONTRACT, contracts=["STAGE"]), "", {"SCOLARITE": "INSCRIT"}, Verdict.OUI),
    (offer(contracts=["VIA"]), "", {"AGE": "DE_16_A_29"}, Verdict.OUI_SI),
    (offer(CONTRACT, contracts=["APPRENTISSAGE", "CDD"]), "HORS", {}, Verdict.OUI),
]


@pytest.mark.parametrize(("offre", "situation", "others", "expected"), CASES)
def test_a_person_is_told(offre, situation, others, expected):
    answers = {Question(name): Reponse(answer) for name, answer in others.items()}
    if situation:
        answers[Question.SITUATION] = Reponse(situation)
    assert verdict(offre, answers) == expected


def test_at_most_four_questions_are_asked_whatever_the_offer():
    for case, *_rest in CASES:
        offre = copy(case)
        offre.is_sovereign = offre.is_regulated = True
        asked = [one for one in questions(offre) if not one.after]
        assert 1 <= len(asked) <= 4


def test_an_offer_that_says_nothing_is_never_a_yes():
    silent = offer("", "", [], [])
    for asked in questions(silent):
        assert {outcome.rule.verdict for outcome in asked.outcomes} == {Verdict.NON_DIT}
    assert verdict(silent, {}) == Verdict.NON_DIT


def test_each_rule_names_its_source_and_answers_its_question():
    rules = RegleAcces.objects.all()
    assert rules.count() >= 40
    for rule in rules:
        rule.full_clean()
        assert rule.article
        assert rule.answer in ANSWERS[Question(rule.question)]


def test_a_change_of_a_rule_in_the_cms_changes_the_page(client, vitrine):
    offre = OffreFactory(vitrine=vitrine, ouverture=ALL)
    RegleAcces.objects.filter(question="SITUATION", answer="HORS", cas="OUVERTE_A_TOUS").update(text="Autre règle.")
    assert "Autre règle." in client.get(reverse("emplois:puis_je_postuler", args=[offre.slug])).content.decode()


def test_the_page_says_its_rules_with_their_sources_and_has_nothing_to_send(client, vitrine, strict_templates):
    offre = OffreFactory(vitrine=vitrine, ouverture=ALL, versant="FPE", categories=["A"], is_sovereign=True)
    page = client.get(reverse("emplois:puis_je_postuler", args=[offre.slug])).content.decode()
    form = page[page.index('<form class="site-eligibility"') : page.index("</form>", page.index("site-eligibility"))]
    assert "art. L332-2" in form
    assert "Quelle est votre nationalité ?" in form
    assert 'type="submit"' not in form
    assert "action=" not in form


def test_a_closed_offer_leads_to_its_page(client, vitrine):
    offre = OffreFactory(vitrine=vitrine, ouverture=ALL)
    offre.mark_filled()
    answer = client.get(reverse("emplois:puis_je_postuler", args=[offre.slug]))
    assert (answer.status_code, answer.headers["Location"]) == (302, offre.get_absolute_url())


def test_the_rules_are_read_once_for_a_page(client, vitrine, django_assert_max_num_queries):
    offre = OffreFactory(vitrine=vitrine, ouverture=ALL, categories=["A"], is_sovereign=True)
    with django_assert_max_num_queries(12):
        client.get(reverse("emplois:puis_je_postuler", args=[offre.slug]))


def test_an_unknown_offer_is_not_found(client):
    assert client.get("/emplois/inconnue/puis-je-postuler/").status_code == 404


def test_the_list_proposes_what_is_open_to_a_situation_without_saying_whose(client, vitrine):
    OffreFactory(vitrine=vitrine, ouverture=CONTRACT)
    page = client.get("/emplois/?contrat=CDI").content.decode()
    assert 'data-open-to="contractuels"' in page
    assert "?contrat=CDI&amp;ouvert_aux=titulaires" in page
