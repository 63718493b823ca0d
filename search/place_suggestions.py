"""Autocompletion of the field « Lieu »: regions, départements, communes and arrondissements, with their offers."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from core.text import fold
from emplois.browsing.criteria import RADIUS
from emplois.browsing.offer_index import OfferIndex, offer_index
from emplois.browsing.places import Area, area_label, areas, named_areas, plain, spelt_alike, whole
from emplois.browsing.vocabulary import Meaning
from referentiels.arrondissements import Arrondissement, arrondissement, arrondissements
from referentiels.models import Commune

from .suggestions import MOST_OF_A_KIND, SHORTEST, offer_count, score

ALIKE = "Vouliez-vous dire"


class PlaceSuggestion(NamedTuple):
    kind: str
    label: str
    detail: str
    value: str
    """What the field contains once the place is chosen."""
    url: str


def suggest_places(text: str, *, areas_too: bool = True) -> list[PlaceSuggestion]:
    """At most `MOST_OF_A_KIND` places of each kind; without `areas_too`, communes and arrondissements only.

    First comes the kind of a place that has just the name `text`, then those of places that begin with it. If nothing
    does, places with nearly the same name.
    """
    if len(fold(text)) < SHORTEST:
        return []
    facts = offer_index.current()
    suggested = [*(_areas(facts, text) if areas_too else ()), *_arrondissements(text), *_communes(facts, text)]
    if not suggested:
        return _spelt_alike(facts, text, areas_too=areas_too)
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


def _of_area(facts: OfferIndex, kind: str, area: Area) -> PlaceSuggestion:
    return _suggestion(kind, area.label, offer_count(_count(facts, area.meaning)), area.name)


def _areas(facts: OfferIndex, text: str) -> list[PlaceSuggestion]:
    typed, suggested = fold(text), []
    for kind, name in (("Régions", "region"), ("Départements", "departement")):
        scored = []
        for area in named_areas():
            if area.kind == name and (matching := score(fold(area.label), typed)):
                scored.append((-matching, -_count(facts, area.meaning), area))
        suggested += [_of_area(facts, kind, area) for _matching, _count, area in sorted(scored)[:MOST_OF_A_KIND]]
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
    """The communes that begin with the text, the most populous first."""
    return _around(facts, "Communes", list(Commune.objects.starting_with(whole(text.lower()))[:MOST_OF_A_KIND]))


def _around(facts: OfferIndex, kind: str, communes: list[Commune]) -> list[PlaceSuggestion]:
    """`communes` with the offers around each."""
    near = Commune.objects.within_each(communes, kilometres=RADIUS)
    return [
        _suggestion(
            kind,
            str(commune),
            f"{offer_count(facts.in_communes(near[commune.pk]).bit_count())} à {RADIUS} km",
            str(commune),
        )
        for commune in communes
    ]


def _spelt_alike(facts: OfferIndex, text: str, *, areas_too: bool) -> list[PlaceSuggestion]:
    suggested = []
    for place in spelt_alike(text):
        if isinstance(place, Commune):
            suggested += _around(facts, ALIKE, [place])
        elif areas_too:
            suggested.append(_of_area(facts, ALIKE, place))
    return suggested
