"""What the open offers of entities say of them, from the index of public offers. Pay is in gross euros a year."""

from statistics import median

from core.french import counted, number
from vitrines.comparison import Row
from vitrines.models import VitrinePage

from .browsing import bits
from .browsing.offer_index import OfferIndex, offer_index
from .enums import Teletravail
from .fields import WORKING_DAYS

FEWEST_PAYS = 5
"""Offers with a pay from which their median is shown: fewer would be the pay of one post."""
MOST_PLACES = 5


def rows(entities: list[VitrinePage]) -> list[Row]:
    """Rows for the entities, those below them included."""
    facts = offer_index.current()
    own = [facts.entities.get(entity.path, 0) for entity in entities]
    return [
        Row("Offres ouvertes", [str(offers.bit_count()) for offers in own]),
        Row("Lieux des offres", [_places(facts, offers) for offers in own]),
        Row("Télétravail dans ses offres", [_telework(facts, offers) for offers in own]),
        Row(f"Rémunération médiane ({FEWEST_PAYS} offres au moins)", [_pay(facts, offers) for offers in own]),
    ]


def _places(facts: OfferIndex, offers: int) -> str:
    """The départements with most offers."""
    counted = [
        ((members & offers).bit_count(), str(label))
        for code, label in facts.choices("departement")
        if (members := facts.values["departement"].get(code, 0)) & offers
    ]
    named = ", ".join(label for _count, label in sorted(counted, key=lambda pair: -pair[0])[:MOST_PLACES])
    return f"{named}…" if len(counted) > MOST_PLACES else named


def _telework(facts: OfferIndex, offers: int) -> str:
    """« 8 offres sur 10, jusqu’à 3 jours par semaine »."""
    if not offers:
        return ""
    possible = (facts.any_of("teletravail", (Teletravail.PARTIEL, Teletravail.TOTAL)) & offers).bit_count()
    days = facts.values["teletravail_jours"]
    most = max((n for n in range(1, WORKING_DAYS + 1) if days.get(str(n), 0) & offers), default=0)
    limit = f", jusqu’à {counted(most, 'jour')} par semaine" if most else ""
    return f"{counted(possible, 'offre')} sur {offers.bit_count()}{limit}"


def _pay(facts: OfferIndex, offers: int) -> str:
    """The median of the middles of the ranges, to the nearest hundred."""
    pays = [facts.pay[place] for place in bits.positions(offers)]
    middles = [(most + (least or most)) / 2 for most, least in pays if most]
    if len(middles) < FEWEST_PAYS:
        return ""
    return f"{number(round(median(middles), -2))} € bruts par an"
