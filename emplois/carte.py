"""The map of open offers: counts by département and region, with the same filters as the list."""

import math
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.text import fold
from referentiels import contours
from referentiels.models import Departement, Region

from .browsing.offer_index import reference_departements
from .browsing.places import PLACE_FILTERS
from .browsing.results import Results, find

DARKEST = 4
"""Levels of colour, from 1 for a single offer."""


class Area(NamedTuple):
    name: str
    count: int  # type: ignore[assignment]  # Hides tuple.count, which is not used.
    query: str
    level: int
    """Colour level: 0 without offers, then 1 to DARKEST."""


class AreaShape(NamedTuple):
    area: Area
    path: str
    echo: bool


def level(count: int, most: int) -> int:
    """The colour level of a place with `count` offers when the maximum is `most`. Logarithmic, as Paris dominates."""
    if not count:
        return 0
    return 1 + min(int(DARKEST * math.log(count) / math.log(most + 1)), DARKEST - 1)


def areas(results: Results, places: list[Departement] | list[Region], parameter: str) -> dict[str, Area]:
    """Each place with its count under the active filters, by code. Place filters are ignored: the map replaces them."""
    others = results.under_the_others(*PLACE_FILTERS)
    elsewhere: dict = {name: [] for name in (*PLACE_FILTERS, "rayon", "partout")}
    counts = {place.pk: (results.facts.values[parameter].get(place.pk, 0) & others).bit_count() for place in places}
    most = max(counts.values(), default=0)
    return {
        place.pk: Area(
            str(place),
            counts[place.pk],
            results.criteria.instead(**elsewhere | {parameter: place.pk}).urlencode(),
            level(counts[place.pk], most),
        )
        for place in places
    }


def carte(request: HttpRequest) -> HttpResponse:
    """The matching offers on a map, and in an equivalent table for users who cannot see it."""
    results = find(request.GET)
    departements = reference_departements()
    by_departement = areas(results, departements, "departement")
    by_region = areas(results, list({d.region_id: d.region for d in departements}.values()), "region")
    table = [
        (area, [by_departement[d.pk] for d in departements if d.region_id == code and by_departement[d.pk].count])
        for code, area in sorted(by_region.items(), key=lambda item: fold(item[1].name))
        if area.count
    ]
    anywhere = results.facts.any_of("teletravail", ["TOTAL"]) & results.matches
    context = {
        "shapes": [
            AreaShape(by_departement[shape.code], shape.path, shape.echo)
            for shape in contours.outlines()
            if shape.code in by_departement
        ],
        "width": contours.WIDTH,
        "height": contours.HEIGHT,
        "table": table,
        "total": len(results),
        "most": max((area.count for area in by_departement.values()), default=0),
        "anywhere": anywhere.bit_count(),
        "anywhere_query": results.criteria.instead(teletravail="TOTAL").urlencode(),
        "active": [label for _name, _value, label in results.criteria.active],
        "ignored": results.criteria.ignored,
        "query": results.criteria.instead().urlencode(),
        "trail": [("Offres d’emploi", "/emplois/")],
        "trail_end": "Carte",
    }
    return render(request, "emplois/carte.html", context)
