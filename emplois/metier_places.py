"""The pages of a métier in a place, `/metiers/<slug>/<lieu>/`.

A place is a region, a département or a commune where enough offers of the métier are open.
"""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from core.french import at_town
from core.text import to_slug
from referentiels.models import Commune, Metier

from .browsing import bits
from .browsing.offer_index import OfferIndex, offer_index
from .browsing.places import Area, named_areas
from .models import Lieu, MetierPage, Offre

LEAST_OFFERS = 5
"""Open offers from which a métier has a page in a place."""
MOST_SHOWN, MOST_NEIGHBOURS = 20, 12
_IN_REGION = {
    "Grand Est": "dans le Grand Est",
    "Hauts-de-France": "dans les Hauts-de-France",
    "Pays de la Loire": "dans les Pays de la Loire",
    "La Réunion": "à La Réunion",
    "Mayotte": "à Mayotte",
}
_COMMUNE = re.compile(r"(?P<name>[-\w]+)-(?P<departement>\w{2,3})")


class MetierPlace(NamedTuple):
    """A place in the address of a page of a métier."""

    kind: str
    """`region`, `departement` or `commune`."""
    code: str
    name: str
    slug: str
    where: str
    """Its name after its preposition: « en Bretagne », « à Rennes »."""

    def query(self, metier: str) -> str:
        """The query string of the list with the offers of the métier in this place."""
        place = {"commune": self.name, "rayon": 0} if self.kind == "commune" else {self.kind: self.code}
        return urlencode({"metier": metier, **place})


class PlaceCount(NamedTuple):
    place: MetierPlace
    url: str
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.


def _where(area: Area) -> str:
    if area.kind == "departement":
        return f"dans le département {area.label}"
    return _IN_REGION.get(area.name, f"en {area.name}")


def _areas() -> dict[str, MetierPlace]:
    """Regions and départements by slug."""
    places = [MetierPlace(area.kind, area.code, area.label, to_slug(area.name), _where(area)) for area in named_areas()]
    return {place.slug: place for place in places}


def _commune(code: str, name: str, departement: str) -> MetierPlace:
    label = f"{name} ({departement})"
    return MetierPlace("commune", code, label, to_slug(label), at_town(name))


def _of_commune(commune: Commune) -> MetierPlace:
    return _commune(commune.pk, commune.name, commune.departement_id)


def place_at(slug: str) -> MetierPlace:
    """The place of an address: « bretagne », « ille-et-vilaine », « rennes-35 », « rennes » for the latter.

    Raises Http404 when there is none.
    """
    if place := _areas().get(slug):
        return place
    if found := _COMMUNE.fullmatch(slug):
        for commune in Commune.objects.filter(departement=found["departement"].upper()):
            if to_slug(commune.name) == found["name"]:
                return _of_commune(commune)
    if largest := Commune.objects.filter(folded_name=slug.replace("-", " ")).order_by("-population").first():
        return _of_commune(largest)
    raise Http404


@lru_cache(maxsize=1)
def places_by_metier(facts: OfferIndex) -> dict[str, list[PlaceCount]]:
    """The places where each métier, by slug, has `LEAST_OFFERS`: those with the most offers first."""
    sets = [(place, facts.values[place.kind].get(place.code, 0)) for place in _areas().values()]
    codes = [code for code, positions in facts.communes.items() if code and len(positions) >= LEAST_OFFERS]
    communes = Commune.objects.in_bulk(codes)
    sets += [(_of_commune(commune), facts.in_communes([code])) for code, commune in communes.items()]
    found: dict[str, list[PlaceCount]] = defaultdict(list)
    for place, members in sets:
        if members.bit_count() < LEAST_OFFERS:
            continue
        for metier, of_metier in facts.values["metier"].items():
            if (count := (members & of_metier).bit_count()) >= LEAST_OFFERS:
                url = reverse("metier_lieu", args=[metier, place.slug])
                found[metier].append(PlaceCount(place, url, count))
    for places in found.values():
        places.sort(key=_most_offers_first)
    return dict(found)


