"""The writing checks of an offer, displayed while it is written and reviewed."""

import datetime as dt
import statistics
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.french import date_format
from relecture import sigles, wording
from relecture.wording import Correction, Finding, Risk

from . import contradictions
from .deadlines import has_passed, is_beyond, paris_today
from .fields import TEXTS
from .inclusive_titles import for_both
from .models.remuneration import in_words

if TYPE_CHECKING:  # Its module imports this one.
    from .models.shown import ShownOffre

LONG_AFTER = dt.timedelta(days=183)
USUAL_TIME = dt.timedelta(days=45)
"""The duration of the deadline proposed as a correction."""
LINES = ("pay_text", "contact", "apply_to")
FIRST_HEADING = 3
"""The first heading level inside a text, whose own heading on the page has level 2."""


BY_THE_GRID = "Selon la grille indiciaire et l’expérience"
COMPARED, FEWEST = 200, 3
"""Maximum and minimum number of recent offers of the métier used to compute the usual pay."""


def findings(offre: "ShownOffre") -> list[Finding]:
    """All findings about an offer, in the order of the form, then its contradictions."""
    own = [*_title(offre), *_texts(offre), *_pay(offre), *_deadline(offre), *_addresses(offre)]
    return [*own, *contradictions.findings(offre)]


def _title(offre: "ShownOffre") -> Iterator[Finding]:
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


def _texts(offre: "ShownOffre") -> Iterator[Finding]:
    meanings = sigles.meanings(offre.vitrine.sigle if offre.vitrine_id else "")
    for name in TEXTS:
        text = getattr(offre, name) or ""
        yield from wording.heading_order(name, text, first=FIRST_HEADING)
        yield from wording.forbidden_criteria(name, text)
        yield from wording.personal_data(name, text)
        yield from wording.jargon(name, text, meanings)


def _pay(offre: "ShownOffre") -> Iterator[Finding]:
    if offre.pay:
        return
    usual = usual_pay(offre)
    yield Finding(
        Risk.PAY,
        "pay_min" if usual else "pay_text",
        "La rémunération n’est pas indiquée.",
        "C’est la première information que l’on cherche : une fourchette suffit.",
        Correction(f"Écrire « {in_words(usual, None)} », comme les offres de ce métier", str(usual))
        if usual
        else Correction(f"Écrire « {BY_THE_GRID} »", BY_THE_GRID),
    )


def usual_pay(offre: "ShownOffre") -> int | None:
    """The median minimum pay of public offers of the métier, rounded to 1,000 euros; None with fewer than FEWEST."""
    if offre.metier_id is None:
        return None
    paid = type(offre).objects.public().filter(metier_id=offre.metier_id, pay_min__isnull=False).exclude(pk=offre.pk)
    known = list(paid.order_by("-first_published_at").values_list("pay_min", flat=True)[:COMPARED])
    return int(round(statistics.median(known), -3)) if len(known) >= FEWEST else None


def _deadline(offre: "ShownOffre") -> Iterator[Finding]:
    proposed = paris_today() + USUAL_TIME
    correction = Correction(f"Mettre au {date_format(proposed, 'j F Y')}", proposed.isoformat())
    if offre.deadline is None:
        yield Finding(
            Risk.DATES,
            "deadline",
            "Aucune date limite.",
            "Sans elle, l’offre reste ouverte jusqu’à ce que quelqu’un y pense, et l’on candidate pour rien.",
            correction,
        )
    elif has_passed(offre.deadline) and not offre.first_published_at:
        yield Finding(Risk.DATES, "deadline", "La date limite est passée.", "Elle ne sera pas publiée.", correction)
    elif is_beyond(offre.deadline, LONG_AFTER):
        yield Finding(
            Risk.DATES,
            "deadline",
            "La date limite est à plus de six mois.",
            "Une offre longtemps ouverte lasse, et les candidatures attendent leur réponse.",
            correction,
        )


def _addresses(offre: "ShownOffre") -> Iterator[Finding]:
    for name in LINES:
        yield from wording.personal_data(name, getattr(offre, name) or "")
    if offre.apply_email and wording.of_a_person(offre.apply_email):
        yield Finding(
            Risk.PERSONAL,
            "apply_email",
            "L’adresse de candidature semble celle d’une personne.",
            "Une boîte de service reçoit les candidatures même pendant les congés.",
            _of_a_service(offre),
        )


def _of_a_service(offre: "ShownOffre") -> Correction:
    contact = offre.vitrine.contact if offre.vitrine_id else ""
    if contact and not wording.of_a_person(contact):
        return Correction(f"Écrire « {contact} », l’adresse de l’entité", contact)
    return Correction("Retirer l’adresse")
