"""Autocompletion of the field « Lieu »: regions, départements, communes and arrondissements, with their offers."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from core.text import fold
from emplois.browsing.criteria import RADIUS
from emplois.browsing.offer_index import OfferIndex, offer_index, reference_departements, reference_regions
from emplois.browsing.places import area_label, areas, plain, whole
from emplois.browsing.vocabulary import Meaning
from referentiels.arrondissements import Arrondissement, arrondissement, arrondissements
from referentiels.models import Commune

from .suggestions import MOST_OF_A_KIND, SHORTEST, offer_count, score


class PlaceSuggestion(NamedTuple):
    kind: str
    label: str
    detail: str
    value: str
    """What the field contains once the place is chosen."""
    url: str


def suggest_places(text: str, *, areas_too: bool = True) -> list[PlaceSuggestion]:
    """At most `MOST_OF_A_KIND` places of each kind; without `areas_too`, communes and arrondissements only.

    First comes the kind of a place that has just the name `text`, then those of places that begin with it.
    """
    if len(fold(text)) < SHORTEST:
        return []
    facts = offer_index.current()
    suggested = [*(_areas(facts, text) if areas_too else ()), *_arrondissements(text), *_communes(facts, text)]
    best: dict[str, int] = {}
    for one in suggested:
        best[one.kind] = max(best.get(one.kind, 0), _matching(one, text))
    return sorted(suggested, key=lambda one: -best[one.kind])


def _matching(place: PlaceSuggestion, text: str) -> int:
    """3 when the place has just this name, else how well it begins with it (see `score`)."""
    typed, name = whole(fold(text)), fold(place.value.partition(" (")[0])
    return 3 if name in (typed, fold(text)) else score(fold(place.label), typed)


def _suggestion(kind: str, label: str, detail: str, value: str) -> PlaceSuggestion:
    return PlaceSuggestion(kind, label, detail, value, f"{reverse('emplois:liste')}?{urlencode({'commune': value})}")


def _names(departements: bool) -> Iterator[tuple[str, str, Meaning]]:
    """Name, displayed label and filter of the départements, or of the regions.

    Those that have the name of their region are left out, and Paris, which is the commune.
    """
    if departements:
        for one in reference_departements():
            if one.name not in (one.region.name, "Paris"):
                yield one.name, str(one), ("departement", (one.code,))
    else:
        for code, name in reference_regions().items():
            yield name, name, ("region", (code,))


def _areas(facts: OfferIndex, text: str) -> list[PlaceSuggestion]:
    typed, suggested = fold(text), []
    for kind, departements in (("Régions", False), ("Départements", True)):
        scored = []
        for name, label, place in _names(departements):
            if matching := score(fold(label), typed):
                scored.append((-matching, -_count(facts, place), name, label))
        for _matching, count, name, label in sorted(scored)[:MOST_OF_A_KIND]:
            suggested.append(_suggestion(kind, label, offer_count(-count), name))
    return [*_by_another_name(facts, text, suggested), *suggested]


def _by_another_name(facts: OfferIndex, text: str, suggested: list[PlaceSuggestion]) -> list[PlaceSuggestion]:
    """The area that the whole text means, unless it is suggested already: « IDF », « outre-mer », « Alsace »."""
    area = areas().get(plain(text))
    labels = {one.label for one in suggested}
    if area is None or area_label(area) in labels:
        return []
    return [_suggestion("Régions", area_label(area), offer_count(_count(facts, area)), text.strip())]


def _count(facts: OfferIndex, area: Meaning) -> int:
    return facts.any_of(*area).bit_count()


def _arrondissements(text: str) -> list[PlaceSuggestion]:
    typed, exact = fold(text), arrondissement(text)
    found: list[Arrondissement] = [exact] if exact else []
    if not exact and " " in typed:
        found = [one for one in arrondissements().values() if fold(one.name).startswith(typed)]
    return [_suggestion("Arrondissements", one.name, "", one.name) for one in found[:MOST_OF_A_KIND]]


def _communes(facts: OfferIndex, text: str) -> list[PlaceSuggestion]:
    """The communes that begin with the text, the most populous first, with the offers around each."""
    communes = list(Commune.objects.starting_with(whole(text.lower()))[:MOST_OF_A_KIND])
    near = Commune.objects.within_each(communes, kilometres=RADIUS)
    return [
        _suggestion(
            "Communes",
            str(commune),
            f"{offer_count(facts.in_communes(near[commune.pk]).bit_count())} à {RADIUS} km",
            str(commune),
        )
        for commune in communes
    ]
