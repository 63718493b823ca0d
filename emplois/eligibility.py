"""« Puis-je postuler ? »: the questions that one offer asks, and what each answer means for it.

The rules are a table (`reperes.RegleAcces`); here is only which case an offer is. An offer that says nothing is never
a yes. The answers stay in the visitor's browser: the page holds every outcome, and none is sent.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from reperes.eligibility import Outcome, rules
from reperes.enums import ANSWERS, TITULAIRES, Cas, Question, Reponse

from .enums import Categorie, Contrat, Ouverture, Versant

if TYPE_CHECKING:
    from .models import Offre

YOUNG = {Contrat.APPRENTISSAGE: Cas.APPRENTISSAGE, Contrat.STAGE: Cas.STAGE, Contrat.VIA: Cas.VIA}
"""Contracts with rules of their own; an offer of one of them only does not ask about the public service."""
OPENINGS = {
    Ouverture.TITULAIRE_CONTRACTUEL: Cas.OUVERTE_A_TOUS,
    Ouverture.CONTRACTUELS: Cas.CONTRACTUELS,
    Ouverture.TERRITORIAL: Cas.TERRITORIAL,
}
VERSANTS = {
    Reponse.TITULAIRE_FPE: Versant.FPE,
    Reponse.TITULAIRE_FPT: Versant.FPT,
    Reponse.TITULAIRE_FPH: Versant.FPH,
}
RANKS = {Categorie.C: 0, Categorie.B: 1, Categorie.A: 2, Categorie.APLUS: 2}
"""A+ is no category of its own in law: those posts are of category A."""


class Asked(NamedTuple):
    """A question, and the outcome of each answer to it. `after`: the answers to the question before that lead here."""

    question: Question
    outcomes: list[Outcome]
    after: tuple[Reponse, ...] = ()


def questions(offre: "Offre") -> list[Asked]:
    """The questions for `offre`, in their order; empty answers and questions are left out."""
    asked, known = [], rules.current()
    for question in Question:
        outcomes = [
            Outcome(answer, known[key])
            for answer in ANSWERS[question]
            if (cas := _cas(offre, question, answer)) and (key := (question, answer, cas)) in known
        ]
        if outcomes:
            asked.append(Asked(question, outcomes, TITULAIRES if question == Question.CATEGORIE else ()))
    return asked


def _cas(offre: "Offre", question: Question, answer: Reponse) -> Cas | None:
    """The case that `offre` is for this answer; None if it does not ask the question."""
    young = _young(offre.contracts)
    match question:
        case Question.AGE | Question.SCOLARITE:
            return young
        case Question.NATIONALITE:
            return Cas.SOUVERAINETE if offre.is_sovereign else None
        case Question.DIPLOME:
            return Cas.DIPLOME_EXIGE if offre.is_regulated else None
    return None if young else _opening_case(offre, question, answer)


def _opening_case(offre: "Offre", question: Question, answer: Reponse) -> Cas | None:
    """By whom the offer is open to."""
    opening = OPENINGS[Ouverture(offre.ouverture)] if offre.ouverture else Cas.NON_DIT
    if question == Question.CATEGORIE:
        return _category_case(offre.categories, answer) if opening in (Cas.OUVERTE_A_TOUS, Cas.TERRITORIAL) else None
    is_from_elsewhere = answer in VERSANTS and offre.versant not in ("", VERSANTS[answer])
    if question == Question.SITUATION and opening == Cas.OUVERTE_A_TOUS and is_from_elsewhere:
        return Cas.OUVERTE_A_TOUS_AUTRE_VERSANT
    return opening


def _young(contracts: Iterable[str]) -> Cas | None:
    cases = {YOUNG.get(Contrat(contract)) for contract in contracts}
    return cases.pop() if len(cases) == 1 else None


def _category_case(categories: Iterable[str], answer: Reponse) -> Cas | None:
    """Against the nearest of the offer's `categories`."""
    own = {Reponse.CATEGORIE_C: 0, Reponse.CATEGORIE_B: 1, Reponse.CATEGORIE_A: 2}[answer]
    ranks = [RANKS[Categorie(category)] for category in categories if category in RANKS]
    if not ranks:
        return None
    nearest = min(ranks, key=lambda rank: abs(rank - own))
    if nearest == own:
        return Cas.MEME_CATEGORIE
    return Cas.CATEGORIE_AU_DESSUS if nearest > own else Cas.CATEGORIE_EN_DESSOUS
