"""What to look at again in an offer, before and while it is reviewed."""

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format

from vitrines import wording
from vitrines.wording import Correction, Finding, Risk

from .deadlines import paris_today
from .inclusive_titles import for_both

LONG_AFTER = dt.timedelta(days=183)
USUAL_TIME = dt.timedelta(days=45)
"""How long an offer is usually open, proposed where its deadline is past or too far."""
TEXTS = ("context", "missions", "profile", "team", "benefits", "special_conditions", "process")
LINES = ("pay_text", "contact", "apply_to")
FIRST_HEADING = 3
"""The level that a text's own headings begin at: the page gives it a heading of level 2."""


def findings(offre) -> list[Finding]:
    """Everything that is worth a second look, in the order of the form."""
    return [*_title(offre), *_texts(offre), *_pay(offre), *_deadline(offre), *_addresses(offre)]


def _title(offre) -> Iterator[Finding]:
    yield from wording.capitals("title", offre.title)
    if inclusive := for_both(offre.title):
        yield Finding(
            Risk.WORDING,
            "title",
            "L’intitulé ne s’adresse qu’aux hommes.",
            "Un intitulé au féminin et au masculin dit à toutes et tous que le poste leur est ouvert.",
            Correction(f"Écrire « {inclusive} »", inclusive),
        )
    yield from wording.forbidden_criteria("title", offre.title)


def _texts(offre) -> Iterator[Finding]:
    known = set(offre.vitrine.sigle.upper().split()) if offre.vitrine_id else set()
    for name in TEXTS:
        text = getattr(offre, name) or ""
        yield from wording.heading_order(name, text, first=FIRST_HEADING)
        yield from wording.forbidden_criteria(name, text)
        yield from wording.personal_data(name, text)
        yield from wording.jargon(name, text, known)


def _pay(offre) -> Iterator[Finding]:
    if not offre.pay:
        yield Finding(
            Risk.PAY,
            "pay_min",
            "La rémunération n’est pas indiquée.",
            "C’est la première information que l’on cherche : une fourchette suffit.",
        )


def _deadline(offre) -> Iterator[Finding]:
    today = paris_today()
    proposed = today + USUAL_TIME
    correction = Correction(f"Mettre au {date_format(proposed, 'j F Y')}", proposed.isoformat())
    if offre.deadline is None:
        yield Finding(
            Risk.DATES,
            "deadline",
            "Aucune date limite.",
            "Sans elle, l’offre reste ouverte jusqu’à ce que quelqu’un y pense, et l’on candidate pour rien.",
            correction,
        )
    elif offre.deadline < today and not offre.first_published_at:
        yield Finding(Risk.DATES, "deadline", "La date limite est passée.", "Elle ne sera pas publiée.", correction)
    elif offre.deadline > today + LONG_AFTER:
        yield Finding(
            Risk.DATES,
            "deadline",
            "La date limite est à plus de six mois.",
            "Une offre longtemps ouverte lasse, et les candidatures attendent leur réponse.",
            correction,
        )


def _addresses(offre) -> Iterator[Finding]:
    for name in LINES:
        yield from wording.personal_data(name, getattr(offre, name) or "")
    if offre.apply_email and wording.of_a_person(offre.apply_email):
        yield Finding(
            Risk.PERSONAL,
            "apply_email",
            "L’adresse de candidature semble celle d’une personne.",
            "Une boîte de service reçoit les candidatures même pendant les congés.",
        )
