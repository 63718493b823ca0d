"""Why offers are among the results: what each meets of every word and filter that is asked for."""

from collections.abc import Iterable

from core.french import of_town
from emplois.models import Offre

from . import text_search
from .criteria import FACETS
from .offer_index import SKILLS
from .places import area_label
from .results import Results
from .text_search import Said, Word

ANYWHERE = "Télétravail total"
"""Why an offer of none of the places is found all the same."""
HERE = 0.5
"""Kilometres from a commune below which an offer is in it."""


def reasons(results: Results, offres: Iterable[Offre]) -> dict[int, list[str]]:
    """By primary key of each offer, what it meets, as the visitor reads it."""
    positions = {
        offre.pk: position for offre in offres if (position := results.facts.position.get(offre.pk)) is not None
    }
    said, places = _said(results, positions), _places_met(results, set(positions.values()))
    return {
        key: [*said[key], *_filters_met(results, position), *filter(None, [places.get(position)])]
        for key, position in positions.items()
    }


def _said(results: Results, positions: dict[int, int]) -> dict[int, list[str]]:
    """Where each offer says each of the words: « cyber » dans le métier (trouvé : « sécurité »)."""
    found: dict[int, list[tuple[Word, Said]]] = {
        key: [
            (word, way)
            for word in results.words
            if (way := next((way for way in word.ways if way.members >> position & 1), None))
        ]
        for key, position in positions.items()
    }
    by_synonym = [key for key, ways in found.items() if any(way.synonyms for _word, way in ways)]
    tokens = text_search.tokens(by_synonym) if by_synonym else {}
    return {
        key: [f"« {word.written} » {way.where}{_synonyms_of(way, tokens.get(key, ()))}" for word, way in ways]
        for key, ways in found.items()
    }


def _synonyms_of(way: Said, tokens: Iterable[str]) -> str:
    present = set(tokens)
    names = [f"« {name} »" for token, name in way.synonyms.items() if token in present]
    return f" (trouvé : {', '.join(names)})" if names else ""


def _filters_met(results: Results, position: int) -> list[str]:
    """The labels of the filters' values that an offer has."""
    met = []
    for name, members in results.conditions.items():
        if name in ("q", SKILLS, "commune") or not members >> position & 1:
            continue
        asked = [(value, label) for parameter, value, label in results.criteria.active if parameter == name]
        values = results.facts.values.get(name, {}) if name in FACETS else {value: members for value, _label in asked}
        labels = [label for value, label in asked if values.get(value, 0) >> position & 1]
        met += labels or [ANYWHERE]
    return met


def _places_met(results: Results, positions: set[int]) -> dict[int, str]:
    """By position, the place of « Lieu » that an offer is in, or the nearest that it is around."""
    criteria, facts = results.criteria, results.facts
    met = {position: _distance(*found) for position, found in _nearest(results, positions).items()}
    others = [(facts.any_of(*area), area_label(area)) for area in criteria.places.areas.values()]
    others.append((results.conditions.get("commune", 0), ANYWHERE))
    for members, label in others:
        met |= {position: label for position in positions - met.keys() if members >> position & 1}
    return met


def _nearest(results: Results, positions: set[int]) -> dict[int, tuple[float, str]]:
    """By position, the nearest commune of « Lieu » that an offer is around: kilometres and name."""
    nearest: dict[int, tuple[float, str]] = {}
    for place in results.criteria.communes:
        for code, away in results.near_each[place.pk].items():
            if away <= results.criteria.radius:
                for position in positions.intersection(results.facts.communes.get(code, ())):
                    nearest[position] = min((away, str(place)), nearest.get(position, (away, str(place))))
    return nearest


def _distance(away: float, name: str) -> str:
    return name if away < HERE else f"à {max(away, 1):.0f} km {of_town(name)}"
