"""What a visitor may mean while typing: métiers, entities, communes, skills, offers, each with where it leads."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from core.text import fold
from emplois.browsing.offer_index import OfferIndex, offer_index
from emplois.models import MetierPage
from referentiels.models import Commune

from .analysis import stem, words
from .engines import titled
from .spelling import vocabulary

SHORTEST = 2
"""Letters under which nothing is proposed."""
MOST_OF_A_KIND = 3
LOOKED_AT = 20
"""So many communes, the most populous, are looked at for some with offers."""
ENOUGH = 4
"""Letters from which a commune without offers is proposed: its surroundings may have some."""
MOST_ENDINGS = 12
"""How many words that begin as the last one typed are tried in titles."""


class Suggestion(NamedTuple):
    kind: str
    label: str
    detail: str
    url: str


def suggest(text: str) -> list[Suggestion]:
    """At most three of a kind, those that begin as `text` does first; nothing for a text too short."""
    typed = fold(text)
    if len(typed) < SHORTEST:
        return []
    facts = offer_index.current()
    return [
        *_values(facts, "metier", "Métiers", typed),
        *_values(facts, "entite", "Entités", typed),
        *_communes(facts, text),
        *_skills(typed),
        *_offers(facts, text),
    ]


def _list(**query: str) -> str:
    return f"{reverse('emplois:liste')}?{urlencode(query)}"


def _says(label: str, typed: str) -> int:
    """How well a folded label answers what is typed: 2 where it begins so, 1 where words of it do, else 0."""
    if label.startswith(typed):
        return 2
    starts = label.split()
    return int(all(any(start.startswith(word) for start in starts) for word in typed.split()))


def _offers_told(count: int) -> str:
    return f"{count} offre{'s' if count > 1 else ''}"


def _values(facts: OfferIndex, name: str, kind: str, typed: str) -> list[Suggestion]:
    """Values of a facet that find something."""
    found = []
    for choices in facts.labels[name].values():
        for code, label in choices:
            members = facts.values[name].get(code)
            if members and (score := _says(fold(label), typed)):
                found.append((-score, -members.bit_count(), label, code))
    return [
        Suggestion(kind, label, _offers_told(-count), _list(**{name: code}))
        for _score, count, label, code in sorted(found)[:MOST_OF_A_KIND]
    ]


def _communes(facts: OfferIndex, text: str) -> list[Suggestion]:
    counted = [
        (commune, facts.in_communes([commune.pk]).bit_count())
        for commune in Commune.objects.starting_with(text)[:LOOKED_AT]
    ]
    said = [(commune, count) for commune, count in counted if count or len(text.strip()) >= ENOUGH]
    said.sort(key=lambda pair: -pair[1])
    return [
        Suggestion("Lieux", str(commune), _offers_told(count) if count else "", _list(commune=str(commune)))
        for commune, count in said[:MOST_OF_A_KIND]
    ]


def _skills(typed: str) -> list[Suggestion]:
    pages = MetierPage.objects.live().only("skills")
    skills = {fold(name): name for page in pages for name in page.skill_list}
    scored = sorted((-score, name) for folded, name in skills.items() if (score := _says(folded, typed)))
    return [Suggestion("Compétences", name, "", _list(q=name)) for _score, name in scored[:MOST_OF_A_KIND]]


def _offers(facts: OfferIndex, text: str) -> list[Suggestion]:
    """The newest public offers whose title says the words, the last of which may not be finished."""
    said = words(text)
    if not said:
        return []
    *whole, last = said
    endings = dict.fromkeys(stem(word) for word in vocabulary().written if word.startswith(last))
    groups = [[stem(word)] for word in whole] + [list(endings)[:MOST_ENDINGS] or [stem(last)]]
    found = facts.newest(facts.of_offers(titled(groups)), MOST_OF_A_KIND)
    return [Suggestion("Offres", offre.title, offre.vitrine.title, offre.get_absolute_url()) for offre in found]
