"""From one offer to others: the same métier, the same entity, nearby; each with how many there are."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from emplois.models import Lieu, Offre
from referentiels.models import Commune

from .criteria import RADIUS
from .offer_index import offer_index


class Path(NamedTuple):
    label: str
    url: str
    count: int  # type: ignore[assignment]  # Nobody counts in it by the tuple's own.


def paths(offre: Offre, places: list[Lieu]) -> list[Path]:
    """Where one may go on from `offre`, at its `places`; what leads to no other public offer is left out."""
    facts = offer_index.current()
    this = facts.of_offers([offre.pk]) if offre.pk else 0

    def others(members: int) -> int:
        return (members & ~this).bit_count()

    def listed(**query: object) -> str:
        return f"{reverse('emplois:liste')}?{urlencode(query)}"

    found = []
    if offre.metier:
        slug = offre.metier.slug
        found.append(
            Path(f"Le même métier : {offre.metier}", listed(metier=slug), others(facts.any_of("metier", [slug])))
        )
    if offre.vitrine.live:
        own = others(facts.entities.get(offre.vitrine.path, 0))
        found.append(Path(f"La même entité : {offre.vitrine.short_name}", f"{offre.vitrine.url}offres/", own))
    if commune := next((lieu.commune for lieu in places if lieu.commune), None):
        near = facts.in_communes(Commune.objects.within(commune, kilometres=RADIUS))
        url = listed(commune=str(commune), rayon=RADIUS)
        found.append(Path(f"À {RADIUS} km de {commune}", url, others(near)))
    return [path for path in found if path.count]
