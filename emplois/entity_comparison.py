"""What the open offers of entities add to their comparison. Pay is in gross euros a year."""

from collections import Counter
from functools import reduce
from operator import or_
from statistics import median

from django.db.models import Q

from vitrines.comparison import Row
from vitrines.models import VitrinePage

from .enums import Teletravail
from .models import Offre

FEWEST_PAYS = 5
"""Offers with a pay from which their median is shown: fewer would be the pay of one post."""
MOST_PLACES = 5
_FIELDS = ("vitrine__path", "places", "teletravail", "teletravail_jours", "pay_min", "pay_max")


def rows(entities: list[VitrinePage]) -> list[Row]:
    """Rows for the entities, those below them included, in one query."""
    within = reduce(or_, (Q(vitrine__path__startswith=entity.path) for entity in entities))
    offers = list(Offre.objects.public().filter(within).order_by().values_list(*_FIELDS))
    own = [[offer[1:] for offer in offers if offer[0].startswith(entity.path)] for entity in entities]
    return [
        Row("Offres ouvertes", [str(len(offers)) for offers in own]),
        Row("Lieux des offres", [_places([places for places, *_rest in offers]) for offers in own]),
        Row("Télétravail dans ses offres", [_telework([offer[1:3] for offer in offers]) for offers in own]),
        Row(f"Rémunération médiane ({FEWEST_PAYS} offres au moins)", [_pay([o[3:] for o in offers]) for offers in own]),
    ]


def _places(texts: list[str]) -> str:
    counted = Counter(place for text in texts for place in text.split(" · ") if place)
    named = ", ".join(place for place, _count in counted.most_common(MOST_PLACES))
    return f"{named}…" if len(counted) > MOST_PLACES else named


def _telework(offers: list[tuple[str, int | None]]) -> str:
    """« 8 offres sur 10, jusqu’à 3 jours par semaine »."""
    possible = [days for code, days in offers if code in (Teletravail.PARTIEL, Teletravail.TOTAL)]
    if not offers:
        return ""
    known = [days for days in possible if days]
    most = f", jusqu’à {max(known)} jour{'s' if max(known) > 1 else ''} par semaine" if known else ""
    return f"{len(possible)} offre{'s' if len(possible) > 1 else ''} sur {len(offers)}{most}"


def _pay(offers: list[tuple[int | None, int | None]]) -> str:
    """The median of the middles of the ranges, to the nearest hundred."""
    middles = [sum(known) / len(known) for bounds in offers if (known := [bound for bound in bounds if bound])]
    if len(middles) < FEWEST_PAYS:
        return ""
    return f"{round(median(middles), -2):,.0f} € bruts par an".replace(",", "\u202f")