def places_of(metier: Metier) -> list[PlaceCount]:
    """The places with the most offers of `metier`, of those that have a page; in one query, without the index."""
    offers: dict[MetierPlace, set[int]] = defaultdict(set)
    areas = {(place.kind, place.code): place for place in _areas().values()}
    rows = Lieu.objects.filter(offre__in=Offre.objects.public().filter(metier=metier)).order_by()
    for offre, region, departement, code, name in rows.values_list(
        "offre", "region", "departement", "commune", "commune__name"
    ):
        found = [areas.get(("region", region)), areas.get(("departement", departement))]
        found += [_commune(code, name, departement)] if code else []
        for place in filter(None, found):
            offers[place].add(offre)
    counted = [
        PlaceCount(place, reverse("metier_lieu", args=[metier.slug, place.slug]), len(keys))
        for place, keys in offers.items()
        if len(keys) >= LEAST_OFFERS
    ]
    return sorted(counted, key=_most_offers_first)[:MOST_NEIGHBOURS]


def _most_offers_first(one: PlaceCount) -> tuple[int, str]:
    return -one.count, one.place.name


def metier_place(request: HttpRequest, metier: str, lieu: str) -> HttpResponse:
    """The offers of a métier in a place, and the entities that recruit there.

    With fewer than `LEAST_OFFERS`, redirects to the list. Raises Http404 when the métier or the place is not known.
    """
    page = get_object_or_404(MetierPage.objects.live().select_related("metier").defer("body"), metier__slug=metier)
    place, facts = place_at(lieu), offer_index.current()
    if place.slug != lieu:
        return redirect("metier_lieu", metier, place.slug, permanent=True)
    places = places_by_metier(facts).get(metier, [])
    here = next((one for one in places if one.place == place), None)
    query = place.query(metier)
    if here is None:
        return redirect(f"{reverse('emplois:liste')}?{query}")
    inside = facts.in_communes([place.code]) if place.kind == "commune" else facts.any_of(place.kind, [place.code])
    members = inside & facts.any_of("metier", [metier])
    context = {
        "metier_page": page,
        "metier": page.metier,
        "place": place,
        "count": here.count,
        "query": query,
        "offres": facts.offers(bits.positions(members, 0, MOST_SHOWN)),
        "recruiters": _recruiters(facts, members, query),
        "elsewhere": [one for one in places if one.place != place][:MOST_NEIGHBOURS],
        "others": _other_metiers(facts, place, page.metier.name),
        "path": request.path,
        "trail": [("Métiers", "/metiers/"), (page.title, page.url)],
        "trail_end": place.name,
    }
    return render(request, "emplois/metier_lieu.html", context)


def _recruiters(facts: OfferIndex, members: int, query: str) -> list[tuple[str, str, int]]:
    """Name, address of the offers and their number, of the entities that have some of `members`."""
    labels = dict(facts.choices("entite"))
    counted = [(key, (members & own).bit_count()) for key, own in facts.values["entite"].items()]
    counted.sort(key=lambda pair: (-pair[1], labels[pair[0]]))
    url = f"{reverse('emplois:liste')}?{query}"
    return [(labels[key], f"{url}&{urlencode({'entite': key})}", n) for key, n in counted if n][:MOST_NEIGHBOURS]


def _other_metiers(facts: OfferIndex, place: MetierPlace, name: str) -> list[tuple[str, PlaceCount]]:
    """The other métiers that have a page in the place, with their names."""
    names = dict(facts.choices("metier"))
    found = [
        (names[metier], one)
        for metier, places in places_by_metier(facts).items()
        for one in places
        if one.place == place and names[metier] != name
    ]
    return sorted(found, key=lambda pair: (-pair[1].count, pair[0]))[:MOST_NEIGHBOURS]
