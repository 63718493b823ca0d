"""Reads amounts of pay in what visitors type."""

import re
from collections.abc import Iterator

_PAY = re.compile(
    r"""(?:>\s*|(?:plus\ de|au\ moins|minimum|mini|à\ partir\ de|dès)\s+)?
    (?P<number>\d{1,3}(?:[ \u00a0\u202f.]?\d{3})?)\s?(?P<thousands>k)?\s?(?P<unit>€|euros?)?
    (?P<net>\s*nets?)?(?:\s*bruts?)?
    (?P<month>\s*(?:par\ mois|/\s?mois|mensuels?))?(?:\s*(?:par\ an|/\s?an))?(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(r"^(?:>|plus de|au moins|mini|à partir|dès)", re.IGNORECASE)
LEAST_PAY, MOST_PAY = 10_000, 300_000
"""Euros a year: what is less or more is another number."""
NET_OF_GROSS = 0.8
"""Share of a contract agent's gross pay that is paid out (about 20 % of contributions)."""


def yearly_pays(text: str) -> Iterator[tuple[int, int, float]]:
    """Where each pay is in `text` and its gross euros a year: « 45k », « > 50 000 € », « 3000 net par mois »."""
    for found in _PAY.finditer(text):
        if not (found["thousands"] or found["unit"] or found["net"] or found["month"] or _ASKS.match(found[0])):
            continue
        amount = float(re.sub(r"\D", "", found["number"]))
        amount *= (1000 if found["thousands"] else 1) * (12 if found["month"] else 1)
        amount /= NET_OF_GROSS if found["net"] else 1
        if LEAST_PAY <= amount <= MOST_PAY:
            yield *found.span(), amount
