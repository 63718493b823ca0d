"""Autocompletion: métiers, entities, communes, skills and offers for the text typed so far, each with its URL."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from core.french import counted
from core.text import fold
from emplois.browsing.offer_index import SKILLS, OfferIndex, offer_index
from emplois.browsing.reading import read
from emplois.browsing.results import find
from emplois.models import MetierPage
from referentiels import competences
from referentiels.models import Commune

from .analysis import stem, words
from .engines import titled
from .metier_names import displayed, metiers_named
from .spelling import vocabulary

SHORTEST = 2
"""Minimum letters of a text that gets suggestions."""
MOST_OF_A_KIND = 3
LOOKED_AT = 20
"""Number of communes, the most populous, among which those with offers are looked for."""
ENOUGH = 4
"""Minimum letters for suggesting a commune without offers: there may be some around it."""
MOST_ENDINGS = 12
"""Maximum completions of the last word typed that are searched in titles."""


class Suggestion(NamedTuple):
    kind: str
    label: str
    detail: str
    url: str


def suggest(text: str) -> list[Suggestion]:
    """At most `MOST_OF_A_KIND` suggestions of each kind, labels that begin with `text` first; none for a short text."""
    typed = fold(text)
    if len(typed) < SHORTEST:
        return []
    facts = offer_index.current()
    return [
        *_criteria(facts, text),
        *_metiers(facts, text),
        *_values(facts, "entite", "Entités", typed),
        *_communes(facts, text),
        *_values(facts, SKILLS, "Compétences", typed, competences.vocabulary.current().folded_names),
        *_offers(facts, text),
    ]


def _criteria(facts: OfferIndex, text: str) -> list[Suggestion]:
    """The text as filters of the list, with their offers: « CDI · Rennes : 12 offres »."""
    reading = read(text, facts)
    is_an_entity = list(reading.values) == ["entite"] and not reading.words  # It is suggested by itself.
    if not reading.values or is_an_entity:
        return []
    query = QueryDict(mutable=True)
    query["q"] = text
    results = find(query)
    if not results.criteria.understood:
        return []
    words = results.criteria.cleaned_data.get("q")
    label = " · ".join([*results.criteria.understood, *([f"« {words} »"] if words else [])])
    return [Suggestion("Critères", label, offer_count(len(results)), _list(q=text))]


def _list(**query: str) -> str:
    return f"{reverse('emplois:liste')}?{urlencode(query)}"


def score(label: str, typed: str) -> int:
    """How well a folded label matches the typed text: 2 when it starts with it, 1 when its words do, else 0."""
    if label.startswith(typed):
        return 2
    starts = label.split()
    return int(all(any(start.startswith(word) for start in starts) for word in typed.split()))


def offer_count(count: int) -> str:
    """« 12 offres »."""
    return counted(count, "offre")


def _values(
    facts: OfferIndex, name: str, kind: str, typed: str, names: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> list[Suggestion]:
    """The values of a facet of which the label, or one of the folded `names`, matches the text and that have offers."""
    scored = []
    for code, label in facts.choices(name):
        members = facts.values[name].get(code)
        if members and (matching := max(score(each, typed) for each in names.get(code) or [fold(label)])):
            scored.append((-matching, -members.bit_count(), label, code))
    return [
        Suggestion(kind, label, offer_count(-count), _list(**{name: code}))
        for _score, count, label, code in sorted(scored)[:MOST_OF_A_KIND]
    ]


def _metiers(facts: OfferIndex, text: str) -> list[Suggestion]:
    """The métiers that match the text by their name or another one; those that it names, without offers too."""
    typed, named = fold(text), metiers_named(text)
    labels = dict(facts.choices("metier"))
    others, scored = displayed(), []
    for slug, label in labels.items():
        count = facts.values["metier"].get(slug, 0).bit_count()
        matching, name = score(fold(label), typed), ""
        if not matching:
            by_name = ((score(folded, typed), name) for folded, name in others.get(slug, ()))
            matching, name = max([(0, ""), *by_name], key=itemgetter(0))
        if slug in named or (matching and count):
            scored.append((slug not in named, -matching, -count, label, slug, name))
    best = sorted(scored)[:MOST_OF_A_KIND]
    pages = MetierPage.urls_of([slug for *_rank, count, _label, slug, _name in best if not count])
    return [
        Suggestion("Métiers", label, _detail(-count, name), _list(metier=slug) if count else pages[slug])
        for *_rank, count, label, slug, name in best
        if count or slug in pages
    ]


def _detail(count: int, name: str) -> str:
    """« 3 offres », « DPO, 3 offres », « DPO, fiche du métier »."""
    return ", ".join(filter(None, [name, offer_count(count) if count else "fiche du métier"]))


def _communes(facts: OfferIndex, text: str) -> list[Suggestion]:
    counted = [
        (commune, facts.in_communes([commune.pk]).bit_count())
        for commune in Commune.objects.starting_with(text)[:LOOKED_AT]
    ]
    suggested = [(commune, count) for commune, count in counted if count or len(text.strip()) >= ENOUGH]
    suggested.sort(key=lambda pair: -pair[1])
    return [
        Suggestion("Lieux", str(commune), offer_count(count) if count else "", _list(commune=str(commune)))
        for commune, count in suggested[:MOST_OF_A_KIND]
    ]


def _offers(facts: OfferIndex, text: str) -> list[Suggestion]:
    """The newest public offers whose title contains the words; the last word may be unfinished."""
    typed = words(text)
    if not typed:
        return []
    *whole, last = typed
    endings = dict.fromkeys(stem(word) for word in vocabulary().written if word.startswith(last))
    groups = [[stem(word)] for word in whole] + [list(endings)[:MOST_ENDINGS] or [stem(last)]]
    newest = facts.newest(facts.of_offers(titled(groups)), MOST_OF_A_KIND)
    return [Suggestion("Offres", offre.title, offre.vitrine.title, offre.get_absolute_url()) for offre in newest]
