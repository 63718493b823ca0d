"""Links from one offer to lists of others: same métier, same entity, nearby; each with its count."""

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
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.


def paths(offre: Offre, places: list[Lieu]) -> list[Path]:
    """The links to lists of offers related to `offre`, whose places are `places`; empty lists are left out."""
    facts = offer_index.current()
    this = facts.of_offers([offre.pk]) if offre.pk else 0

    def others(members: int) -> int:
        return (members & ~this).bit_count()

    def listed(**query: object) -> str:
        return f"{reverse('emplois:liste')}?{urlencode(query)}"

    links = []
    if offre.metier:
        slug = offre.metier.slug
        links.append(
            Path(f"Le même métier : {offre.metier}", listed(metier=slug), others(facts.any_of("metier", [slug])))
        )
    if offre.vitrine.live:
        own = others(facts.entities.get(offre.vitrine.path, 0))
        links.append(Path(f"La même entité : {offre.vitrine.short_name}", f"{offre.vitrine.url}offres/", own))
    if commune := next((lieu.commune for lieu in places if lieu.commune), None):
        near = facts.in_communes(Commune.objects.within(commune, kilometres=RADIUS))
        url = listed(commune=str(commune), rayon=RADIUS)
        links.append(Path(f"À {RADIUS} km de {commune}", url, others(near)))
    return [path for path in links if path.count]
